"""The stream of server-sent events that every page of the console listens to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import anyio
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from first_step.admissions.errors import StoreError
from first_step.desk import sessions
from first_step.desk.gate import Endpoint
from first_step.desk.live.news import Listener, News
from first_step.desk.pages import secured
from first_step.desk.visit import Desk

ENDED = "ended"
HEARTBEAT_SECONDS = 15
# How long a stream may outlive a session that was ended while nothing happened.
CHECK_EVERY_SECONDS = 20.0
_SEND_TIMEOUT_SECONDS = 20


def live_stream(desk: Desk, news: News) -> Endpoint:
    """Return an endpoint that streams the name of each topic that changed, as an event.

    Listening does not keep a session alive; with the session the stream ends, after "ended".
    """

    async def endpoint(request: Request) -> Response:
        cookie = sessions.cookie_of(request)
        if not await _signed_in(desk, cookie):
            return secured(Response(status_code=401))
        stopping = anyio.Event()
        return secured(
            EventSourceResponse(
                _events(desk, news, cookie, stopping),
                ping=HEARTBEAT_SECONDS,
                ping_message_factory=lambda: ServerSentEvent(comment="still here"),
                send_timeout=_SEND_TIMEOUT_SECONDS,
                shutdown_event=stopping,
                shutdown_grace_period=2,
            )
        )

    return endpoint


async def _events(
    desk: Desk, news: News, cookie: str, stopping: anyio.Event
) -> AsyncIterator[ServerSentEvent]:
    with news.listen() as listener:
        closing = asyncio.ensure_future(_close_when(stopping, listener))
        try:
            yield ServerSentEvent(comment="connected", retry=2_000)
            while not listener.closed:
                changed = await _changed(listener)
                if not await _signed_in(desk, cookie):
                    yield ServerSentEvent(ENDED, event=ENDED)
                    return
                for topic in sorted(changed):
                    yield ServerSentEvent(topic, event=topic)
        finally:
            closing.cancel()


async def _changed(listener: Listener) -> frozenset[str]:
    """Return the topics that changed, none when nothing did for a while."""
    try:
        return await asyncio.wait_for(listener.news(), CHECK_EVERY_SECONDS)
    except asyncio.TimeoutError:
        return frozenset()


async def _signed_in(desk: Desk, cookie: str) -> bool:
    """Return whether the session is still good; while the database is away it counts as good."""
    try:
        found = await run_in_threadpool(
            sessions.recognise, desk.database, cookie, desk.clock(), touch=False
        )
    except StoreError:
        return True
    return found is not None


async def _close_when(stopping: anyio.Event, listener: Listener) -> None:
    await stopping.wait()
    listener.close()
