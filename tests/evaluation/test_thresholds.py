from __future__ import annotations

from collections.abc import Sequence

import pytest

from first_step.evaluation.examples import Example
from first_step.evaluation.thresholds import (
    DANGER_SHARE,
    LOOKALIKE_SHARE,
    MISS,
    TOO_GENTLE,
    Seen,
    choose,
    weigh,
)
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import CrisisThresholds
from first_step.understanding.danger_patterns import DangerSigns

BEGIN = CrisisThresholds(act=0.4, check=0.1, supported=1.0, joined=0.7, trace=0.01)
NOTHING = DangerSigns({}, {}, {}, ())
EXPLICIT = DangerSigns({}, {"suicide": ("suicide.explicit.1",)}, {}, ())
# Long enough for the classifier's opinion to count whatever it is.
READABLE = "a message of more than four words"


def seen(mass: float, kind: str, signs: DangerSigns = NOTHING) -> Seen:
    """Return a message on which the classifier puts this much danger.

    kind: "explicit" or "veiled" danger, "alike" for what resembles it, "other".
    """
    danger = kind in ("explicit", "veiled")
    example = Example(
        "a1",
        "crisis_suicide" if danger else "treatment/cost",
        READABLE,
        strength=kind if danger else "",
        looks_like="suicide" if kind == "alike" else "",
    )
    ranking = (
        LabelProbability("treatment/cost", 1 - mass),
        LabelProbability("crisis_suicide", mass * 0.75),
        LabelProbability("crisis_overdose", mass * 0.25),
    )
    return Seen(example, READABLE, signs, ranking)


def many(count: int, mass: float, kind: str) -> list[Seen]:
    return [seen(mass, kind)] * count


def test_mistakes_are_counted_apart_and_calm_messages_as_often_as_they_come() -> None:
    rows = [
        *many(2, 0.5, "explicit"),  # acted on
        *many(1, 0.2, "explicit"),  # checked
        *many(1, 0.01, "explicit"),  # missed
        *many(2, 0.2, "veiled"),  # checked
        *many(2, 0.01, "veiled"),  # missed
        *many(1, 0.5, "alike"),  # a card
        *many(1, 0.2, "alike"),  # a check
        *many(2, 0.01, "alike"),
        *many(1, 0.5, "other"),  # a card
        *many(3, 0.2, "other"),  # a check
        *many(16, 0.01, "other"),
    ]
    choice = weigh(rows, BEGIN)
    assert choice.thresholds == BEGIN
    assert choice.missed == pytest.approx(3 / 8)
    assert choice.gentle == pytest.approx(2 / 4)
    alike, other = LOOKALIKE_SHARE, 1 - LOOKALIKE_SHARE
    assert choice.checks == pytest.approx(alike * 2 / 4 + other * 4 / 20)
    assert choice.cards == pytest.approx(alike * 1 / 4 + other * 1 / 20)


def test_patterns_count_as_they_do_for_a_visitor() -> None:
    supported = CrisisThresholds(act=0.4, check=0.1, supported=0.02, joined=0.7, trace=0.01)
    rows = [seen(0.05, "explicit", EXPLICIT), seen(0.05, "explicit")]
    assert weigh(rows, supported).gentle == pytest.approx(1 / 2)
    assert weigh(rows, BEGIN).missed == pytest.approx(1 / 2)


def test_of_no_messages_none_go_wrong() -> None:
    choice = weigh(many(1, 0.5, "explicit"), BEGIN)
    assert (choice.missed, choice.gentle, choice.checks, choice.cards) == (0, 0, 0, 0)


def test_the_thresholds_chosen_are_the_lowest_that_tell_the_messages_apart() -> None:
    choice = choose(
        [
            seen(0.45, "explicit"),
            seen(0.32, "alike"),
            seen(0.05, "veiled"),
            seen(0.03, "other"),
            seen(0.09, "explicit", EXPLICIT),
            seen(0.07, "alike", EXPLICIT),
        ],
        BEGIN,
    )
    assert choice.thresholds == CrisisThresholds(
        act=0.35, check=0.04, supported=0.08, joined=0.7, trace=0.01
    )
    assert (choice.missed, choice.gentle, choice.cards) == (0, 0, 0)


def begins(rows: Sequence[Seen], name: str) -> float:
    return float(getattr(choose(rows, BEGIN).thresholds, name))


@pytest.mark.parametrize(
    ("name", "weight", "kind", "low", "high"),
    [("check", MISS, "veiled", 0.02, 0.12), ("act", TOO_GENTLE, "explicit", 0.2, 0.5)],
)
def test_one_danger_in_ten_is_worth_so_many_needless_answers_and_not_one_more(
    name: str, weight: float, kind: str, low: float, high: float
) -> None:
    danger = [*many(1, low, kind), *many(9, high, kind)]
    worth = weight * DANGER_SHARE / 10 / ((1 - DANGER_SHARE) * (1 - LOOKALIKE_SHARE))
    calm = 200
    bearable = int(worth * calm)
    assert 0 < bearable < calm - 1

    def with_needless(count: int) -> list[Seen]:
        return [*danger, *many(count, low, "other"), *many(calm - count, 0.001, "other")]

    assert begins(with_needless(bearable), name) <= low
    assert begins(with_needless(bearable + 1), name) > low


def test_a_message_that_is_like_danger_weighs_as_little_as_it_is_rare() -> None:
    """Each of few look-alikes is a large share of them, and they a small share of messages."""
    rows = [*many(1, 0.02, "veiled"), *many(9, 0.12, "veiled"), *many(10, 0.001, "other")]
    assert begins([*rows, *many(10, 0.02, "alike")], "check") <= 0.02
    assert begins([*rows, *many(10, 0.02, "other")], "check") > 0.02
