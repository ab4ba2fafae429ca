"""The routes that providers call: verified before anything is read, answered once it is kept."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from first_step.admissions.errors import BadMessage, StoreError
from first_step.reception.channels.channel import Channel
from first_step.reception.channels.inbox import Inbox
from first_step.reception.channels.updates import Update
from first_step.reception.metrics import Metrics

_log = logging.getLogger(__name__)

PREFIX = "/channels"


@dataclass(frozen=True)
class Call:
    """One call of a provider. address: as the provider called it, by the public address.

    headers: names in small letters. query: parameters of the address.
    """

    address: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Taken:
    """What a call told: updates, each with the channel it came by.

    answer: what the provider takes as JSON in return, once all of it is kept.
    """

    updates: Sequence[tuple[Channel, Update]]
    answer: Mapping[str, Any] | None = None


class Webhook(Protocol):
    """One provider's way in; it may serve several channels."""

    @property
    def path(self) -> str:
        """Return the path below /channels, such as "telegram"."""
        ...

    def verified(self, call: Call) -> bool:
        """Return whether the provider sent this; compared in constant time."""
        ...

    def read(self, call: Call) -> Taken:
        """Return what a verified call tells; raises BadMessage."""
        ...

    def greet(self, call: Call) -> str | None:
        """Return the answer to the provider's check of the address, None to refuse it."""
        ...


class WebhookRoutes:
    """The routes of all webhooks."""

    def __init__(
        self, webhooks: Sequence[Webhook], inbox: Inbox, metrics: Metrics, public_url: str
    ) -> None:
        """Keep what is needed; `public_url` is what providers call and sign."""
        self._webhooks = webhooks
        self._inbox = inbox
        self._metrics = metrics
        self._public_url = public_url

    def routes(self) -> list[Route]:
        """Return a route for each webhook; none when no channel is configured."""
        return [
            Route(webhook_path(webhook), self._endpoint(webhook), methods=["GET", "POST"])
            for webhook in self._webhooks
        ]

    def _endpoint(self, webhook: Webhook) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            call = await self._call(request)
            if request.method == "GET":
                greeting = webhook.greet(call)
                return PlainTextResponse(greeting or "", 200 if greeting is not None else 403)
            return await self._take(webhook, call)

        return endpoint

    async def _take(self, webhook: Webhook, call: Call) -> Response:
        if not await run_in_threadpool(webhook.verified, call):
            self._count(webhook, "forged")
            return Response(status_code=403)
        try:
            taken = webhook.read(call)
        except BadMessage as error:
            # Refused, the provider would send it for ever; nothing can be read from it anyway.
            _log.error("%s sent something that cannot be read: %s", webhook.path, error)
            self._count(webhook, "unreadable")
            return Response(status_code=200)
        for number, (channel, update) in enumerate(taken.updates):
            try:
                await self._inbox.take(channel, update)
            except StoreError as error:
                _log.warning("%s has to send again: %s", webhook.path, type(error).__name__)
                self._count(webhook, "put_off")
                # What follows waits, to keep the order; who is in danger does not.
                for later, what in taken.updates[number + 1 :]:
                    await self._inbox.help_without_database(later, what)
                return Response(status_code=503, headers={"Retry-After": "5"})
            self._count(webhook, "taken")
        return JSONResponse(taken.answer) if taken.answer else Response(status_code=200)

    async def _call(self, request: Request) -> Call:
        query = request.url.query
        address = self._public_url + request.url.path + (f"?{query}" if query else "")
        return Call(
            address,
            {name.lower(): value for name, value in request.headers.items()},
            dict(request.query_params),
            await request.body(),
        )

    def _count(self, webhook: Webhook, outcome: str) -> None:
        self._metrics.webhooks.labels(webhook.path, outcome).inc()


def webhook_path(webhook: Webhook) -> str:
    """Return the path that a provider calls: "/channels/telegram"."""
    return f"{PREFIX}/{webhook.path}"
