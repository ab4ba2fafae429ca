"""The stream of one conversation as server-sent events."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import anyio
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse

from first_step.admissions.errors import StoreError
from first_step.reception.message_json import message_event
from first_step.reception.streams import LOOK_EVERY_SECONDS, Streams, Watch
from first_step.reception.words import CurrentLibrary
from first_step.store.messages import Message

_log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15
PAGE = 200
# Milliseconds after which a browser's own EventSource connects again.
_RETRY = 2_000
_SEND_TIMEOUT_SECONDS = 20
_GRACE_SECONDS = 2

# (conversation, after which seq) -> the next messages, oldest first, at most `PAGE` of them.
ReadAfter = Callable[[str, int], Awaitable[Sequence[Message]]]


def event_response(
    streams: Streams,
    read_after: ReadAfter,
    library: CurrentLibrary,
    conversation: str,
    seen: int,
) -> EventSourceResponse:
    """Return a stream of every message after `seen`: event "message", id = seq, data = JSON.

    It ends when the conversation is deleted or the server stops; the client connects again with
    the id of the last event it has.
    """
    stopping = anyio.Event()
    return EventSourceResponse(
        _events(streams, read_after, library, conversation, seen, stopping),
        ping=HEARTBEAT_SECONDS,
        ping_message_factory=lambda: ServerSentEvent(comment="still here"),
        send_timeout=_SEND_TIMEOUT_SECONDS,
        shutdown_event=stopping,
        shutdown_grace_period=_GRACE_SECONDS,
    )


async def _events(
    streams: Streams,
    read_after: ReadAfter,
    library: CurrentLibrary,
    conversation: str,
    seen: int,
    stopping: anyio.Event,
) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(comment="connected", retry=_RETRY)
    with streams.watch(conversation, seen) as watch:
        closing = asyncio.ensure_future(_close_when(stopping, watch))
        try:
            while not watch.closed:
                messages = await _read(read_after, conversation, watch)
                for message in messages:
                    yield _event(message, library)
                    watch.seen = message.seq
                if watch.typing is not None:
                    yield _typing(watch.typing)
                    watch.typing = None
                if len(messages) < PAGE:
                    await watch.news()
        finally:
            closing.cancel()


def _event(message: Message, library: CurrentLibrary) -> ServerSentEvent:
    data = message_event(message, library)
    return ServerSentEvent(data, event="message", id=str(message.seq))


def _typing(words: str) -> ServerSentEvent:
    """Return an event without an id: it is no message, and nobody asks for it again."""
    return ServerSentEvent(json.dumps(words), event="typing")


async def _close_when(stopping: anyio.Event, watch: Watch) -> None:
    """End the stream by itself when the server stops, rather than be cut off."""
    await stopping.wait()
    watch.close()


async def _read(read_after: ReadAfter, conversation: str, watch: Watch) -> Sequence[Message]:
    """Return the next messages, waiting for as long as the database is away."""
    while not watch.closed:
        try:
            return await read_after(conversation, watch.seen)
        except StoreError as error:
            _log.warning("a stream waits for the database: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
    return ()
