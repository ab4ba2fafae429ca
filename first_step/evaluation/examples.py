"""Training examples with what the data files say about them: author, strength, look-alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from first_step.admissions.errors import UnderstandingError

_FILES = ("nlu.yml", "nlu/*.yml")


@dataclass(frozen=True)
class Example:
    """One message of the training data.

    author: who wrote it ("a7"); an author wrote without seeing the others.
    strength: of a message of danger: "explicit", "veiled", or "" where nobody said.
    looks_like: the danger that a harmless message resembles ("overdose"), "" for others.
    """

    author: str
    label: str
    text: str
    strength: str = ""
    looks_like: str = ""


def read_examples(data: Path) -> list[Example]:
    """Return the examples of `data/nlu.yml` and `data/nlu/`, in the order of the files.

    Raises UnderstandingError naming a file that does not read as training data, or a folder
    without any.
    """
    found: list[Example] = []
    for pattern in _FILES:
        for path in sorted(data.glob(pattern)):
            try:
                blocks = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]
                found += [one for block in blocks for one in _examples(block)]
            except (
                OSError,
                UnicodeDecodeError,
                yaml.YAMLError,
                KeyError,
                TypeError,
                AttributeError,
            ) as error:
                raise UnderstandingError(f"{path}: {type(error).__name__}") from None
    if not found:
        raise UnderstandingError(f"{data}: no training data")
    return found


def _examples(block: dict[str, Any]) -> Iterator[Example]:
    about = block.get("metadata") or {}
    for line in block["examples"].splitlines():
        if line.startswith("- "):
            yield Example(
                str(about.get("author", "")),
                block["intent"],
                line[2:].strip(),
                str(about.get("strength", "")),
                str(about.get("looks_like", "")),
            )
