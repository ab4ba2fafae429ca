from __future__ import annotations

import numpy as np
import pytest

from first_step.tuning.typos import LETTERS_A_SLIP, MESSAGES_WITH_SLIPS, with_slips

TEXT = "my brother would like to know what the first week of treatment is like"
MANY = 2000


def versions(text: str, seed: int = 0) -> list[str]:
    draw = np.random.default_rng(seed)
    return [with_slips(text, draw) for _ in range(MANY)]


def test_about_one_message_in_five_is_changed() -> None:
    changed = sum(1 for each in versions(TEXT) if each != TEXT)
    assert changed / MANY == pytest.approx(MESSAGES_WITH_SLIPS, abs=0.03)


@pytest.mark.parametrize("text", ["", "x", "hiya", "a" * (LETTERS_A_SLIP - 1)])
def test_a_short_message_stays_as_it_is(text: str) -> None:
    assert set(versions(text)) == {text}


def test_nothing_but_letters_slips() -> None:
    assert set(versions("07700 900123 07700 900456")) == {"07700 900123 07700 900456"}
    for each in versions("07700 900123, ask for " + "sam " * 8):
        assert each.startswith("07700 900123, ")


def test_a_slip_leaves_a_letter_out_doubles_it_or_swaps_it_with_the_next() -> None:
    text = "treatment week"
    slipped = {each for each in versions(text) if each != text}
    assert {len(each) - len(text) for each in slipped} == {-1, 0, 1}
    swapped = [each for each in slipped if len(each) == len(text)]
    assert all(sorted(each) == sorted(text) for each in swapped)


def test_a_longer_message_slips_in_more_places() -> None:
    slipped = [each for each in versions(TEXT) if each != TEXT]
    lengths = {len(each) - len(TEXT) for each in slipped}
    most = len(TEXT) // LETTERS_A_SLIP
    assert lengths == set(range(min(lengths), max(lengths) + 1))
    assert -most <= min(lengths) < 0 < max(lengths) <= most
    # The words keep their places: a slip changes letters inside a word only.
    assert {len(each.split()) for each in slipped} == {len(TEXT.split())}


def test_the_same_draw_makes_the_same_slips() -> None:
    assert versions(TEXT, seed=3) == versions(TEXT, seed=3)
    assert versions(TEXT, seed=3) != versions(TEXT, seed=4)
