"""Which number is taken when several people or several numbers are spoken of."""

from __future__ import annotations

import pytest

from .visitor import Visitor


@pytest.mark.parametrize(
    "words", ["not that number, it's 07700 900456", "wrong number, its 07700 900456"]
)
def test_a_number_given_in_place_of_the_wrong_one_is_taken_from_the_read_back(words: str) -> None:
    visitor = Visitor("review")

    assert "phone" in visitor.types(words).taken
    assert visitor.state.phone == "+447700900456"


@pytest.mark.parametrize(
    ("whom", "note"), [("someone_else", "relative_note"), ("professional", "professional_note")]
)
@pytest.mark.parametrize(
    "words",
    ["his number is 07700 900456", "my son's mobile is 07700 900456", "her phone 07700900456"],
)
def test_the_other_persons_number_is_kindly_refused(whom: str, note: str, words: str) -> None:
    visitor = Visitor("phone", for_whom=f"flow:for_whom={whom}", age="I'm 40 and he is 30")
    assert visitor.asked == "phone"

    assert visitor.types(words).note == note
    assert visitor.state.phone is None
