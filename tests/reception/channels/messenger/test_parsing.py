from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.errors import BadMessage
from first_step.reception.channels.messenger.parsing import read_updates
from first_step.reception.channels.updates import (
    ContentUpdate,
    DeleteUpdate,
    DeliveryReport,
    EditUpdate,
    TapUpdate,
    TextUpdate,
    Update,
    WatermarkReport,
)

from . import calls
from .calls import PSID, attached, call, event, message, postback, tap

AT = datetime.fromtimestamp(1_795_000_000, timezone.utc)


def read(*events: Any) -> list[Update]:
    return read_updates(calls.raw(call(*events)))


def test_words_come_with_who_wrote_them_and_when() -> None:
    assert read(message("hello", mid="m_1")) == [TextUpdate("m_1", PSID, "hello", AT)]


def test_several_entries_and_events_are_all_taken_in_order() -> None:
    one, two = call(message("one"), message("two")), call(message("three"))
    both = {"object": "page", "entry": [*one["entry"], *two["entry"]]}
    found = read_updates(calls.raw(both))
    assert [each.text for each in found if isinstance(each, TextUpdate)] == ["one", "two", "three"]


def test_one_event_that_cannot_be_read_does_not_take_the_others_along() -> None:
    found = read(message("one"), 3, {"message": {"mid": 7}}, event(message=[]), message("two"))
    assert [each.text for each in found if isinstance(each, TextUpdate)] == ["one", "two"]


def test_quick_replies_and_postbacks_are_taps() -> None:
    found = read(tap("flow:consent=yes"), postback("label:menu"))
    assert [each.payload for each in found if isinstance(each, TapUpdate)] == [
        "flow:consent=yes",
        "label:menu",
    ]


def test_a_postback_without_an_id_has_the_same_one_when_it_is_repeated() -> None:
    bare = event(postback={"title": "Menu", "payload": "label:menu"})
    (first,), (again,) = read(bare), read(bare)
    assert first == again
    assert isinstance(first, TapUpdate)
    assert first.id


def test_get_started_is_a_greeting() -> None:
    (found,) = read(postback("GET_STARTED"))
    assert isinstance(found, TextUpdate)
    assert found.text == "hello"


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (attached("image"), "picture"),
        (attached("image", sticker_id=369239263222822), "sticker"),
        (message(None, sticker_id=369239263222822), "sticker"),
        (attached("audio"), "voice"),
        (attached("video"), "video"),
        (attached("file"), "file"),
        (attached("location", coordinates={"lat": 53.8, "long": -1.5}), "location"),
        (attached("fallback"), "other"),
        (attached("something new"), "other"),
        (message(None), "other"),
    ],
)
def test_what_is_no_text_is_named(sent: dict[str, Any], kind: str) -> None:
    (found,) = read(sent)
    assert isinstance(found, ContentUpdate)
    assert (found.kind, found.text) == (kind, "")


def test_a_link_with_its_preview_is_words() -> None:
    (found,) = read(message("see this", attachments=[{"type": "fallback", "payload": None}]))
    assert isinstance(found, TextUpdate)


def test_words_beside_a_picture_are_kept() -> None:
    (found,) = read(message("he is blue", attachments=[{"type": "image", "payload": {}}]))
    assert isinstance(found, ContentUpdate)
    assert (found.kind, found.text) == ("picture", "he is blue")


def test_edits_and_what_is_taken_back_name_the_earlier_message() -> None:
    edit = event(message_edit={"mid": "m_1", "text": "two", "num_edit": 1})
    changed, gone = read(edit, event(message={"mid": "m_1", "is_deleted": True}))
    assert changed == EditUpdate("m_1:1", PSID, "m_1", "two")
    assert isinstance(gone, DeleteUpdate)
    assert gone.message_id == "m_1"


def test_reports_name_messages_and_a_moment() -> None:
    delivered = event(delivery={"mids": ["mid.1", "mid.2"], "watermark": 1_795_000_000_000})
    seen = event(read={"watermark": 1_795_000_000_000})
    assert read(delivered, seen) == [
        DeliveryReport("mid.1", "delivered"),
        DeliveryReport("mid.2", "delivered"),
        WatermarkReport(PSID, "delivered", AT),
        WatermarkReport(PSID, "read", AT),
    ]


@pytest.mark.parametrize(
    "ignored",
    [
        message("we wrote this", is_echo=True, app_id=1),
        event(reaction={"reaction": "love", "action": "react", "mid": "m_1"}),
        event(referral={"ref": "x", "source": "SHORTLINK", "type": "OPEN_THREAD"}),
        event(optin={"ref": "x"}),
        event(),
    ],
)
def test_what_is_none_of_our_business_is_ignored(ignored: dict[str, Any]) -> None:
    assert read(ignored) == []


def test_what_another_app_handles_is_left_to_it() -> None:
    standby = {"object": "page", "entry": [{"id": "1", "time": 1, "standby": [message("hello")]}]}
    assert read_updates(calls.raw(standby)) == []


@pytest.mark.parametrize(
    "body", [b"", b"nothing", b"[]", b"{}", b'{"object": "user", "entry": []}', b"[" * 9000]
)
def test_what_is_no_call_about_a_page_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_updates(body)


@pytest.mark.parametrize("sender", [None, "", "Kev", 7, "1" * 41, "\u0661\u0662"])
def test_a_sender_that_is_no_page_scoped_id_is_not_read(sender: Any) -> None:
    assert read({**message("hello"), "sender": {"id": sender}}) == []


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
_EVENTS = st.sampled_from(["message", "message_edit", "postback", "delivery", "read", "timestamp"])
_FIELDS = st.sampled_from(
    ["mid", "text", "attachments", "quick_reply", "payload", "mids", "watermark", "is_deleted"]
)
_ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=9)
_PARTS = st.dictionaries(_FIELDS, _JSON | _ANY_TEXT)


@given(st.lists(_JSON | st.dictionaries(_EVENTS, _JSON | _PARTS), max_size=4))
def test_whatever_comes_is_read_or_left_out_and_can_be_stored(events: list[Any]) -> None:
    from_somebody = [
        {"sender": {"id": PSID}, **each} if isinstance(each, dict) else each for each in events
    ]
    for update in read(*from_somebody):
        for value in vars(update).values():
            if isinstance(value, str):
                value.encode()


@given(_JSON)
def test_any_json_is_read_or_refused_and_nothing_else(body: Any) -> None:
    with contextlib.suppress(BadMessage):
        read_updates(calls.raw({"object": "page", "entry": [body]}))
        read_updates(calls.raw({"object": "page", "entry": body}))
        read_updates(calls.raw(body))
