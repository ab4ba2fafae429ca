from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.understanding.lexicon import lexicon
from first_step.understanding.spelling import corrected, count_words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("he took too mnay pils", "he took too many pills"),
        ("i wnat to stop", "i want to stop"),
        ("wont wkae up", "wont wake up"),
        ("apparantly becuase of teh famly", "apparently because of teh family"),
        ("how much diazapam", "how much diazepam"),
    ],
)
def test_a_slip_of_the_finger_is_put_right(typed: str, read: str) -> None:
    assert corrected(typed) == read


@pytest.mark.parametrize(
    "text", ["spiced zebras and molluscs", "ok m8", "fs-7k3m-qx", "07700 900123", ""]
)
def test_known_and_short_words_and_numbers_stay(text: str) -> None:
    assert corrected(text) == text


def test_a_first_name_stays_whatever_the_training_data_has() -> None:
    names = lexicon("first_names")["names"]
    assert corrected(names) == names


def test_letters_in_the_wrong_order_come_before_a_likelier_word() -> None:
    assert corrected("wnat") == "want"


def test_a_word_with_no_neighbour_stays() -> None:
    assert corrected("qqxzzvvkkjj") == "qqxzzvvkkjj"


@given(st.text(st.characters(), max_size=60))
def test_every_text_can_be_read_and_keeps_its_words(text: str) -> None:
    assert len(corrected(text).split()) == len(text.split())


def test_only_words_that_stand_twice_are_known() -> None:
    assert count_words(["want help", "want it", "help me, want"]) == {"want": 3, "help": 2}
