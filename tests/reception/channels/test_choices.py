from __future__ import annotations

from datetime import datetime, timezone

import pytest

from first_step.reception.channels.choices import chosen
from first_step.store.messages import Buttons, Message, Sender

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)
YES_NO = (("Yes", "flow:consent=yes"), ("No, thanks", "flow:consent=no"))


def message(seq: int, sender: Sender, buttons: Buttons = ()) -> Message:
    return Message(seq, str(seq), "c", sender, "words", buttons, None, None, NOW)


ASKED = [message(1, "visitor"), message(2, "bot", YES_NO)]


@pytest.mark.parametrize(
    "typed", ["1", " 1 ", "1.", "1)", "option 1", "No. 1", "#1", "yes", "Yes!"]
)
def test_a_number_or_the_title_chooses(typed: str) -> None:
    assert chosen(typed, ASKED) == "flow:consent=yes"


@pytest.mark.parametrize("typed", ["3", "0", "12", "1 or 2", "I am 1", "maybe", "", "07700 900123"])
def test_anything_else_is_just_what_it_says(typed: str) -> None:
    assert chosen(typed, ASKED) is None


def test_choices_from_before_something_else_was_said_no_longer_count() -> None:
    assert chosen("1", [*ASKED, message(3, "visitor"), message(4, "bot")]) is None


def test_a_number_typed_to_a_person_is_for_the_person() -> None:
    assert chosen("1", [*ASKED, message(3, "staff")]) is None


def test_a_reply_without_buttons_after_the_choices_does_not_hide_them() -> None:
    assert chosen("2", [*ASKED, message(3, "system")]) == "flow:consent=no"
