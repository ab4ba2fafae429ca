"""Asks the Rasa server about one message, through its channel `front_door`."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from first_step.admissions.errors import RasaError

_PATH = "/webhooks/front_door/"
_MAX_ANSWER = 1024 * 1024
# They say nothing about the message: the same may be taken a moment later. 502 and 504 come from
# a proxy that finds no Rasa behind it.
_TRANSIENT = (408, 425, 429, 502, 503, 504)


class RasaStumbled(RasaError):
    """Rasa is there, and failed on this very message."""


@dataclass(frozen=True)
class Question:
    """One turn as Rasa gets it. `crisis`: the front door's decision, None to let Rasa decide.

    again: it was put to Rasa before, and the answer may only have been lost on its way.
    channel: where the visitor writes, for words that name it.
    """

    conversation: str
    message_id: str
    text: str
    payload: str | None = None
    crisis: Mapping[str, Any] | None = None
    again: bool = False
    channel: str | None = None


@dataclass(frozen=True)
class RasaReply:
    """One reply: the id of the answer, its words, and (title, payload) of its buttons."""

    answer: str
    text: str
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RasaAnswer:
    """All replies of a turn, with the label of the message and how sure Rasa is (0 to 1)."""

    replies: tuple[RasaReply, ...]
    label: str | None = None
    confidence: float = 0.0


class RasaClient:
    """Speaks to one Rasa server; connects with the first question."""

    def __init__(
        self,
        url: str,
        token: str,
        timeout: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Keep address, bearer token and the seconds that one answer may take in all."""
        self._timeout = timeout
        self._client = httpx.AsyncClient(
            base_url=url + _PATH,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            trust_env=False,
        )

    async def ask(self, question: Question) -> RasaAnswer:
        """Return the answer to one question; raises RasaError."""
        body = {
            "conversation": question.conversation,
            "message_id": question.message_id,
            "text": question.text,
            "payload": question.payload,
            "crisis": None if question.crisis is None else dict(question.crisis),
            "again": question.again,
            "channel": question.channel,
        }
        return _read_answer(await self._post(body))

    async def ready(self) -> bool:
        """Return whether Rasa has its model loaded and takes questions."""
        try:
            return (await self._client.get("", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _post(self, body: Mapping[str, Any]) -> httpx.Response:
        try:
            # httpx counts from one byte to the next: a server that drips would never time out.
            return await asyncio.wait_for(
                self._client.post("webhook", json=body), timeout=self._timeout
            )
        except (asyncio.TimeoutError, httpx.TimeoutException):
            raise RasaError("no answer in time") from None
        except httpx.HTTPError as error:
            raise RasaError(f"not reached: {type(error).__name__}") from None


def _read_answer(response: httpx.Response) -> RasaAnswer:
    status = response.status_code
    if status in _TRANSIENT:
        raise RasaError(f"answered {status}")
    if 400 <= status < 500:
        raise RasaError(f"answered {status}", permanent=True)
    if status != 200 or len(response.content) > _MAX_ANSWER:
        raise RasaStumbled(f"answered {status}")
    try:
        return _parse_answer(response.json())
    except (ValueError, TypeError, KeyError, AttributeError):
        raise RasaStumbled("answered 200 with something else than an answer") from None


def _parse_answer(body: Any) -> RasaAnswer:
    replies = tuple(_parse_reply(reply) for reply in body["messages"])
    if not replies:
        raise ValueError("no replies")
    label, confidence = body.get("label"), body.get("confidence")
    return RasaAnswer(replies, str(label) if label else None, float(confidence or 0.0))


def _parse_reply(reply: Any) -> RasaReply:
    answer, text = reply["answer"], reply["text"]
    if not isinstance(answer, str) or not isinstance(text, str):
        raise ValueError("a reply without words")
    buttons = tuple((str(row["title"]), str(row["payload"])) for row in reply.get("buttons") or ())
    return RasaReply(answer, text, buttons)
