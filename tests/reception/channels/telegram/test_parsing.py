from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import BadMessage
from first_step.reception.channels.telegram.parsing import read_update
from first_step.reception.channels.updates import (
    BlockUpdate,
    ContentUpdate,
    EditUpdate,
    TapUpdate,
    TextUpdate,
    Update,
)

from . import updates
from .updates import CHAT, message


def read(update: dict[str, Any]) -> Update | None:
    return read_update(json.dumps(update).encode())


def test_words_come_with_who_wrote_them_and_when() -> None:
    found = read(message("hello"))
    assert isinstance(found, TextUpdate)
    assert (found.sender, found.text) == (str(CHAT), "hello")
    assert found.at is not None


@pytest.mark.parametrize("behind", ["", " from-the-website"])
def test_start_is_a_greeting(behind: str) -> None:
    found = read(message("/start" + behind))
    assert isinstance(found, TextUpdate)
    assert found.text == "hello"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (updates.PHOTO, "picture"),
        (updates.STICKER, "sticker"),
        (updates.VOICE, "voice"),
        (updates.LOCATION, "location"),
        (updates.CONTACT, "contact"),
        ({"dice": {"emoji": "x", "value": 3}}, "other"),
    ],
)
def test_what_is_no_text_is_named(content: dict[str, Any], kind: str) -> None:
    found = read(message(None, **content))
    assert isinstance(found, ContentUpdate)
    assert (found.kind, found.text) == (kind, "")


def test_a_caption_is_words() -> None:
    found = read(message(None, caption="he is blue", **updates.PHOTO))
    assert isinstance(found, ContentUpdate)
    assert found.text == "he is blue"


def test_taps_edits_and_blocks_are_told_apart() -> None:
    assert isinstance(read(updates.tap("label:menu")), TapUpdate)
    assert isinstance(read(updates.edited(message("one"), "two")), EditUpdate)
    blocked, back = read(updates.membership("kicked")), read(updates.membership("member"))
    assert isinstance(blocked, BlockUpdate)
    assert blocked.blocked
    assert isinstance(back, BlockUpdate)
    assert not back.blocked


def test_groups_and_what_is_new_in_the_api_are_none_of_our_business() -> None:
    assert read(message("hello", **updates.GROUP)) is None
    assert read({"update_id": 1, "poll": {"id": "1"}}) is None


@pytest.mark.parametrize(
    "body", [b"", b"nothing", b"[]", b"{}", b'{"update_id": "1"}', b"[" * 9000]
)
def test_what_is_no_update_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_update(body)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
_NAMES = st.sampled_from(["message", "edited_message", "callback_query", "my_chat_member"])
_FIELDS = st.sampled_from(["chat", "text", "date", "data", "message", "new_chat_member", "caption"])


@given(st.dictionaries(_NAMES, _JSON | st.dictionaries(_FIELDS, _JSON)), st.integers())
def test_whatever_comes_is_read_or_refused_and_nothing_else(
    parts: dict[str, Any], number: int
) -> None:
    with contextlib.suppress(BadMessage):
        read({"update_id": number, **parts})


_ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=9)
_IN_A_CHAT = st.dictionaries(
    st.sampled_from(["text", "caption", "data", "message_id", "date", "photo", "edit_date"]),
    _JSON | _ANY_TEXT,
)


@given(_NAMES, _IN_A_CHAT)
def test_whatever_is_said_in_a_private_chat_can_be_stored(name: str, said: dict[str, Any]) -> None:
    chat = {"message_id": 7, "chat": {"id": updates.CHAT, "type": "private"}, **said}
    with contextlib.suppress(BadMessage):
        found = read({"update_id": 1, name: {**chat, "message": chat}})
        for value in vars(found).values() if found is not None else ():
            if isinstance(value, str):
                value.encode()


def test_a_message_its_repeat_and_its_edit_have_the_same_name() -> None:
    first = message("one")
    later = updates.edited(first, "two")
    (one, again, edit) = (read(each) for each in (first, first, later))
    assert isinstance(one, TextUpdate)
    assert isinstance(again, TextUpdate)
    assert isinstance(edit, EditUpdate)
    assert one.id == again.id == edit.message_id
    assert edit.id != one.id
