from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage, register
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from bot.channel import MAX_TEXT, CollectedReplies, FrontDoor, as_plain_text
from bot.turn import fail_turn, note_label

TOKEN = "token-of-this-test"
PATH = "/webhooks/front_door/webhook"
GOOD: dict[str, Any] = {
    "conversation": "kev-conversation",
    "message_id": "m-1",
    "text": "hello",
    "payload": None,
    "crisis": {"band": "none", "label": None, "patterns": [], "probability": 0.0},
    "channel": "sms",
}
REPLY = {
    "text": "Hello.",
    "answer": "say/greet",
    "section": "answer",
    "utter_action": "utter_say_greet",
    "buttons": [{"title": "Topics", "payload": "label:menu", "extra": 1}],
}


class FakeAgent:
    """Stands for Rasa: keeps what arrives, and does with it what the test says."""

    def __init__(self) -> None:
        self.heard: list[UserMessage] = []
        self.tracker_store: Memory | None = None
        self.does: Callable[[UserMessage], Any] = self.greets

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        await self.does(message)

    async def greets(self, message: UserMessage) -> None:
        note_label("greet", 0.75)
        await message.output_channel.send_response(message.sender_id, dict(REPLY))

    async def is_silent(self, message: UserMessage) -> None:
        """Answer nothing, as when the action server is away."""

    async def loses_its_memory(self, message: UserMessage) -> None:
        fail_turn("tracker store: StoreUnavailable")
        await self.greets(message)


@pytest.fixture
def rasa() -> FakeAgent:
    return FakeAgent()


@pytest.fixture
async def client(
    rasa: FakeAgent, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    # Sanic rewrites its own code for speed at each start; in this mode from the original.
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = Sanic(f"front_door_{uuid.uuid4().hex}")
    app.config.MOTD = False
    app.ctx.agent = rasa
    register([FrontDoor(TOKEN)], app, route="/webhooks/")
    await app._startup()  # what every server of Sanic's calls first
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),  # type: ignore[arg-type]
        base_url="http://rasa",
        headers={"Authorization": f"Bearer {TOKEN}"},
    ) as opened:
        yield opened


async def test_a_message_is_answered_with_its_replies_and_its_label(
    client: httpx.AsyncClient,
) -> None:
    reply = await client.post(PATH, json=GOOD)
    assert reply.status_code == 200
    assert reply.json() == {
        "messages": [
            {
                "answer": "say/greet",
                "text": "Hello.",
                "buttons": [{"title": "Topics", "payload": "label:menu"}],
            }
        ],
        "label": "greet",
        "confidence": 0.75,
    }


async def test_rasa_hears_who_said_what_and_what_the_front_door_knows(
    client: httpx.AsyncClient, rasa: FakeAgent
) -> None:
    await client.post(PATH, json={**GOOD, "payload": "check:nobody"})
    (heard,) = rasa.heard
    assert (heard.sender_id, heard.message_id, heard.text) == ("kev-conversation", "m-1", "hello")
    assert heard.input_channel == "front_door"
    crisis = GOOD["crisis"]
    assert heard.metadata == {"payload": "check:nobody", "crisis": crisis, "channel": "sms"}


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer ", "Bearer wrong", TOKEN, f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer £"],
)
async def test_nobody_else_is_answered(
    client: httpx.AsyncClient, rasa: FakeAgent, header: str | None
) -> None:
    del client.headers["Authorization"]
    headers = {} if header is None else {"Authorization": header.encode()}
    reply = await client.post(PATH, json=GOOD, headers=headers)  # type: ignore[arg-type]
    assert (reply.status_code, rasa.heard) == (401, [])


async def test_anybody_may_ask_whether_the_channel_is_there(client: httpx.AsyncClient) -> None:
    del client.headers["Authorization"]
    reply = await client.get("/webhooks/front_door/")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "change",
    [
        {"conversation": None},
        {"conversation": 12345678},
        {"conversation": "short"},
        {"conversation": "x" * 65},
        {"conversation": "kev conversation"},
        {"conversation": "kev-conversation\n"},
        {"conversation": "../../conversations"},
        {"text": None},
        {"text": 7},
        {"text": ["hello"]},
        {"text": "x" * (MAX_TEXT + 1)},
    ],
)
async def test_a_body_of_another_form_is_refused(
    client: httpx.AsyncClient, rasa: FakeAgent, change: dict[str, Any]
) -> None:
    reply = await client.post(PATH, json={**GOOD, **change})
    assert (reply.status_code, rasa.heard) == (400, [])


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"hello"', b"null", b"\xff\xfe", b"[" * 5_000],
    ids=["nothing", "half", "list", "text", "null", "no UTF-8", "very deep"],
)
async def test_what_is_no_json_object_is_refused(
    client: httpx.AsyncClient, rasa: FakeAgent, body: bytes
) -> None:
    reply = await client.post(PATH, content=body)
    assert (reply.status_code, rasa.heard) == (400, [])


async def test_a_turn_that_nothing_was_said_in_is_no_success(
    client: httpx.AsyncClient, rasa: FakeAgent
) -> None:
    rasa.does = rasa.is_silent
    reply = await client.post(PATH, json=GOOD)
    assert (reply.status_code, reply.json()) == (503, {"error": "nothing was answered"})


async def test_a_turn_that_was_flagged_is_no_success_although_something_was_said(
    client: httpx.AsyncClient, rasa: FakeAgent
) -> None:
    rasa.does = rasa.loses_its_memory
    reply = await client.post(PATH, json=GOOD)
    assert reply.status_code == 503
    assert reply.json() == {"error": "tracker store: StoreUnavailable"}
    rasa.does = rasa.greets
    assert (await client.post(PATH, json=GOOD)).status_code == 200


async def test_a_reply_without_an_answer_id_gets_it_from_its_response() -> None:
    replies = CollectedReplies()
    await replies.send_response("kev", {"text": "?", "utter_action": "utter_ask_phone"})
    await replies.send_response("kev", {})
    assert replies.messages == [
        {"answer": "flow/phone", "text": "?", "buttons": []},
        {"answer": None, "text": "", "buttons": []},
    ]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("hello", "hello"),
        ("/restart", "restart"),
        ("/session_start", "session_start"),
        ('/inform{"name": "Kev"}', 'inform{"name": "Kev"}'),
        (" / /restart", "restart"),
        ("\x00/restart", "restart"),
        ("///", "."),
        ("", "."),
        (" \x00 ", "."),
        ("and/or", "and/or"),
        ("a\ud800b", "a\ufffdb"),
        ("ok \ud83d\ude00", "ok \U0001f600"),
        ("a\x00b", "a b"),
    ],
)
def test_no_text_is_a_command_to_rasa(typed: str, plain: str) -> None:
    assert as_plain_text(typed) == plain
    assert not as_plain_text(typed).startswith("/")


async def test_text_arrives_plain(client: httpx.AsyncClient, rasa: FakeAgent) -> None:
    await client.post(PATH, json={**GOOD, "text": "/restart"})
    await client.post(PATH, content=b'{"conversation": "kev-conversation", "text": "a\\ud800"}')
    assert [heard.text for heard in rasa.heard] == ["restart", "a\ufffd"]


class Memory:
    """A tracker store with one conversation in it."""

    def __init__(self, *events: Event) -> None:
        self._tracker = DialogueStateTracker.from_events("kev-conversation", events)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        return self._tracker


def _answered(message_id: str) -> Memory:
    parsed = {"intent_ranking": [{"label": "greet", "confidence": 0.75}]}
    metadata = {"utter_action": "utter_say_greet", "answer": "say/greet"}
    buttons = {"buttons": REPLY["buttons"]}
    return Memory(
        UserUttered("hello", parse_data=parsed, message_id=message_id),
        BotUttered("Hello.", data=buttons, metadata=metadata),
    )


async def test_a_message_whose_answer_was_lost_is_answered_again_and_not_heard_twice(
    client: httpx.AsyncClient, rasa: FakeAgent
) -> None:
    first = await client.post(PATH, json=GOOD)
    rasa.tracker_store = _answered("m-1")
    again = await client.post(PATH, json={**GOOD, "again": True})
    assert again.json() == first.json()
    assert len(rasa.heard) == 1


async def test_a_message_that_rasa_never_kept_is_heard_when_it_comes_again(
    client: httpx.AsyncClient, rasa: FakeAgent
) -> None:
    rasa.tracker_store = _answered("m-0")
    reply = await client.post(PATH, json={**GOOD, "again": True})
    assert (reply.status_code, len(rasa.heard)) == (200, 1)
