"""Examples approved at the desk: local training data, beside the database and never in git."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from first_step.admissions.errors import ContentError
from first_step.content.labels import LABELS

FILE = "learned.yml"
LONGEST = 300
_HEAD = "# Examples approved at the staff console, masked. Written by the program.\n"
# What would make Rasa read part of a sentence as an entity or a regular expression.
_MARKUP = re.compile(r"[\[\](){}<>`|\\]")

Learned = Mapping[str, tuple[str, ...]]


def plain_example(text: str) -> str:
    """Return a sentence as training data holds it: one line, no markup, at most 300 characters."""
    return " ".join(_MARKUP.sub(" ", text).split())[:LONGEST].lstrip("- ").strip()


def read_learned(folder: Path) -> Learned:
    """Return the approved examples by label; raises ContentError when they cannot be read."""
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        found = {block["intent"]: _lines(block["examples"]) for block in blocks}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        raise ContentError(f"{FILE} cannot be read") from None
    # A label that is no more must not stop the training.
    return {label: texts for label, texts in found.items() if label in LABELS}


def add_learned(folder: Path, label: str, example: str) -> None:
    """Add an example, under the one label it was approved for last.

    The caller keeps others from adding in the same moment. Raises ContentError, OSError.
    """
    text = plain_example(example)
    known = {
        name: tuple(each for each in texts if each != text)
        for name, texts in read_learned(folder).items()
    }
    known[label] = (*known.get(label, ()), text)
    path = folder / FILE
    beside = path.with_suffix(".new")
    beside.write_text(as_training_data(known), encoding="utf-8")
    beside.chmod(0o600)
    os.replace(beside, path)


def as_training_data(learned: Learned) -> str:
    """Return the examples in Rasa's format, labels without examples left out."""
    blocks = [
        {
            "intent": label,
            "metadata": {"author": "desk"},
            "examples": "".join(f"- {text}\n" for text in texts),
        }
        for label, texts in sorted(learned.items())
        if texts
    ]
    return _HEAD + yaml.safe_dump(
        {"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False, width=1000
    )


def _lines(examples: str) -> tuple[str, ...]:
    return tuple(line[2:] for line in examples.splitlines() if line.startswith("- "))
