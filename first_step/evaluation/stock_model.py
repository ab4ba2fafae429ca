"""A trained stock model, what it was made from, and where it is kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).with_name("stock_config.yml")
# What Rasa's default configuration asks for.
DEFAULT_EPOCHS = 100
# Raise when the worker's answers change their meaning, so that none is read from a folder.
FORMAT = 1


@dataclass(frozen=True)
class StockModel:
    """A trained stock model and what is known about its training.

    epochs: run by DIETClassifier and by ResponseSelector each; planned: whether their number was
    chosen to fit the time, not asked for. training_s: from the start of the process to the model
    file; peak_mb: the most memory it held, in megabytes; cores: that it could use.
    """

    folder: Path
    material: str
    epochs: int
    planned: bool
    examples: int
    labels: int
    training_s: float
    peak_mb: float
    cores: int
    rasa: str
    trained_at: str

    @property
    def file(self) -> Path:
        """Return the model file."""
        return self.folder / "model.tar.gz"

    @property
    def is_shortened(self) -> bool:
        """Return whether fewer epochs were run than Rasa's default."""
        return self.epochs < DEFAULT_EPOCHS


def stock_material(root: Path) -> str:
    """Return a hash over all that a stock model is made from, but for the number of epochs."""
    digest = hashlib.sha256(f"{FORMAT} {version('rasa')}".encode())
    digest.update(CONFIG.read_bytes())
    for path in data_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def trained_models(cache: Path) -> Iterator[StockModel]:
    """Yield every whole model that a cache folder holds."""
    for path in sorted(cache.glob("*/note.json")):
        try:
            model = StockModel(folder=path.parent, **json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        if model.file.is_file():
            yield model


def stock_fingerprint(material: str, epochs: int) -> str:
    """Return the name of the folder for a model of this material and number of epochs."""
    return hashlib.sha256(f"{material} {epochs}".encode()).hexdigest()[:16]


def data_files(root: Path) -> list[Path]:
    """Return the files of the project's training data, in their order."""
    return [
        path for name in ("nlu.yml", "nlu/*.yml") for path in sorted((root / "data").glob(name))
    ]


def write_json(path: Path, value: Any) -> None:
    """Write a file that is either whole or not there."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)
