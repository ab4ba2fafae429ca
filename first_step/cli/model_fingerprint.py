"""Whether the model in service was trained from what stands in the project now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from first_step.understanding.classifier import FORMAT
from first_step.understanding.encoder_graph import GRAPH_VERSION
from first_step.understanding.ngrams import NGRAM_FEATURES

# Wording is left out on purpose: it is live without training. Word lists that change what the
# classifier sees are in; signs of danger are not, since they are read afresh at every start.
_SOURCES = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "first_step/understanding/lexicon/slang.yml",
    "first_step/understanding/lexicon/substances.yml",
)
# How a trained model is written and what it was fitted to; raised by hand with those modules.
_VERSIONS = (FORMAT, GRAPH_VERSION, NGRAM_FEATURES)


def project_fingerprint(root: Path) -> str:
    """Return a hash over labels, training data, configuration and names of answers."""
    digest = hashlib.sha256(repr(_VERSIONS).encode())
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def model_is_current(root: Path, model: Path) -> str | None:
    """Return None when the model fits the project and is whole, else why it must be trained."""
    note = read_note(model)
    if not model.is_file():
        return "there is no trained model yet"
    if note is None:
        return "nothing is known about the model in service"
    if note.get("sha256") != file_hash(model):
        return "the model file is damaged"
    if note.get("fingerprint") != project_fingerprint(root):
        return "labels, training data or configuration changed"
    return None


def write_note(model: Path, fingerprint: str, **more: Any) -> None:
    """Write beside the model what it was trained from."""
    note = {"fingerprint": fingerprint, "sha256": file_hash(model), **more}
    _note_file(model).write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")


def read_note(model: Path) -> dict[str, Any] | None:
    """Return what `write_note` wrote, None when there is nothing readable."""
    try:
        note = json.loads(_note_file(model).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _note_file(model: Path) -> Path:
    return model.with_name(model.name.split(".")[0] + ".json")


def _files(root: Path) -> Iterator[Path]:
    for pattern in _SOURCES:
        yield from sorted(path for path in root.glob(pattern) if path.is_file())
