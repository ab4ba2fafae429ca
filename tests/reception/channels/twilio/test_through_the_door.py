"""Conversations by text and WhatsApp: a real web process, stand-ins for Twilio and for Rasa."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest

from first_step.reception.channels.twilio.channel import Twilio
from first_step.store import channel_identities, conversations, deliveries, messages
from tests.reception.channels.provider_stand_in import Received, StandIn
from tests.reception.conftest import MakeHouse
from tests.reception.fake_rasa import FakeRasa
from tests.reception.house import House

from .calls import ACCOUNT, KEV, PUBLIC, signed, sms, status, whatsapp

Say = Callable[..., dict[str, str]]


@pytest.fixture
def api() -> Iterator[StandIn]:
    numbers = itertools.count(1)

    def answer(call: Received) -> tuple[int, dict[str, Any]]:
        return 201, {"sid": f"SM{next(numbers):032d}"}

    stand_in = StandIn(answer)
    yield stand_in
    stand_in.stop()


@pytest.fixture
def house(make_house: MakeHouse, api: StandIn) -> House:
    return make_house(providers=[Twilio(ACCOUNT, api.url)], FIRST_STEP_PUBLIC_URL=PUBLIC)


def post(house: House, fields: dict[str, str], **how: str) -> int:
    body, headers = signed(fields, **how)
    url = house.url + "/channels/twilio"
    return httpx.post(url, content=body, headers=headers, trust_env=False).status_code


def texts(api: StandIn, count: int) -> list[str]:
    return [dict(parse_qsl(call.body.decode()))["Body"] for call in api.wait_for(count)]


def identity(house: House, channel: str) -> channel_identities.Identity | None:
    with house.parts.database.read() as session:
        return channel_identities.find(session, channel, KEV)


def conversation(house: House, channel: str = "sms") -> str:
    found = identity(house, channel)
    assert found is not None
    return found.conversation


def said(house: House, channel: str = "sms") -> list[messages.Message]:
    talk = conversation(house, channel)
    with house.parts.database.read() as session:
        return messages.after(session, talk, 0, 100)


@pytest.mark.parametrize(
    ("say", "channel", "warning"),
    [(sms, "sms", "Texts are not secret"), (whatsapp, "whatsapp", "WhatsApp and the company")],
)
def test_a_conversation_is_answered_chosen_taken_over_and_handed_back(
    house: House, api: StandIn, rasa: FakeRasa, say: Say, channel: str, warning: str
) -> None:
    rasa.replies = [
        {
            "answer": "cause/trauma",
            "text": "Bad things in childhood raise the risk.",
            "buttons": [{"title": "Therapy", "payload": "label:treatment/therapy"}],
        }
    ]
    assert post(house, say("why me")) == 200
    first, second = texts(api, 2)
    assert warning in first
    assert second.endswith("Reply with a number:\n1. Therapy")
    house.wait_until_answered()
    rasa.replies = [{"answer": "say/greet", "text": "Therapy helps.", "buttons": []}]
    post(house, say("1"))
    assert texts(api, 3)[2] == "Therapy helps."
    house.wait_until_answered()
    assert [each.payload for each in said(house, channel) if each.payload] == [
        "label:treatment/therapy"
    ]
    talk, now = conversation(house, channel), house.parts.front_door.clock()
    with house.parts.database.write() as session:
        conversations.take_over(session, talk, "alice", now)
        messages.add_reply(session, talk, "staff", "This is Alice.", (), None, now)
    assert texts(api, 4)[3] == "This is Alice."
    post(house, say("thank you Alice"))
    assert said(house, channel)[-1].text == "thank you Alice"
    with house.parts.database.write() as session:
        conversations.hand_back(session, talk, "alice", house.parts.front_door.clock())
    post(house, say("are you there"))
    assert texts(api, 5)[4] == "Therapy helps."


def test_danger_is_answered_while_rasa_is_away(house: House, api: StandIn, rasa: FakeRasa) -> None:
    rasa.stop()
    post(house, sms("he has gone blue"))
    assert any("999" in text for text in texts(api, 2))


@pytest.mark.parametrize("how", [{"token": "guessed"}, {"address": "http://127.0.0.1/channels/x"}])
def test_a_forged_call_is_refused_and_leaves_nothing(house: House, how: dict[str, str]) -> None:
    assert post(house, sms("hello"), **how) == 403
    assert identity(house, "sms") is None


def test_a_replayed_call_is_answered_once(house: House, api: StandIn) -> None:
    call = sms("why me")
    for _ in range(3):
        assert post(house, call) == 200
    texts(api, 2)
    house.wait_until_answered()
    assert [each.text for each in said(house) if each.sender == "visitor"] == ["why me"]


def test_signed_nonsense_is_not_asked_for_again_and_a_huge_call_is_refused(house: House) -> None:
    assert post(house, {"MessageSid": "?"}) == 200
    assert post(house, sms("x" * 100_000)) == 413


def test_a_picture_gets_a_kind_reply(house: House, api: StandIn) -> None:
    post(house, whatsapp("", NumMedia="1", MediaContentType0="image/jpeg"))
    assert "I can only read words" in texts(api, 2)[1]


def state_of_last(house: House) -> tuple[str, str | None]:
    talk = conversation(house)
    with house.parts.database.read() as session:
        found = deliveries.of_conversation(session, talk)
    last = found[max(found)]
    return last.state, last.problem


def test_reports_are_noted_in_whatever_order_they_come(house: House, api: StandIn) -> None:
    post(house, sms("why me"))
    texts(api, 2)
    house.wait_until_answered()
    # The next answer goes out only after the last one was noted.
    post(house, sms("and then"))
    texts(api, 3)
    sid = f"SM{2:032d}"
    for state in ("delivered", "sent", "queued"):
        assert post(house, status(sid, state)) == 200
    talk = conversation(house)
    with house.parts.database.read() as session:
        states = [each.state for each in deliveries.of_conversation(session, talk).values()]
    assert "delivered" in states
    post(house, status(sid, "undelivered", "30005"))
    post(house, status(sid, "sent"))
    with house.parts.database.read() as session:
        assert [each.problem for each in deliveries.failed(session)] == ["30005"]


def test_stop_is_kept_and_not_confirmed_twice(house: House, api: StandIn) -> None:
    post(house, sms("hello"))
    texts(api, 2)
    house.wait_until_answered()
    assert post(house, sms("Stop")) == 200
    found = identity(house, "sms")
    assert found is not None
    assert found.opted_out
    assert "channel/stopped" not in [each.answer for each in said(house)]
    post(house, sms("start"))
    found = identity(house, "sms")
    assert found is not None
    assert not found.opted_out
    post(house, sms("HELP"))
    assert "999" in texts(api, 3)[2]


def test_where_twilio_does_not_answer_stop_we_do(house: House, api: StandIn) -> None:
    post(house, whatsapp("hello"))
    texts(api, 2)
    house.wait_until_answered()
    post(house, whatsapp("STOP"))
    assert "no more messages" in texts(api, 3)[2]
    post(house, whatsapp("go on", OptOutType="START"))
    found = identity(house, "whatsapp")
    assert found is not None
    assert not found.opted_out


def test_yes_is_an_answer_even_where_twilio_calls_it_start(house: House, api: StandIn) -> None:
    post(house, sms("yes", OptOutType="START"))
    assert texts(api, 2)[1] == "Hello."
