from __future__ import annotations

import numpy as np
import pytest

from first_step.evaluation.messages import LabelledMessage
from first_step.evaluation.slips import slipped, with_slips

LONG = "she stopped breathing about twenty minutes before anyone noticed anything happening"


def test_every_longer_word_gets_a_slip_and_keeps_its_first_letter() -> None:
    before, after = LONG.split(), slipped(LONG, np.random.default_rng(0)).split()
    assert len(before) == len(after)
    for clean, slip in zip(before, after, strict=True):
        assert (clean != slip) == (len(clean) >= 4)
        assert clean[0] == slip[0]
        assert abs(len(clean) - len(slip)) <= 1


@pytest.mark.parametrize("seed", range(30))
def test_a_slip_always_changes_the_word(seed: int) -> None:
    for word in ("will", "need", "aaaa", "Help", "pill"):
        assert slipped(word, np.random.default_rng(seed)) != word or word == "aaaa"


def test_numbers_and_short_words_stay() -> None:
    kept = "on 07700 900123 at 10"
    assert slipped(kept, np.random.default_rng(0)) == kept


def test_slips_are_the_same_each_time_and_touch_the_text_alone() -> None:
    message = LabelledMessage("crisis", "crisis_danger", LONG, "older", "explicit")
    first, again = with_slips([message]), with_slips([message])
    assert first == again
    assert first[0].text != LONG
    assert (first[0].label, first[0].group, first[0].strength) == (
        message.label,
        message.group,
        message.strength,
    )
