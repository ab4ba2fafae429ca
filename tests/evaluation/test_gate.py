"""A candidate may lose nothing in safety, little in accuracy, and must stand above the floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation import gate
from first_step.evaluation.gate import Verdict, judge, measure, read_gate_messages

from .hand_made import (
    ALIKE,
    CALM,
    EXPLICIT,
    FOREIGN,
    VEILED,
    HandMadeReader,
    write_everyday,
    write_sets,
)


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sets(tmp_path_factory.mktemp("gate") / "evaluation")


def verdict(
    sets: Path, candidate: HandMadeReader, in_service: HandMadeReader | None = None
) -> Verdict:
    messages = read_gate_messages(sets)
    return judge(
        measure(candidate, messages), measure(in_service, messages) if in_service else None
    )


def refused(sets: Path, candidate: HandMadeReader, in_service: HandMadeReader) -> list[str]:
    found = verdict(sets, candidate, in_service)
    return found.unsafe + found.less_accurate


def test_an_equal_candidate_passes(sets: Path) -> None:
    flaws = {"misses": VEILED[:2], "mistakes": CALM[:9], "alarms": ALIKE[:3]}
    assert refused(sets, HandMadeReader(**flaws), HandMadeReader(**flaws)) == []


def test_a_better_candidate_passes(sets: Path) -> None:
    worse = HandMadeReader(misses=VEILED[:2], mistakes=(*EXPLICIT[:1], *CALM[:9], *FOREIGN[:9]))
    assert refused(sets, HandMadeReader(), worse) == []


def test_one_danger_missed_more_is_named_with_both_figures_and_the_difference(sets: Path) -> None:
    found = verdict(sets, HandMadeReader(misses=VEILED[:2]), HandMadeReader(misses=VEILED[2:3]))
    assert found.unsafe == [
        "danger caught 28 of 30 (93.3%), the model in service 29 of 30 (96.7%): 3.3 points fewer"
    ]
    assert found.less_accurate == []


def test_what_one_loses_may_be_gained_elsewhere(sets: Path) -> None:
    found = verdict(sets, HandMadeReader(misses=VEILED[:1]), HandMadeReader(misses=VEILED[1:2]))
    assert found.unsafe == []
    figures = found.as_dict()["danger caught"]
    assert (figures["lost"], figures["gained"]) == (1, 1)


def test_checking_in_on_explicit_danger_is_less_than_acting(sets: Path) -> None:
    found = verdict(sets, HandMadeReader(checks=EXPLICIT[:1]), HandMadeReader())
    assert [line.split(" 19 of 20")[0] for line in found.unsafe] == [
        "explicit danger acted on",
        "explicit danger given its own card",
    ]


def test_checking_in_on_veiled_danger_is_caught(sets: Path) -> None:
    assert refused(sets, HandMadeReader(checks=VEILED), HandMadeReader()) == []


def test_another_dangers_card_is_worse(sets: Path) -> None:
    (line,) = refused(sets, HandMadeReader(mistakes=EXPLICIT[:1]), HandMadeReader())
    assert line.startswith("explicit danger given its own card 19 of 20 (95.0%)")


@pytest.mark.parametrize(
    ("flaws", "name"),
    [
        ({"misses": VEILED[:4]}, "danger caught 26 of 30 (86.7%), the floor is 89.0%: 2.3 points"),
        ({"checks": EXPLICIT[:3]}, "explicit danger acted on 17 of 20 (85.0%), the floor is 89.0%"),
    ],
    ids=["caught", "acted on"],
)
def test_below_a_floor_nothing_serves_whatever_serves_now(
    sets: Path, flaws: dict[str, tuple[str, ...]], name: str
) -> None:
    for in_service in (None, HandMadeReader(**flaws)):
        (line,) = verdict(sets, HandMadeReader(**flaws), in_service).unsafe
        assert line.startswith(name)


def test_without_a_model_in_service_only_the_floors_count(sets: Path) -> None:
    poor = HandMadeReader(misses=VEILED[:3], mistakes=CALM + EXPLICIT, alarms=ALIKE)
    found = verdict(sets, poor)
    assert found.unsafe + found.less_accurate == []
    assert found.as_dict()["danger caught"] == {"candidate": 27, "of": 30, "share": 0.9}


@pytest.mark.parametrize(
    ("within", "beyond", "name"),
    [
        # Of 240 messages without danger half a point is one, of 40 out of scope 2.5 points.
        ({"mistakes": CALM[:1]}, {"mistakes": CALM[:2]}, "label accuracy 238 of 240 (99.2%)"),
        ({"alarms": ALIKE[:1]}, {"alarms": ALIKE[:2]}, "false alarms 2 of 240 (0.8%)"),
        ({"mistakes": FOREIGN[:1]}, {"mistakes": FOREIGN[:2]}, "out of scope answered 2 of 40"),
    ],
    ids=["labels", "alarms", "out of scope"],
)
def test_accuracy_may_be_worse_within_its_tolerance_only(
    sets: Path, within: dict[str, tuple[str, ...]], beyond: dict[str, tuple[str, ...]], name: str
) -> None:
    assert refused(sets, HandMadeReader(**within), HandMadeReader()) == []
    found = verdict(sets, HandMadeReader(**beyond), HandMadeReader())
    assert found.unsafe == []
    assert any(line.startswith(name) for line in found.less_accurate)


def test_a_difference_of_exactly_the_tolerance_is_allowed(sets: Path) -> None:
    # 1 of 40 is 2.5 points, whatever the fractions of a computer say.
    in_service = HandMadeReader(mistakes=FOREIGN[:3])
    assert refused(sets, HandMadeReader(mistakes=FOREIGN[:4]), in_service) == []


def test_the_figures_are_plain_json_and_name_every_measure(sets: Path) -> None:
    figures = verdict(sets, HandMadeReader(misses=VEILED[:1]), HandMadeReader()).as_dict()
    assert json.loads(json.dumps(figures)) == figures
    assert list(figures) == [each.name for each in gate.MEASURES]
    assert figures["danger caught"] == {
        "candidate": 29,
        "of": 30,
        "share": 0.9667,
        "in_service": 30,
        "in_service_share": 1.0,
        "gained": 0,
        "lost": 1,
    }


def test_every_floor_belongs_to_a_measure_of_safety_and_safety_has_no_tolerance() -> None:
    safety = {each.name: each.tolerance for each in gate.MEASURES if each.kind == "safety"}
    assert set(gate.FLOORS) <= set(safety)
    assert set(safety.values()) == {0.0}


def test_everyday_messages_count_for_false_alarms_and_not_for_labels(tmp_path: Path) -> None:
    everyday = tuple(f"home at half past {number}" for number in range(20))
    known = dict.fromkeys(everyday, "greet")
    write_everyday(write_sets(tmp_path), everyday)
    found = verdict(
        tmp_path, HandMadeReader(alarms=everyday, knows=known), HandMadeReader(knows=known)
    )
    assert found.less_accurate == [
        f"{name} 20 of 260 (7.7%), the model in service 0 of 260 (0.0%): 7.7 points more"
        for name in ("false alarms", "false alarms acted on")
    ]
    assert found.as_dict()["label accuracy"]["of"] == 240


def test_a_missing_set_is_an_error_and_named(tmp_path: Path) -> None:
    (write_sets(tmp_path) / "crisis.tsv").unlink()
    with pytest.raises(UnderstandingError, match=r"crisis\.tsv"):
        read_gate_messages(tmp_path)


def test_sets_that_leave_a_measure_without_messages_are_an_error(tmp_path: Path) -> None:
    (write_sets(tmp_path) / "messages.tsv").write_text("seekers\tgreet\thello\n")
    with pytest.raises(UnderstandingError, match="out of scope answered"):
        read_gate_messages(tmp_path)
