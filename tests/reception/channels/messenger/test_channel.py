from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.messenger import channel
from first_step.reception.channels.messenger.channel import VERSION, Messenger
from first_step.reception.channels.rendering import Part
from first_step.reception.channels.webhook import Call
from tests.reception.channels.provider_stand_in import StandIn

from .calls import APP_SECRET, PSID, TOKEN, VERIFY, answer_sent, signature


@pytest.fixture
def api() -> Iterator[StandIn]:
    stand_in = StandIn(answer_sent)
    yield stand_in
    stand_in.stop()


def send(api: StandIn, part: Part = Part("Hello")) -> Sent:  # noqa: B008
    async def send_and_close() -> Sent:
        messenger = Messenger(TOKEN, APP_SECRET, VERIFY, api.url)
        try:
            return await messenger.send(PSID, part, "key")
        finally:
            await messenger.close()

    return asyncio.run(send_and_close())


def failing(api: StandIn, status: int, **error: Any) -> ChannelError:
    told = {"message": "Kev is away", "type": "OAuthException", "fbtrace_id": "A1", **error}
    api.answer = lambda call: (status, {"error": told})
    with pytest.raises(ChannelError) as raised:
        send(api)
    assert "Kev" not in str(raised.value)
    return raised.value


def test_a_message_goes_to_its_visitor_as_a_response(api: StandIn) -> None:
    assert (send(api).provider_id or "").startswith("mid.")
    (call,) = api.calls
    proof = hmac.new(APP_SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    assert call.path == f"/{VERSION}/me/messages?appsecret_proof={proof}"
    assert call.headers["authorization"] == f"Bearer {TOKEN}"
    assert call.json == {
        "recipient": {"id": PSID},
        "messaging_type": "RESPONSE",
        "message": {"text": "Hello"},
    }


def test_a_person_who_answers_late_is_tagged_as_one(api: StandIn) -> None:
    send(api, Part("I am Sam.", late=True))
    assert api.calls[0].json == {
        "recipient": {"id": PSID},
        "messaging_type": "MESSAGE_TAG",
        "tag": "HUMAN_AGENT",
        "message": {"text": "I am Sam."},
    }


def test_people_have_seven_days_only_where_meta_granted_it() -> None:
    granted = Messenger(TOKEN, APP_SECRET, VERIFY, human_agent=True)
    assert granted.abilities.person_window_hours == 168
    assert Messenger(TOKEN, APP_SECRET, VERIFY).abilities.person_window_hours is None


def test_choices_are_quick_replies(api: StandIn) -> None:
    send(api, Part("Which?", (("Yes", "flow:consent=yes"), ("No", "flow:consent=no"))))
    assert api.calls[0].json["message"]["quick_replies"] == [
        {"content_type": "text", "title": "Yes", "payload": "flow:consent=yes"},
        {"content_type": "text", "title": "No", "payload": "flow:consent=no"},
    ]


@pytest.mark.parametrize(
    ("status", "error"), [(400, {"code": 551}), (403, {"code": 200, "error_subcode": 1545041})]
)
def test_who_cannot_be_reached_is_told_apart(
    api: StandIn, status: int, error: dict[str, int]
) -> None:
    assert failing(api, status, **error).blocked


@pytest.mark.parametrize(
    ("code", "subcode"), [(10, 2018278), (100, 2018001), (100, None), (200, None), (803, None)]
)
def test_what_is_refused_is_not_sent_again(api: StandIn, code: int, subcode: int | None) -> None:
    error = failing(api, 400, code=code, error_subcode=subcode)
    assert error.permanent
    assert not error.blocked
    assert error.code == (f"{code}.{subcode}" if subcode else str(code))


@pytest.mark.parametrize("code", [4, 17, 32, 613])
def test_too_fast_waits(api: StandIn, code: int) -> None:
    error = failing(api, 400, code=code)
    assert not error.permanent
    assert (error.retry_after or 0) >= 60


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"X-App-Usage": '{"call_count": 100, "total_time": 3}'}, 300.0),
        (
            {"X-Business-Use-Case-Usage": '{"1": [{"estimated_time_to_regain_access": 3}]}'},
            180.0,
        ),
        ({"X-App-Usage": "[" * 9000}, None),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_from_what_meta_sends_along(
    headers: dict[str, str], seconds: float | None
) -> None:
    answer = httpx.Response(503, headers=headers)
    assert channel._failure(answer, None).retry_after == seconds


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_trouble_at_meta_passes(api: StandIn, status: int) -> None:
    api.answer = lambda call: (status, {})
    with pytest.raises(ChannelError) as raised:
        send(api)
    assert not raised.value.permanent


@pytest.mark.parametrize("error", [{"code": 2}, {"code": 1200}, {"code": 99, "is_transient": True}])
def test_what_meta_calls_temporary_passes(api: StandIn, error: dict[str, Any]) -> None:
    assert not failing(api, 400, **error).permanent


def test_a_refused_token_passes_and_is_loud(api: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    assert not failing(api, 401, code=190, error_subcode=463).permanent
    loud = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert loud
    assert "FIRST_STEP_MESSENGER_TOKEN" in loud[0]
    assert TOKEN not in caplog.text


def test_nobody_there_passes_and_names_neither_token_nor_words(api: StandIn) -> None:
    api.stop()
    with pytest.raises(ChannelError) as raised:
        send(api)
    assert not raised.value.permanent
    assert TOKEN not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_slow_provider_is_not_waited_for(api: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()
    monkeypatch.setattr(channel, "TIMEOUT_SECONDS", 0.2)

    def slow(call: object) -> tuple[int, dict[str, Any]]:
        go.wait(10)
        return answer_sent(call)

    api.answer = slow
    with pytest.raises(ChannelError) as raised:
        send(api)
    go.set()
    assert not raised.value.permanent


def test_only_meta_can_sign() -> None:
    messenger, body = Messenger(TOKEN, APP_SECRET, VERIFY), b'{"object": "page"}'
    good = signature(body)["X-Hub-Signature-256"]

    def verified(given: str | None, body: bytes = body) -> bool:
        headers = {} if given is None else {"x-hub-signature-256": given}
        return messenger.verified(Call("https://x", headers, {}, body))

    assert verified(good)
    assert not verified(good, body + b" ")
    assert not verified(signature(body, "f0" * 16)["X-Hub-Signature-256"])
    for forged in (None, "", "sha256=", good[7:], good.upper(), "sha1=" + good[7:], "\u00e9"):
        assert not verified(forged)


def test_the_check_of_the_address_is_answered_only_with_our_token() -> None:
    messenger = Messenger(TOKEN, APP_SECRET, VERIFY)

    def greet(**given: str) -> str | None:
        asked = {"mode": "subscribe", "verify_token": VERIFY, "challenge": "1158201444", **given}
        query = {f"hub.{name}": value for name, value in asked.items()}
        return messenger.greet(Call("https://x", {}, query, b""))

    assert greet() == "1158201444"
    assert greet(verify_token="w" * 40) is None
    assert greet(verify_token="") is None
    assert greet(mode="unsubscribe") is None
    assert greet(challenge="") is None
    assert messenger.greet(Call("https://x", {}, {}, b"")) is None


def test_the_page_is_asked_for_its_name(api: StandIn) -> None:
    api.answer = lambda call: (200, {"name": "Riverside", "id": "1"})
    messenger = Messenger(TOKEN, APP_SECRET, VERIFY, api.url)

    async def check() -> str:
        try:
            return await messenger.check()
        finally:
            await messenger.close()

    assert asyncio.run(check()) == "Riverside"
