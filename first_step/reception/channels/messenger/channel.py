"""Sends through the Graph API, and takes what Meta posts to us."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.messenger.parsing import read_updates
from first_step.reception.channels.rendering import Abilities, Part
from first_step.reception.channels.webhook import Call, Taken

_log = logging.getLogger(__name__)

NAME = "messenger"
API = "https://graph.facebook.com"
# A version works for two years at least (developers.facebook.com/docs/graph-api/guides/versioning).
VERSION = "v23.0"
TIMEOUT_SECONDS = 20.0
_SIGNED_BY = "x-hub-signature-256"
# Send API: text of 2,000 characters; 13 quick replies with a title of 20 and a payload of 1,000
# characters; free text for 24 hours after the visitor's last message.
ABILITIES = Abilities(
    longest_text=2000,
    buttons=13,
    longest_title=20,
    longest_payload=1000,
    delivery_reports=True,
    read_reports=True,
    reply_window_hours=24,
)
# The tag HUMAN_AGENT: seven days for a person's answer, for apps that Meta granted "Human Agent"
# (developers.facebook.com/docs/messenger-platform/send-messages/message-tags).
PERSON_WINDOW_HOURS = 7 * 24
_RESPONSE = {"messaging_type": "RESPONSE"}
_BY_A_PERSON = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
# Codes and subcodes of the Graph API and the Send API.
_TOKEN_REFUSED = 190
_UNAVAILABLE = (551,)
_UNAVAILABLE_SUBCODES = (1545041,)
_TOO_FAST = (4, 17, 32, 613, 80006)
_PASSING = (1, 2, 1200)
_SHARE = "x-app-usage"
_BUSINESS_SHARE = "x-business-use-case-usage"
# Of the hour that Meta counts calls over, where it says "too fast" but not for how long.
_WHEN_USED_UP = 300.0


class Messenger:
    """One page: channel and webhook in one. `api` is another address in tests."""

    name = NAME
    path = NAME
    abilities = ABILITIES

    def __init__(
        self,
        token: str,
        app_secret: str,
        verify_token: str,
        api: str = API,
        human_agent: bool = False,
    ) -> None:
        """Keep the page's token, the secret that signs calls, and what greets the address.

        human_agent: whether Meta granted the app that people answer for seven days.
        """
        if human_agent:
            self.abilities = replace(ABILITIES, person_window_hours=PERSON_WINDOW_HOURS)
        self._app_secret = app_secret.encode()
        self._verify_token = verify_token.encode()
        proof = hmac.new(self._app_secret, token.encode(), hashlib.sha256).hexdigest()
        self._client = httpx.AsyncClient(
            base_url=f"{api}/{VERSION}/",
            # In a header, for addresses end up in logs.
            headers={"Authorization": f"Bearer {token}"},
            params={"appsecret_proof": proof},
            timeout=TIMEOUT_SECONDS,
            trust_env=False,
        )

    @property
    def channels(self) -> tuple[Messenger]:
        """Return itself: one page is one channel."""
        return (self,)

    async def send(self, address: str, part: Part, key: str) -> Sent:
        """Send one message; raises ChannelError. Messenger knows no key, so it may repeat one."""
        message: dict[str, Any] = {"text": part.text}
        if part.buttons:
            message["quick_replies"] = [
                {"content_type": "text", "title": title, "payload": payload}
                for title, payload in part.buttons
            ]
        kind = _BY_A_PERSON if part.late else _RESPONSE
        body = {"recipient": {"id": address}, **kind, "message": message}
        answer = await self._call("POST", "me/messages", body)
        found = answer.get("message_id")
        return Sent(found if isinstance(found, str) else None)

    async def send_reminder(self, address: str, key: str) -> Sent | None:
        """Return None: Messenger has no approved words, what waits is held until they write."""
        return None

    def verified(self, call: Call) -> bool:
        """Return whether the body was signed with the app's secret."""
        signature = hmac.new(self._app_secret, call.body, hashlib.sha256).hexdigest()
        given = call.headers.get(_SIGNED_BY, "")
        return hmac.compare_digest(given.encode(), f"sha256={signature}".encode())

    def read(self, call: Call) -> Taken:
        """Return the updates, in order; raises BadMessage."""
        return Taken([(self, update) for update in read_updates(call.body)])

    def greet(self, call: Call) -> str | None:
        """Return the challenge when the check of the address carries our token, else None."""
        given = call.query.get("hub.verify_token", "")
        known = hmac.compare_digest(given.encode(), self._verify_token)
        if not known or call.query.get("hub.mode") != "subscribe":
            return None
        return call.query.get("hub.challenge") or None

    async def check(self) -> str:
        """Return the page's name, for `first-step doctor`; raises ChannelError."""
        return str((await self._call("GET", "me", None)).get("name", ""))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _call(
        self, method: str, path: str, body: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        try:
            # httpx counts from one byte to the next: a server that drips would never time out.
            answer = await asyncio.wait_for(
                self._client.request(method, path, json=body), timeout=TIMEOUT_SECONDS
            )
        except (asyncio.TimeoutError, httpx.HTTPError) as error:
            # The request holds the token and the words: the error itself is never shown.
            raise ChannelError(f"not_reached.{type(error).__name__}") from None
        parsed = _parsed(answer)
        if answer.status_code >= 400 or "error" in parsed:
            raise _failure(answer, parsed.get("error"))
        return parsed


def _parsed(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        parsed = answer.json()
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _failure(answer: httpx.Response, error: Any) -> ChannelError:
    """Return what an error means; its message is left out, for it may name people."""
    told = error if isinstance(error, dict) else {}
    code, subcode = _number(told.get("code")), _number(told.get("error_subcode"))
    name = ".".join(str(each) for each in (code or answer.status_code, subcode) if each)
    if code in _UNAVAILABLE or subcode in _UNAVAILABLE_SUBCODES:
        return ChannelError(name, blocked=True)
    if code in _TOO_FAST or answer.status_code == 429:
        return ChannelError(name, retry_after=_wait(answer) or _WHEN_USED_UP)
    if code == _TOKEN_REFUSED:
        _log.error("messenger refuses FIRST_STEP_MESSENGER_TOKEN: nobody there is answered")
        return ChannelError(name)
    passing = code in _PASSING or told.get("is_transient") is True or answer.status_code >= 500
    return ChannelError(name, permanent=not passing, retry_after=_wait(answer))


def _wait(answer: httpx.Response) -> float | None:
    """Return for how many seconds Meta asks to wait, None when it does not say."""
    asked = answer.headers.get("retry-after", "")
    if asked.isascii() and asked.isdigit():
        return float(asked)
    minutes = [
        use.get("estimated_time_to_regain_access")
        for uses in _header(answer, _BUSINESS_SHARE).values()
        for use in (uses if isinstance(uses, list) else [])
        if isinstance(use, dict)
    ]
    longest = max((each for each in minutes if isinstance(each, int)), default=0)
    if longest > 0:
        return longest * 60.0
    used = [each for each in _header(answer, _SHARE).values() if isinstance(each, int)]
    return _WHEN_USED_UP if max(used, default=0) >= 100 else None


def _header(answer: httpx.Response, name: str) -> Mapping[str, Any]:
    try:
        found = json.loads(answer.headers.get(name, "{}"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
