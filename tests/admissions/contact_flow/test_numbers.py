"""Which number is taken when several people or several numbers are spoken of."""

from __future__ import annotations

import pytest

from ..visitor import Visitor


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
    [
        *("her name is Anne Smith, 07700 900456", "the client's name is Jo 07700900456"),
        *("his number is 07700 900456", "my son's mobile is 07700 900456", "her phone 07700900456"),
    ],
)
def test_the_other_persons_number_is_kindly_refused(whom: str, note: str, words: str) -> None:
    visitor = Visitor("phone", for_whom=f"flow:for_whom={whom}", age="I'm 40 and he is 30")
    assert visitor.asked == "phone"

    assert visitor.types(words).note == note
    assert visitor.state.phone is None


@pytest.mark.parametrize("until", ["crisis_check", "safe_contact", "contact_window", "review"])
@pytest.mark.parametrize("words", ["my son's mobile is 07700 900456", "ring him on 07700 900456"])
def test_the_other_persons_number_is_kindly_refused_at_any_question(until: str, words: str) -> None:
    visitor = Visitor(until, for_whom="flow:for_whom=someone_else", age="I'm 40 and he is 30")
    before = visitor.state

    change = visitor.types(words)

    assert change.note == "relative_note"
    assert (visitor.state.phone, visitor.state.notes.tries) == (before.phone, {})
    assert "phone" not in visitor.state.notes.unconfirmed


@pytest.mark.parametrize("until", ["phone", "contact_window", "review"])
@pytest.mark.parametrize(
    "words",
    [
        "his number is 07700 900789 but mine is 07700 900456",
        "mine is 07700 900456, my sons is 07700 900789",
        "07700 900456 is mine, 07700 900789 is his",
        "my husband's phone is 07700 900789, my number is 07700 900456",
        "his name is Tom 07700 900789, ring me on 07700 900456",
    ],
)
def test_of_two_numbers_the_writers_own_is_taken_and_the_other_refused(
    until: str, words: str
) -> None:
    visitor = Visitor(until, for_whom="flow:for_whom=someone_else", age="I'm 40 and he is 30")

    assert visitor.types(words).note == "relative_note"
    assert visitor.state.phone == "+447700900456"


@pytest.mark.parametrize("until", ["consent", "safe_contact", "contact_window", "red_flags"])
@pytest.mark.parametrize(
    "words",
    [
        "his name is Tom",
        "my son's name is Tom Green",
        "my clients name is tom",
        "her name's Anne Smith, 07700 900789",
    ],
)
def test_the_other_persons_name_is_kindly_left_out_at_any_question(until: str, words: str) -> None:
    visitor = Visitor(until, for_whom="flow:for_whom=someone_else", age="I'm 40 and he is 30")
    before = visitor.state.name

    assert visitor.types(words).note == "relative_note"
    assert (visitor.state.name, visitor.state.notes.unconfirmed) == (before, {})


@pytest.mark.parametrize(
    "words",
    [
        "her name is mary smith",
        "my sister's name is anne smith",
        "her name is Mary Jane Watson",
        "his name is Tom O'Neil Brown",
    ],
)
def test_no_part_of_the_other_persons_name_becomes_the_writers(words: str) -> None:
    visitor = Visitor("name", for_whom="flow:for_whom=someone_else", age="I'm 40 and he is 30")
    assert visitor.types(words).note == "relative_note"
    assert visitor.state.name is None


def test_of_two_names_the_writers_own_is_taken() -> None:
    visitor = Visitor("safe_contact", for_whom="flow:for_whom=someone_else", age="40, he is 30")
    visitor.types("his name is Tom, my name is Jane")
    assert visitor.state.name == "Jane"


def test_another_persons_phone_that_the_writer_answers_is_a_way_to_be_reached() -> None:
    visitor = Visitor("phone", for_whom="flow:for_whom=someone_else", age="I'm 40 and he is 30")
    visitor.types("you can get me on my mums phone 07700 900456")
    assert visitor.state.phone == "+447700900456"

    visitor = Visitor("phone")
    visitor.types("use my mums number 07700 900456")
    assert visitor.state.phone == "+447700900456"
