from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.rendering import Part
from first_step.reception.channels.telegram.channel import Telegram
from first_step.reception.channels.webhook import Call
from tests.reception.channels.provider_stand_in import Received, StandIn

TOKEN, SECRET = "123456:fictional-token", "s" * 40


@pytest.fixture
def api() -> Iterator[StandIn]:
    stand_in = StandIn(lambda call: (200, {"ok": True, "result": {"message_id": 7}}))
    yield stand_in
    stand_in.stop()


def send(api: StandIn, part: Part = Part("Hello")) -> Sent:  # noqa: B008
    async def send_and_close() -> Sent:
        telegram = Telegram(TOKEN, SECRET, api.url)
        try:
            return await telegram.send("5550123", part, "key")
        finally:
            await telegram.close()

    return asyncio.run(send_and_close())


def failing(api: StandIn, status: int, **more: Any) -> ChannelError:
    def answer(call: Received) -> tuple[int, dict[str, Any]]:
        return status, {"ok": False, "error_code": status, "description": "Kev is away", **more}

    api.answer = answer
    with pytest.raises(ChannelError) as raised:
        send(api)
    return raised.value


def test_a_message_goes_to_its_chat_as_plain_text(api: StandIn) -> None:
    assert send(api).provider_id == "5550123:7"
    (call,) = api.calls
    assert call.path == f"/bot{TOKEN}/sendMessage"
    assert call.json["chat_id"] == 5_550_123
    assert call.json["text"] == "Hello"
    assert "parse_mode" not in call.json


def test_buttons_stand_below_the_message(api: StandIn) -> None:
    send(api, Part("Which?", (("Yes", "flow:consent=yes"), ("No", "flow:consent=no"))))
    keyboard = api.calls[0].json["reply_markup"]["inline_keyboard"]
    assert [row[0]["callback_data"] for row in keyboard] == ["flow:consent=yes", "flow:consent=no"]


def test_who_blocked_the_bot_is_told_apart(api: StandIn) -> None:
    error = failing(api, 403)
    assert error.blocked
    assert error.permanent


def test_a_chat_that_is_not_there_is_hopeless(api: StandIn) -> None:
    error = failing(api, 400)
    assert error.permanent
    assert not error.blocked


def test_too_fast_waits_as_long_as_it_is_told(api: StandIn) -> None:
    error = failing(api, 429, parameters={"retry_after": 17})
    assert (error.permanent, error.retry_after) == (False, 17.0)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_trouble_at_telegram_passes(api: StandIn, status: int) -> None:
    assert not failing(api, status).permanent


def test_nobody_there_passes_and_names_neither_token_nor_words(api: StandIn) -> None:
    api.stop()
    with pytest.raises(ChannelError) as raised:
        send(api)
    assert not raised.value.permanent
    assert TOKEN not in str(raised.value)
    assert raised.value.__cause__ is None


def test_what_the_provider_says_about_people_is_not_kept(api: StandIn) -> None:
    assert "Kev" not in str(failing(api, 400))


@pytest.mark.parametrize("given", ["", "S" * 40, "s" * 39, "s" * 41, "\u00e9" * 40])
def test_only_telegram_knows_the_secret(given: str) -> None:
    telegram = Telegram(TOKEN, SECRET)
    headers = {"x-telegram-bot-api-secret-token": given}
    assert not telegram.verified(Call("https://x", headers, {}, b"{}"))
    assert not telegram.verified(Call("https://x", {}, {}, b"{}"))
    assert telegram.verified(Call("https://x", dict.fromkeys(headers, SECRET), {}, b"{}"))
