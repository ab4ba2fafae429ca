"""The integrators' REST: open a conversation, send a message, poll, stream.

The widget uses the same. `/api/openapi.json` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from first_step.admissions.errors import BadMessage, NotFound, TooLong
from first_step.reception.address import client_address, limit_key
from first_step.reception.channels.website.events import event_response
from first_step.reception.channels.website.learning import LEARNING, learning_json
from first_step.reception.front_door import FrontDoor
from first_step.reception.incoming import Incoming, read_incoming
from first_step.reception.intake import NotKept
from first_step.reception.limits import Limit
from first_step.reception.message_json import message_json, unkept_json
from first_step.reception.refusals import Refusals
from first_step.reception.tokens import Claim, bearer
from first_step.reception.words import CurrentLibrary, Wording

WEBSITE = "website"
_DESCRIPTION = Path(__file__).parent / "openapi.yml"
_LARGEST_SEQ = 2**31 - 1


class Api:
    """The routes over one front door."""

    def __init__(
        self,
        front_door: FrontDoor,
        refusals: Refusals,
        trusted_proxies: Sequence[str],
        library: CurrentLibrary,
    ) -> None:
        """Keep the front door; addresses are believed from `trusted_proxies` alone."""
        self._front_door = front_door
        self._refusals = refusals
        self._trusted_proxies = trusted_proxies
        self._library = library
        self._description = yaml.safe_load(_DESCRIPTION.read_text(encoding="utf-8"))

    def routes(self) -> list[Route]:
        """Return every route of the REST."""
        one = "/api/conversations/{conversation}"
        return [
            Route("/api/conversations", self.open, methods=["POST"]),
            Route(f"{one}/messages", self.receive, methods=["POST"]),
            Route(f"{one}/messages", self.messages, methods=["GET"]),
            Route(f"{one}/typing", self.typing, methods=["POST"]),
            Route(f"{one}/learning", self.learning, methods=["GET"]),
            Route(f"{one}/learning", self.set_learning, methods=["POST"]),
            Route(f"{one}/events", self.events, methods=["GET"]),
            Route("/api/openapi.json", self.description, methods=["GET"]),
        ]

    async def open(self, request: Request) -> Response:
        """Open a conversation."""
        await self._limit(request, self._front_door.limits.conversations_of_address)
        opened = await self._front_door.open(WEBSITE)
        body = {"conversation": opened.conversation, "token": opened.token}
        return JSONResponse(body, 201)

    async def receive(self, request: Request) -> Response:
        """Take one message in; 202 with its seq, and with the crisis card if there is one."""
        claim = self._claim(request)
        incoming = read_incoming(await _json(request))
        await self._limit(request, self._front_door.limits.messages_of_address)
        await self._front_door.limits.messages.take(claim.conversation)
        if incoming.too_long:
            cards = await self._front_door.help_for_too_long(claim, incoming)
            shown = self._unkept(incoming, cards)
            return await run_in_threadpool(self._refusals.response, TooLong("too long"), shown)
        outcome = await self._front_door.receive(claim, incoming, WEBSITE)
        if isinstance(outcome, NotKept):
            shown = self._unkept(incoming, outcome.replies)
            return await run_in_threadpool(
                self._refusals.not_kept, outcome.replies[-1].answer, shown
            )
        body: dict[str, Any] = {"seq": outcome.seq}
        if outcome.replies:
            body["messages"] = [message_json(reply, self._library) for reply in outcome.replies]
        return JSONResponse(body, 202)

    async def messages(self, request: Request) -> Response:
        """Return what was said after number `after`."""
        claim = self._claim(request)
        seen = _seq(request.query_params.get("after", "0"))
        await self._must_exist(claim)
        found = await self._front_door.read_after(claim.conversation, seen)
        shown = [message_json(message, self._library) for message in found]
        return JSONResponse({"messages": shown})

    async def typing(self, request: Request) -> Response:
        """Let staff see for some seconds that the visitor types; what is typed is not sent."""
        claim = self._claim(request)
        self._front_door.presence.visitor_types(claim.conversation)
        return Response(status_code=204)

    async def learning(self, request: Request) -> Response:
        """Return whether messages may be learnt from, and the words to ask with (facts P11)."""
        found = await self._front_door.find(self._claim(request).conversation)
        if found is None:
            raise NotFound("no such conversation")
        return JSONResponse(learning_json(found, self._library.current()))

    async def set_learning(self, request: Request) -> Response:
        """Keep what the visitor ticked and return what then holds."""
        claim, body = self._claim(request), await _json(request)
        given = body.get("on") if isinstance(body, dict) else None
        if not isinstance(given, bool):
            raise BadMessage("on is true or false")
        await self._front_door.limits.messages.take(claim.conversation)
        library = self._library.current()
        words = library.render(LEARNING)
        found = await self._front_door.let_learn(claim.conversation, given, words)
        return JSONResponse(learning_json(found, library))

    async def events(self, request: Request) -> Response:
        """Stream what is said after the event that the client saw last."""
        claim = self._claim(request)
        seen = _seq(request.headers.get("last-event-id") or "0")
        await self._must_exist(claim)
        door = self._front_door
        return event_response(
            door.streams, door.read_after, self._library, claim.conversation, seen
        )

    async def description(self, request: Request) -> Response:
        """Return the OpenAPI description."""
        return JSONResponse(self._description, headers={"Cache-Control": "public, max-age=300"})

    def _claim(self, request: Request) -> Claim:
        token = bearer(request.headers.get("authorization"))
        return self._front_door.tokens.check(token, request.path_params["conversation"])

    async def _limit(self, request: Request, limit: Limit) -> None:
        key = limit_key(client_address(request, self._trusted_proxies))
        if key is not None:
            await limit.take(key)

    async def _must_exist(self, claim: Claim) -> None:
        """Raise NotFound, unless the conversation may still be stored with its first message."""
        if await self._front_door.find(claim.conversation) is None and not claim.unrecorded:
            raise NotFound("no such conversation")

    def _unkept(self, incoming: Incoming, replies: Sequence[Wording]) -> list[dict[str, Any]]:
        now = self._front_door.clock()
        return [
            unkept_json(reply, number, incoming.id, now)
            for number, reply in enumerate(replies, start=1)
        ]


async def _json(request: Request) -> Any:
    body = await request.body()
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        # The error's own message would quote the body.
        raise BadMessage("the body is not JSON") from None


def _seq(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _LARGEST_SEQ):
        raise BadMessage("not a number of a message")
    return int(text)
