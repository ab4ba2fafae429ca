from __future__ import annotations

import pytest

from first_step.evaluation.calibration import reliability, scope_curve
from first_step.evaluation.intervals import Share

from .made_readings import row


def test_bins_compare_what_was_said_with_how_often_it_was_right() -> None:
    curve = reliability(
        [row("greet", "greet", sure=0.92), row("greet", "menu", sure=0.98)]
        + [row("menu", "menu", sure=0.25)] * 2
    )
    low, high = curve.bins
    assert (low.low, low.high, low.right) == (0.2, 0.3, Share(2, 2))
    assert (high.confidence, high.right) == (pytest.approx(0.95), Share(1, 2))
    assert curve.error == pytest.approx((2 * 0.75 + 2 * 0.45) / 4)


def test_certainty_stands_in_the_last_bin_and_no_words_in_none() -> None:
    curve = reliability([row("greet", "greet", sure=1.0), row("out_of_scope")])
    assert [(one.low, one.right.total) for one in curve.bins] == [(0.9, 1)]
    assert reliability([]).error == 0


def test_a_higher_threshold_answers_less_in_scope_and_out_of_it() -> None:
    curve = scope_curve(
        [
            row("greet", "greet", sure=0.9),
            row("greet", "greet", sure=0.3, abstain="clarify"),
            row("out_of_scope", "menu", sure=0.5),
            row("out_of_scope", "out_of_scope", sure=0.8),
        ]
    )
    at = {point.threshold: (point.in_scope, point.out_of_scope) for point in curve.points}
    assert at[0.0] == (1, 0.5)
    assert at[0.5] == (0.5, 0.5)
    assert at[0.51] == (0.5, 0)
    assert at[1.0] == (0, 0)


def test_the_rule_in_use_is_what_the_readings_did() -> None:
    curve = scope_curve(
        [
            row("greet", "greet", sure=0.9, abstain="clarify"),
            row("greet", "greet", sure=0.3),
            row("out_of_scope", "menu", sure=0.5),
        ]
    )
    assert curve.in_scope_answered == Share(1, 2)
    assert curve.out_of_scope_answered == Share(1, 1)


def test_the_area_is_one_when_scope_is_told_apart_and_undefined_with_one_side() -> None:
    inside, outside = row("greet", "greet", sure=0.9), row("out_of_scope", "menu", sure=0.2)
    assert scope_curve([inside, outside]).area == 1
    assert scope_curve([row("greet", "greet", sure=0.1), outside]).area == 0
    assert scope_curve([inside]).area is None
