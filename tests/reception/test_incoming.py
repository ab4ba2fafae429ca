from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import BadMessage
from first_step.reception.incoming import MAX_TEXT, clean_text, read_incoming

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
ANY_TEXT = st.text(st.characters())  # lone surrogates and NUL among them


@given(ANY_TEXT)
def test_cleaned_text_can_be_stored_anywhere(text: str) -> None:
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert clean_text(text) == text.strip()


@given(JSON_VALUES)
def test_whatever_a_body_holds_it_is_read_or_refused(body: object) -> None:
    with suppress(BadMessage):
        read_incoming(body)


@given(JSON_VALUES, JSON_VALUES)
def test_whatever_the_fields_hold_they_are_read_or_refused(id: object, text: object) -> None:
    try:
        incoming = read_incoming({"id": id, "text": text})
    except BadMessage:
        return
    assert incoming.text
    assert incoming.payload is None


def test_two_halves_of_a_character_become_one() -> None:
    assert clean_text(json.loads('"\\ud83d\\ude00"')) == "😀"


@pytest.mark.parametrize(("length", "too_long"), [(MAX_TEXT, False), (MAX_TEXT + 1, True)])
def test_four_thousand_characters_are_taken(length: int, too_long: bool) -> None:
    assert read_incoming({"id": "m1", "text": "x" * length}).too_long is too_long


def test_what_an_error_says_never_quotes_the_message() -> None:
    with pytest.raises(BadMessage) as refused:
        read_incoming({"id": "my secret", "text": "my secret"})
    assert "secret" not in str(refused.value)
