"""Sends through the Bot API, and takes what Telegram posts to us."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Mapping
from typing import Any

import httpx

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.rendering import Abilities, Part
from first_step.reception.channels.telegram.parsing import callback_id, read_update
from first_step.reception.channels.webhook import Call, Taken

_log = logging.getLogger(__name__)

NAME = "telegram"
API = "https://api.telegram.org"
TIMEOUT_SECONDS = 20.0
_SIGNED_BY = "x-telegram-bot-api-secret-token"
# sendMessage: 1 to 4,096 characters; callback_data: 1 to 64 bytes (core.telegram.org/bots/api).
# A title wider than a phone is cut by the app, so long ones are numbered instead.
ABILITIES = Abilities(longest_text=4096, buttons=8, longest_title=40, longest_payload=64)
_UNKNOWN_CHAT = 400
_BLOCKED = 403


class Telegram:
    """One bot: channel and webhook in one. `api` is another address in tests."""

    name = NAME
    path = NAME
    abilities = ABILITIES

    def __init__(self, token: str, secret: str, api: str = API) -> None:
        """Keep the bot's token and the secret that Telegram sends with every update."""
        self._secret = secret
        self._client = httpx.AsyncClient(
            base_url=f"{api}/bot{token}/", timeout=TIMEOUT_SECONDS, trust_env=False
        )

    @property
    def channels(self) -> tuple[Telegram]:
        """Return itself: one bot is one channel."""
        return (self,)

    async def send(self, address: str, part: Part, key: str) -> Sent:
        """Send one message; raises ChannelError. Telegram knows no key, so it may repeat one."""
        body: dict[str, Any] = {
            "chat_id": int(address),
            "text": part.text,
            "link_preview_options": {"is_disabled": True},
        }
        if part.buttons:
            rows = [[{"text": title, "callback_data": data}] for title, data in part.buttons]
            body["reply_markup"] = {"inline_keyboard": rows}
        result = await self._call("sendMessage", body)
        number = result.get("message_id")
        return Sent(f"{address}:{number}" if number is not None else None)

    async def send_reminder(self, address: str, key: str) -> Sent | None:
        """Return None: Telegram has no window."""
        return None

    def verified(self, call: Call) -> bool:
        """Return whether the call carries the secret we gave Telegram."""
        given = call.headers.get(_SIGNED_BY, "")
        return hmac.compare_digest(given.encode(), self._secret.encode())

    def read(self, call: Call) -> Taken:
        """Return the update; raises BadMessage."""
        update, tapped = read_update(call.body), callback_id(call.body)
        # Until it is answered, the app shows the button as if nothing had come of it.
        answer = {"method": "answerCallbackQuery", "callback_query_id": tapped} if tapped else None
        return Taken([(self, update)] if update is not None else [], answer)

    def greet(self, call: Call) -> str | None:
        """Return None: Telegram does not check the address."""
        return None

    async def check(self) -> str:
        """Return the bot's public name, for `first-step doctor`; raises ChannelError."""
        return str((await self._call("getMe", {})).get("username", ""))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _call(self, method: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            # httpx counts from one byte to the next: a server that drips would never time out.
            answer = await asyncio.wait_for(
                self._client.post(method, json=body), timeout=TIMEOUT_SECONDS
            )
            parsed = answer.json()
        except (asyncio.TimeoutError, httpx.HTTPError, ValueError) as error:
            # The address holds the token: the error itself is never shown.
            raise ChannelError(f"not_reached.{type(error).__name__}") from None
        if not isinstance(parsed, dict) or parsed.get("ok") is not True:
            raise _failure(answer.status_code, parsed if isinstance(parsed, dict) else {})
        result = parsed.get("result")
        return result if isinstance(result, dict) else {}


def _failure(status: int, answer: Mapping[str, Any]) -> ChannelError:
    """Return what an error of the Bot API means: 403 blocked, 400 hopeless, 429 and 5xx later."""
    code = answer.get("error_code", status)
    parameters = answer.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return ChannelError(
        str(code),
        permanent=code == _UNKNOWN_CHAT,
        blocked=code == _BLOCKED,
        retry_after=float(wait) if isinstance(wait, (int, float)) else None,
    )
