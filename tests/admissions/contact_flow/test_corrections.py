"""What was said can be put right at any question, several things at once."""

from __future__ import annotations

from typing import Any

import pytest

from ..visitor import Visitor

AFTER_CONTACT = ("red_flags", "review")


@pytest.mark.parametrize("until", ["contact_window", *AFTER_CONTACT])
@pytest.mark.parametrize(
    "words",
    [
        "sorry I meant 900457 at the end",
        "it ends 457 not 123",
        "the last three digits are 457",
        "not 123, 457",
        "soz the number should be 900457",
    ],
)
def test_the_end_of_a_number_is_put_right(until: str, words: str) -> None:
    visitor = Visitor(until)
    assert visitor.types(words).taken == ("phone",)
    assert visitor.state.phone == "+447700900457"
    assert visitor.asked == until


def test_the_end_of_a_number_is_put_right_while_it_is_changed() -> None:
    visitor = Visitor("review")
    visitor.taps("flow:edit=phone")
    visitor.types("the last 3 should be 457")
    assert (visitor.state.phone, visitor.asked) == ("+447700900457", "review")


def test_the_end_of_a_number_held_until_consent_is_put_right() -> None:
    visitor = Visitor("age")
    visitor.types("07700 900123")
    visitor.types("sorry it ends 457 not 123")
    visitor.answer()
    visitor.answer()
    assert visitor.state.phone == "+447700900457"


@pytest.mark.parametrize(
    "words", ["my shift ends at 6pm", "the last 2 weeks", "ends 123", "10.30", "not 999"]
)
def test_other_figures_leave_the_number_alone(words: str) -> None:
    visitor = Visitor("red_flags")
    visitor.types(words)
    assert visitor.state.phone == "+447700900123"


@pytest.mark.parametrize("until", AFTER_CONTACT)
@pytest.mark.parametrize(
    ("words", "now"),
    [
        (
            "actually it's Dave and my number is 07700 900456",
            {"name": "Dave", "phone": "+447700900456"},
        ),
        (
            "change my name to Dave and the time to tomorrow morning",
            {"name": "Dave", "when": "Wednesday 25 November, 9am to 12 noon"},
        ),
        (
            "name is Dave, time any weekday before 9, email dave@example.org",
            {"name": "Dave", "when": "weekdays, before 9am", "email": "dave@example.org"},
        ),
        ("Its Davie not Kev and ring mornings", {"name": "Davie", "when": "every day, 9am"}),
        ("not kev, dave", {"name": "Dave"}),
        ("call me dave instead", {"name": "Dave"}),
        ("my name's spelt Kevyn", {"name": "Kevyn"}),
        (
            "i gave the wrong number its 07700 900456 and name is Davie",
            {"name": "Davie", "phone": "+447700900456"},
        ),
        (
            "no voicemail is fine actually, and ring before 9",
            {"when": "Wednesday 25 November, before 9am"},
        ),
        ("number should be 07700 900456 and no texts", {"phone": "+447700900456", "name": "Kev"}),
    ],
)
def test_several_things_are_put_right_at_once(until: str, words: str, now: dict[str, Any]) -> None:
    visitor = Visitor(until)
    visitor.types(words, label="correct_details")
    window = visitor.state.contact_window
    assert window is not None
    known = {**vars(visitor.state), "when": window.words[: len(now.get("when", ""))]}
    assert {field: known[field] for field in now} == now
    assert visitor.asked == until


@pytest.mark.parametrize("until", ["contact_window", "red_flags", "review"])
@pytest.mark.parametrize(
    "words", ["no make it saturday morning", "no wait, saturday morning", "nah sorry saturday am"]
)
def test_a_no_before_another_time_refuses_no_day(until: str, words: str) -> None:
    visitor = Visitor(until, contact_window="flow:contact_window=afternoon")
    visitor.types(words)
    window = visitor.state.contact_window
    assert window is not None
    assert window.words.startswith("Saturday 28 November")


@pytest.mark.parametrize(
    "words", ["ask for help", "Sorry, Wednesday", "im fine thanks", "call me after six", "me again"]
)
def test_words_that_are_no_name_leave_the_name_alone(words: str) -> None:
    for until in AFTER_CONTACT:
        visitor = Visitor(until)
        visitor.types(words)
        assert visitor.state.name == "Kev"
