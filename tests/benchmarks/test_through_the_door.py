from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.through_the_door import (
    Outcome,
    Sent,
    choose,
    differences,
    figures,
    keep,
    sentence_about,
)
from benchmarks.visitor_in_danger import Help
from first_step.evaluation.messages import LabelledMessage
from first_step.evaluation.through_the_door import read_conditions

HEADER = "group\tlabel\tstrength\tmessage\n"
SENT = (
    Sent("crisis.tsv 2", LabelledMessage("crisis", "crisis_overdose", "his lips are blue")),
    Sent("crisis.tsv 3", LabelledMessage("crisis", "crisis_suicide", "i give up")),
    Sent("crisis.tsv 4", LabelledMessage("crisis", "crisis_medical", "it keeps coming back")),
    Sent(
        "lookalikes.tsv 2",
        LabelledMessage("lookalikes", "about/hours", "dying for a brew", looks_like="suicide"),
    ),
)
CARD = Help("acted", "crisis/overdose", 202, 20.0, 20.0)
CHECK = Help("checked", "crisis/check", 202, 10.0, 300.0)
NOTHING = Help("none", None, 202, 30.0)


def test_figures_count_danger_apart_from_look_alikes() -> None:
    counted = figures(SENT, Outcome("up", (CARD, CHECK, NOTHING, CARD)))
    assert counted == {
        "name": "up",
        "messages": 3,
        "acted": 1,
        "checked": 1,
        "none": 1,
        "right_card": 1,
        "lookalikes": 1,
        "false_alarms": 1,
        "false_checks": 0,
        "p50_ms": 20.0,
        "p95_ms": 28.5,
        "check_p95_ms": 300.0,
    }


def test_another_kind_of_danger_on_the_card_is_not_the_right_card() -> None:
    assert figures(SENT, Outcome("up", (CARD, CARD, CARD, NOTHING)))["right_card"] == 1


def test_messages_helped_otherwise_are_named_by_their_place_and_never_quoted() -> None:
    up = Outcome("up", (CARD, CHECK, NOTHING, NOTHING))
    slower = Outcome("hung", (CARD, Help("checked", "crisis/check", 202, 9.0, 9.0), NOTHING, CARD))
    away = Outcome("away", (CHECK, NOTHING, NOTHING, NOTHING))
    different = differences(SENT, (up, slower, away))
    assert different == {
        "hung": ["lookalikes.tsv 2"],
        "away": ["crisis.tsv 2", "crisis.tsv 3"],
    }
    said = sentence_about(different)
    assert "hung: lookalikes.tsv 2; away: crisis.tsv 2, crisis.tsv 3" in said
    assert not any(each.message.text in said for each in SENT)


def test_nothing_differs_when_only_times_do() -> None:
    slower = Help("checked", "crisis/check", 202, 90.0, 2000.0)
    assert differences(SENT[:1], (Outcome("up", (CHECK,)), Outcome("hung", (slower,)))) == {}


@pytest.mark.parametrize(("most", "lines"), [(None, [2, 3, 4, 5, 6, 7]), (3, [2, 4, 6]), (9, None)])
def test_messages_are_spread_over_the_file(
    tmp_path: Path, most: int | None, lines: list[int] | None
) -> None:
    path = tmp_path / "crisis.tsv"
    rows = (f"uses\tcrisis_suicide\tveiled\tmessage {number}\n" for number in range(6))
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    places = [each.place for each in choose(path, most)]
    assert places == [f"crisis.tsv {line}" for line in lines or range(2, 8)]


def test_the_report_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "results" / "through_the_door.json"
    row = figures(SENT, Outcome("up", (CARD, CHECK, NOTHING, CARD)))
    keep({"conditions": [row, row], "equal": True}, path)
    found = read_conditions(path)
    assert found is not None
    assert found["equal"] is True
    assert found["conditions"][0]["right_card"] == 1
