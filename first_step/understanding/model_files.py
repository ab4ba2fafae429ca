"""The model in service and the one before it, each with a note beside it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from first_step.admissions.errors import ModelMissing

PREVIOUS = "previous.tar.gz"


def note_file(model: Path) -> Path:
    """Return the file beside a model that says what is known about it."""
    return model.with_name(model.name.split(".")[0] + ".json")


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_json(path: Path) -> dict[str, Any] | None:
    """Return the object in a file, None when there is nothing readable."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def previous_of(model: Path) -> dict[str, Any] | None:
    """Return the note of the model before this one, None when there is none or it is not whole."""
    previous = model.with_name(PREVIOUS)
    note = read_json(note_file(previous))
    if note is None or not previous.is_file() or note.get("sha256") != file_hash(previous):
        return None
    return note


def roll_back(model: Path) -> str:
    """Let the model in service and the previous one change places; return the SHA-256 that serves.

    Doing it again undoes it. What runs keeps the model it has read until it is started again.
    Raises ModelMissing when there is no whole previous model, OSError where it cannot be written.
    """
    note = previous_of(model)
    if note is None:
        raise ModelMissing("there is no whole model before the one in service")
    previous = model.with_name(PREVIOUS)
    for one, other in ((model, previous), (note_file(model), note_file(previous))):
        aside = one.with_name(one.name + ".aside")
        os.replace(one, aside)
        os.replace(other, one)
        os.replace(aside, other)
    return str(note["sha256"])
