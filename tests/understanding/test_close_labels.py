from __future__ import annotations

import pytest

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.close_labels import are_close


@pytest.mark.parametrize(
    ("first", "second", "close"),
    [
        (("cause/genetic", 0.45), ("cause/predisposition", 0.4), True),
        (("treatment/eligibility", 0.45), ("request_contact", 0.4), True),
        (("cause/genetic", 0.6), ("cause/predisposition", 0.3), False),
        (("cause/genetic", 0.45), ("crisis_suicide", 0.4), False),
        (("crisis_overdose", 0.45), ("sign/overdose", 0.4), False),
        (("greet", 0.45), ("thank", 0.4), False),
    ],
)
def test_two_labels_that_can_be_asked_about_and_are_near_are_close(
    first: tuple[str, float], second: tuple[str, float], close: bool
) -> None:
    assert are_close([LabelProbability(*first), LabelProbability(*second)]) is close


def test_one_label_is_close_to_nothing() -> None:
    assert not are_close([LabelProbability("cause/genetic", 0.4)])
