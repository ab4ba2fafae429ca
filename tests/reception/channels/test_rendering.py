from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from first_step.reception.channels.rendering import Abilities, parts_of, split

SMS = Abilities(longest_text=320)
TELEGRAM = Abilities(longest_text=4096, buttons=8, longest_title=60)
CHOICES = (("Yes", "flow:consent=yes"), ("No", "flow:consent=no"))
HOW = "Reply with a number:"


def test_a_short_message_stays_one() -> None:
    assert [part.text for part in parts_of("Hello.", (), SMS, HOW)] == ["Hello."]


def test_choices_are_numbered_where_there_are_no_buttons() -> None:
    (part,) = parts_of("May we ring?", CHOICES, SMS, HOW)
    assert part.text == "May we ring?\n\nReply with a number:\n1. Yes\n2. No"
    assert part.buttons == ()


def test_buttons_stand_with_the_last_part() -> None:
    parts = parts_of("First. " * 900, CHOICES, TELEGRAM, HOW)
    assert len(parts) == 2
    assert parts[0].buttons == ()
    assert parts[1].buttons == CHOICES


def test_a_title_too_long_for_a_button_is_numbered_and_never_cut() -> None:
    title = "A title that is much longer than any button of this channel may ever be, by far"
    (part,) = parts_of("Which?", ((title, "label:menu"),), TELEGRAM, HOW)
    assert title in part.text


def test_a_sentence_or_a_phone_number_is_not_torn_apart() -> None:
    text = "Ring Samaritans on 116 123. " * 20
    for piece in split(text, 100):
        assert piece.endswith("123.")


@given(st.text(min_size=1, max_size=2_000), st.integers(min_value=10, max_value=400))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, longest: int) -> None:
    pieces = list(split(text, longest))
    assert all(0 < len(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
