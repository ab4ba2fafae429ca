from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.content.live import LiveLibrary
from first_step.reception.channels.rendering import parts_of
from first_step.reception.channels.twilio.channel import Sms
from first_step.reception.channels.twilio.segments import (
    MOST_SEGMENTS,
    fitted,
    is_gsm7,
    plain,
    segments,
)
from first_step.reception.words import CARDS, ON_CHANNELS, Words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 152, 2),
        ("€" * 153, 3),  # 153 is odd: a sign of two units leaves one empty in each segment
        ("ń" * 70, 1),
        ("ń" * 71, 2),
        ("ń" * 134, 2),
        ("ń" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 69 + "ń", 1),
        ("a" * 70 + "ń", 2),
    ],
)
def test_segments_are_counted_as_they_are_charged(text: str, count: int) -> None:
    assert segments(text) == count


def test_typography_does_not_make_a_message_dear() -> None:
    typed = "\u201cIt\u2019s fine\u201d \u2013 call\u00a0999\u2026"
    assert not is_gsm7(typed)
    assert plain(typed) == '"It\'s fine" - call 999...'
    assert is_gsm7(plain(typed))


def test_names_keep_their_letters() -> None:
    assert plain("Siân Łukasz Zoë é") == "Siân Łukasz Zoë é"


@given(st.text(alphabet=st.sampled_from("a B.1€[{ń😀\u2019"), min_size=1, max_size=3_000))
def test_no_part_is_dearer_than_it_may_be(text: str) -> None:
    for part in parts_of(text, (), Sms.abilities, ""):
        assert segments(part.text) <= MOST_SEGMENTS


@given(st.text(max_size=400))
def test_every_text_has_a_price_and_a_length(text: str) -> None:
    assert segments(text) >= 1
    assert fitted(text)[1] >= 132


@pytest.mark.parametrize("answer", [*CARDS, *ON_CHANNELS])
def test_what_we_say_ourselves_stays_in_the_short_alphabet(
    library: LiveLibrary, answer: str
) -> None:
    assert is_gsm7(plain(Words(library).wording(answer).text))
