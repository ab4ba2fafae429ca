"""The model in service and the one before it, each with a note beside it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from first_step.admissions.errors import ModelMissing

PREVIOUS = "previous.tar.gz"
# Where a model stands while it leaves service; after a roll-back that was cut off it stays there.
_LEAVING = "leaving.tar.gz"
# Where a model that may serve again stands, in the order in which to look.
_KEPT = (PREVIOUS, _LEAVING)


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


def note_of(model: Path) -> dict[str, Any] | None:
    """Return what is known about a model, None when nothing readable is.

    The note with the hash of the file counts, wherever it stands in the folder: in the middle of a
    roll-back notes stand crossed. Without one it is the note beside it, which says what was there.
    """
    beside = read_json(note_file(model))
    if not model.is_file():
        return beside
    sha = file_hash(model)
    notes = [beside, *map(read_json, model.parent.glob("*.json"))]
    return next((note for note in notes if note and note.get("sha256") == sha), beside)


def previous_of(model: Path) -> dict[str, Any] | None:
    """Return the note of the model before this one, None when there is none or it is not whole."""
    previous = _whole_other(model)
    return note_of(previous) if previous else None


def roll_back(model: Path) -> str:
    """Let the model in service and the previous one change places; return the SHA-256 that serves.

    One rename decides: before it nothing has changed, after it all has, whatever fails then. Doing
    it again undoes it. What runs keeps the model it has read until it is started again. Raises
    ModelMissing when there is no whole previous model, OSError where it cannot be written.
    """
    other = _whole_other(model)
    if other is None:
        raise ModelMissing("there is no whole model before the one in service")
    previous, leaving = model.with_name(PREVIOUS), model.with_name(_LEAVING)
    coming = model.with_name("coming.tar.gz")
    _copy(other, coming)
    if other == leaving:
        os.replace(leaving, previous)  # what an earlier roll-back left undone
    _copy(model, leaving)
    os.replace(coming, model)
    # The model that served stands whole in `leaving`, and is found there until this is done.
    with suppress(OSError):
        os.replace(leaving, previous)
        _uncross_notes(model, previous)
    return file_hash(model)


def _whole_other(model: Path) -> Path | None:
    """Return the file of a whole model that is not the one in service."""
    serving = file_hash(model) if model.is_file() else None
    for other in (model.with_name(name) for name in _KEPT):
        sha = file_hash(other) if other.is_file() else None
        if sha not in (None, serving) and (note_of(other) or {}).get("sha256") == sha:
            return other
    return None


def _uncross_notes(model: Path, previous: Path) -> None:
    """Put each note beside its model; at every moment each stands somewhere."""
    aside = note_file(model.with_name(_LEAVING))
    now, before = note_of(model), note_of(previous)
    for path, note in ((aside, before), (note_file(model), now), (note_file(previous), before)):
        if note is not None:
            written = path.with_name(path.name + ".new")
            written.write_text(json.dumps(note, indent=2) + "\n", encoding="utf-8")
            os.replace(written, path)
    aside.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a file so that a rename afterwards cannot come to the disk before its content."""
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
