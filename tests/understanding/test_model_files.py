"""Rolling the model back: at every moment one whole model serves, and the other can come back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from first_step.admissions.errors import ModelMissing
from first_step.understanding import model_files
from first_step.understanding.model_files import file_hash, note_of, previous_of, roll_back


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    for name in ("current", "previous"):
        file = tmp_path / f"{name}.tar.gz"
        file.write_text(name)
        note = {"sha256": file_hash(file), "trained_at": name}
        (tmp_path / f"{name}.json").write_text(json.dumps(note))
    return tmp_path / "current.tar.gz"


def state(model: Path) -> tuple[str, str, str]:
    """Return what serves, what its note says, and what the note of the other one says."""
    now, before = note_of(model), previous_of(model)
    assert now is not None
    assert before is not None
    return model.read_text(), str(now["trained_at"]), str(before["trained_at"])


def test_the_two_change_places_with_their_notes_and_back(model: Path) -> None:
    assert roll_back(model) == file_hash(model)
    assert state(model) == ("previous", "previous", "current")
    assert json.loads(model.with_name("current.json").read_text())["trained_at"] == "previous"
    assert sorted(each.name for each in model.parent.iterdir()) == [
        "current.json",
        "current.tar.gz",
        "previous.json",
        "previous.tar.gz",
    ]
    roll_back(model)
    assert state(model) == ("current", "current", "previous")


def dying(after: int, error: type[BaseException]) -> Callable[[Path, Path], None]:
    """Return a rename that works so many times and then raises."""
    done = 0

    def replace(source: Path, target: Path) -> None:
        nonlocal done
        if done == after:
            raise error()
        done += 1
        Path(source).rename(target)

    return replace


@pytest.mark.parametrize("renames", range(5))
def test_killed_at_any_rename_it_is_wholly_done_or_not_at_all(
    model: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    monkeypatch.setattr(model_files.os, "replace", dying(renames, Killed))
    with pytest.raises(Killed):
        roll_back(model)
    monkeypatch.undo()
    undone, done = ("current", "current", "previous"), ("previous", "previous", "current")
    now, other = (done, undone) if renames else (undone, done)
    assert state(model) == now
    # Whatever lies about, the next one works as ever.
    for wanted in (other, now):
        roll_back(model)
        assert state(model) == wanted


@pytest.mark.parametrize("renames", range(1, 5))
def test_a_disk_that_fails_after_the_decision_undoes_nothing(
    model: Path, monkeypatch: pytest.MonkeyPatch, renames: int
) -> None:
    monkeypatch.setattr(model_files.os, "replace", dying(renames, OSError))
    assert roll_back(model) == file_hash(model)
    monkeypatch.undo()
    assert state(model) == ("previous", "previous", "current")


def test_a_disk_that_fails_before_it_changes_nothing(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_files.os, "replace", dying(0, OSError))
    with pytest.raises(OSError):
        roll_back(model)
    monkeypatch.undo()
    assert state(model) == ("current", "current", "previous")


def test_a_damaged_model_is_not_gone_back_to(model: Path) -> None:
    model.with_name("previous.tar.gz").write_text("damaged")
    assert previous_of(model) is None
    with pytest.raises(ModelMissing):
        roll_back(model)
    assert model.read_text() == "current"
