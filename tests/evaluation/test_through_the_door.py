from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.through_the_door import read_conditions


def condition(name: str, **other: Any) -> dict[str, Any]:
    counts = {"messages": 4, "acted": 2, "checked": 1, "none": 1, "right_card": 2, "p50_ms": 8.5}
    return {"name": name, **counts, **other}


def written(folder: Path, *conditions: dict[str, Any], equal: bool = True) -> Path:
    path = folder / "through_the_door.json"
    path.write_text(json.dumps({"conditions": conditions, "equal": equal}), encoding="utf-8")
    return path


def test_without_the_file_there_is_nothing_to_show(tmp_path: Path) -> None:
    assert read_conditions(tmp_path / "through_the_door.json") is None


def test_conditions_stand_side_by_side(tmp_path: Path) -> None:
    door = read_conditions(written(tmp_path, condition("up"), condition("no Rasa", p50_ms=20)))
    assert door is not None
    assert door["equal"]
    assert [one["name"] for one in door["conditions"]] == ["up", "no Rasa"]


def test_one_message_read_otherwise_makes_them_unequal_though_counts_are_the_same(
    tmp_path: Path,
) -> None:
    same = (condition("up"), condition("down"))
    door = read_conditions(written(tmp_path, *same, equal=False))
    assert door is not None
    assert not door["equal"]


def test_a_file_that_says_something_else_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match=r"through_the_door\.json: KeyError"):
        read_conditions(written(tmp_path, {"name": "up"}))
