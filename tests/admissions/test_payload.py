import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import BadMessage
from first_step.admissions.payload import Payload, parse_payload


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("label:cause/trauma", Payload("label", None, "cause/trauma")),
        ("label:menu", Payload("label", None, "menu")),
        ("flow:age=adult+teen", Payload("flow", "age", "adult+teen")),
        ("flow:red_flags=R13", Payload("flow", "red_flags", "R13")),
        ("flow:add=message", Payload("flow", "add", "message")),
        ("check:overdose", Payload("check", None, "overdose")),
    ],
)
def test_a_payload_is_read_and_written_alike(text, payload):
    assert parse_payload(text) == payload
    assert payload.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "menu",
        "label:",
        "label:../x",
        "label:A",
        "flow:age",
        "flow:age=",
        "flow:shoe=1",
        "flow:name=<b>",
        "check:maybe",
        "check:",
        "/restart",
        "label:menu\n",
        f"flow:age={'a' * 99}",
    ],
)
def test_anything_else_is_no_payload(text):
    with pytest.raises(BadMessage):
        parse_payload(text)


@given(st.text())
def test_no_text_breaks_it(text):
    with contextlib.suppress(BadMessage):
        assert parse_payload(text).text == text
