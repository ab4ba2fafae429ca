"""A conversation over Messenger: a real web process, a stand-in for Meta and one for Rasa."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from first_step.admissions.errors import StoreError
from first_step.content.live import LiveLibrary
from first_step.reception.channels.messenger.channel import Messenger
from first_step.store import channel_identities, conversations, deliveries, messages
from first_step.store.messages import Message
from tests.reception.channels.provider_stand_in import StandIn
from tests.reception.conftest import MakeHouse
from tests.reception.fake_rasa import TRAUMA, FakeRasa
from tests.reception.house import House

from . import calls
from .calls import APP_SECRET, PSID, TOKEN, VERIFY, answer_sent, call, event, message, tap


@pytest.fixture
def api() -> Iterator[StandIn]:
    stand_in = StandIn(answer_sent)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def messenger_house(make_house: MakeHouse, api: StandIn, library: LiveLibrary) -> House:
    return make_house(providers=[Messenger(TOKEN, APP_SECRET, VERIFY, api.url)])


def post(house: House, *events: dict[str, Any], body: bytes | None = None) -> int:
    raw = calls.raw(call(*events)) if body is None else body
    url = house.url + "/channels/messenger"
    return httpx.post(url, content=raw, headers=calls.signature(raw), trust_env=False).status_code


def texts(api: StandIn, count: int) -> list[str]:
    return [each.json["message"]["text"] for each in api.wait_for(count)]


def conversation(house: House, sender: str = PSID) -> str:
    with house.parts.database.read() as session:
        found = channel_identities.find(session, "messenger", sender)
    assert found is not None
    return found.conversation


def said(house: House, sender: str = PSID) -> list[Message]:
    talk = conversation(house, sender)
    with house.parts.database.read() as session:
        return messages.after(session, talk, 0, 50)


def typed(house: House) -> list[str]:
    return [each.text for each in said(house) if each.sender == "visitor"]


def test_meta_checks_the_address_and_nobody_else_can(messenger_house: House) -> None:
    url = messenger_house.url + "/channels/messenger"
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    answer = httpx.get(url, params=query, trust_env=False)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    query["hub.verify_token"] = "x" * 40
    refused = httpx.get(url, params=query, trust_env=False)
    assert (refused.status_code, refused.text) == (403, "")


def test_a_conversation_goes_to_and_fro_and_staff_take_it_over(
    messenger_house: House, api: StandIn, rasa: FakeRasa
) -> None:
    rasa.replies = [TRAUMA]
    assert post(messenger_house, message("why me")) == 200
    assert "Facebook can see" in texts(api, 2)[0]
    (choice,) = api.calls[1].json["message"]["quick_replies"]
    assert (choice["title"], choice["payload"]) == ("Therapy", "label:treatment/therapy")
    messenger_house.wait_until_answered()
    assert post(messenger_house, tap(choice["payload"], "Therapy")) == 200
    texts(api, 3)
    messenger_house.wait_until_answered()
    talk, now = conversation(messenger_house), messenger_house.parts.front_door.clock()
    with messenger_house.parts.database.write() as session:
        conversations.take_over(session, talk, "alice", now)
        messages.add_reply(session, talk, "staff", "This is Alice.", (), None, now)
    assert texts(api, 4)[3] == "This is Alice."
    post(messenger_house, message("thank you"))
    assert typed(messenger_house) == ["why me", "Therapy", "thank you"]
    with messenger_house.parts.database.write() as session:
        conversations.hand_back(session, talk, "alice", now)
    post(messenger_house, message("and now"))
    assert texts(api, 5)[4] == TRAUMA["text"]


def test_several_messages_in_one_call_are_all_taken_in_order(messenger_house: House) -> None:
    other = {**message("somebody else"), "sender": {"id": "7000000000000999"}}
    assert post(messenger_house, message("one"), other, message("two"), message("three")) == 200
    assert typed(messenger_house) == ["one", "two", "three"]
    assert said(messenger_house, "7000000000000999")[1].text == "somebody else"


def test_repeats_in_any_order_change_nothing(messenger_house: House) -> None:
    one, two = message("one"), message("two")
    for events in ((one, two), (two, one), (two,), (one,)):
        assert post(messenger_house, *events) == 200
    assert typed(messenger_house) == ["one", "two"]


def test_a_signed_body_that_was_changed_is_refused(messenger_house: House) -> None:
    raw = calls.raw(call(message("hello")))
    changed = raw.replace(b"hello", b"hallo")
    url = messenger_house.url + "/channels/messenger"
    headers = calls.signature(raw)
    assert httpx.post(url, content=changed, headers=headers, trust_env=False).status_code == 403


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"object": "page", "entry": 3}', b"\xff"])
def test_what_cannot_be_read_is_not_asked_for_again(messenger_house: House, body: bytes) -> None:
    assert post(messenger_house, body=body) == 200


def test_what_is_edited_is_read_again_and_what_is_taken_back_is_gone(
    messenger_house: House, api: StandIn
) -> None:
    post(messenger_house, message("he is fine", mid="m_edit"))
    post(
        messenger_house, event(message_edit={"mid": "m_edit", "text": "he is blue", "num_edit": 1})
    )
    assert "crisis/overdose" in [each.answer for each in said(messenger_house)]
    post(messenger_house, event(message={"mid": "m_edit", "is_deleted": True}))
    assert "he is fine" not in typed(messenger_house)


def test_delivered_and_read_are_known(messenger_house: House, api: StandIn) -> None:
    post(messenger_house, message("why me"))
    texts(api, 2)
    messenger_house.wait_until_answered()
    late = {"watermark": 2**42}
    until_noted(messenger_house, {"sent"}, 2)
    post(messenger_house, event(delivery=late))
    until_noted(messenger_house, {"delivered"}, 2)
    post(messenger_house, event(read=late))
    until_noted(messenger_house, {"read"}, 2)


def test_with_the_database_away_meta_tries_again_and_everybody_in_danger_has_help(
    messenger_house: House, api: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise StoreError("away")

    other = {**message("she has gone blue"), "sender": {"id": "7000000000000999"}}
    both = (message("hello"), other)
    with monkeypatch.context() as patched:
        patched.setattr(messenger_house.parts.database, "write", away)
        patched.setattr(messenger_house.parts.database, "read", away)
        assert post(messenger_house, *both) == 503
    card = messenger_house.parts.front_door.words.wording("crisis/overdose").text
    helped = [each.json for each in api.calls if each.json["message"]["text"] == card]
    assert [each["recipient"]["id"] for each in helped] == ["7000000000000999"]
    assert post(messenger_house, *both) == 200
    assert typed(messenger_house) == ["hello"]


def until_noted(house: House, states: set[str], count: int) -> None:
    """Return once that many messages are in these states."""
    until = time.monotonic() + 20
    while True:
        with house.parts.database.read() as session:
            found = deliveries.of_conversation(session, conversation(house))
        if len(found) == count and {each.state for each in found.values()} == states:
            return
        assert time.monotonic() < until, found
