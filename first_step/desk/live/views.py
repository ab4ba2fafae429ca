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

ENDED, LOCKED = "ended", "locked"
HEARTBEAT_SECONDS = 15
# How long a stream may outlive a session that was ended while nothing happened.
CHECK_EVERY_SECONDS = 20.0
_SEND_TIMEOUT_SECONDS = 20


def live_stream(desk: Desk, news: News) -> Endpoint:
    """Return an endpoint that streams the name of each topic that changed, as an event.

    Listening does not keep a session alive; with the session the stream ends, after "ended",
    and when it locks, after "locked".
    """

    async def endpoint(request: Request) -> Response:
        cookie = sessions.cookie_of(request)
        over = await _over(desk, cookie)
        if over:
            return secured(Response(status_code=423 if over == LOCKED else 401))
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
                over = await _over(desk, cookie)
                if over:
                    yield ServerSentEvent(over, event=over)
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


async def _over(desk: Desk, cookie: str) -> str:
    """Return why the stream has to end; empty while it may go on, or the database is away."""
    try:
        found = await run_in_threadpool(
            sessions.recognise, desk.database, cookie, desk.clock(), touch=False
        )
    except StoreError:
        return ""
    if found is None:
        return ENDED
    return LOCKED if found.locked else ""


async def _close_when(stopping: anyio.Event, listener: Listener) -> None:
    await stopping.wait()
    listener.close()
