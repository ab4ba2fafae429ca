from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.performance_page import around, as_markdown, write_page


def _server(name: str, per_second: float, growth: float) -> dict[str, Any]:
    return {
        "name": name,
        "start_s": 20.4,
        "load": {"1": _row(9.0), "20": _row(per_second)},
        "length": [10 + growth * turn for turn in range(510)],
        "volume": {"300,000 messages": _row(1.0)} if growth == 0 else {},
        "memory": {"web-1": 300.0, "rasa-1": 500.0},
    }


def _row(per_second: float) -> dict[str, float]:
    return {"p50": 40.4, "p95": 80.6, "answered": 0.975, "per_second": per_second}


RESULT = {
    "measured_at": "2026-11-26T07:30+00:00",
    "cores": 2,
    "load_before": 0.4,
    "turns": {"1": 50, "20": 300},
    "stock": {"rasa": "3.6.21", "epochs": 2, "training_s": 600.0},
    "servers": [
        _server("First Step, one", 30.0, 0.0),
        _server("First Step, two", 45.0, 0.0),
        _server("stock Rasa", 15.0, 0.5),
    ],
}


@pytest.mark.parametrize(
    "line",
    [
        "| First Step, two | 20 | 45.0 | 40 | 81 | 98% |",
        "| First Step, one | 10 | 10 | 10 | 1.00 |",
        "| stock Rasa | 12 | 59 | 259 |",
        "| First Step, one | 300,000 messages | 40 | 81 |",
        "| stock Rasa | 20 | 800 | web-1 300, rasa-1 500 |",
        "(First Step, two) makes 3.0 times the turns",
        "for 2 epochs of its 100",
        "that were timed: 1, 50; 20, 300.",
    ],
)
def test_the_page_holds_what_was_measured(line: str) -> None:
    assert line in as_markdown(RESULT)


def test_one_slow_turn_does_not_stand_for_those_around_it() -> None:
    length = [10.0] * 510
    length[499] = 900.0
    assert around(length, 500) == 10.0


def test_page_and_picture_are_written_side_by_side(tmp_path: Path) -> None:
    page, picture = tmp_path / "performance.md", tmp_path / "length.svg"
    write_page(RESULT, page, picture)
    assert "(length.svg)" in page.read_text(encoding="utf-8")
    assert "<svg" in picture.read_text(encoding="utf-8")
