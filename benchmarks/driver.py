"""Visitors who write, wait for the answer and write again: the same driver for every server."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import numpy as np

ANSWER_LIMIT_S = 60.0
# So many turns of each visitor before time counts: caches fill and connections open.
WARM_UP_TURNS = 1


class Visitor(Protocol):
    """Somebody with one conversation at some server."""

    async def ask(self, text: str) -> bool:
        """Write a message, wait for what comes, and return whether anything was said."""
        ...


OpenVisitor = Callable[[httpx.AsyncClient], AbstractAsyncContextManager[Visitor]]


@dataclass
class Turns:
    """Turns of one run: milliseconds of each in their order, how many were answered, seconds."""

    milliseconds: list[float] = field(default_factory=list)
    answered: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Return turns a second over all visitors."""
        return len(self.milliseconds) / self.seconds

    @property
    def answered_share(self) -> float:
        """Return the share of turns in which the bot said something, 0 to 1."""
        return self.answered / len(self.milliseconds)

    def percentile(self, share: float) -> float:
        """Return a percentile of a turn, in milliseconds."""
        return float(np.percentile(self.milliseconds, share))


def drive(open_visitor: OpenVisitor, texts: Sequence[str], visitors: int, turns: int) -> Turns:
    """Return the turns of so many visitors at once, about `turns` of them in all."""
    return asyncio.run(_drive(open_visitor, texts, visitors, max(1, turns // visitors)))


async def _drive(
    open_visitor: OpenVisitor, texts: Sequence[str], visitors: int, each: int
) -> Turns:
    found = Turns()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    begin = asyncio.Event()
    async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_LIMIT_S, limits=limits) as http:
        ready = [asyncio.Event() for _ in range(visitors)]
        talks = [
            asyncio.ensure_future(
                _talk(open_visitor(http), _from(texts, 7 * number), each, found, ready_now, begin)
            )
            for number, ready_now in enumerate(ready)
        ]
        for event, talk in zip(ready, talks, strict=True):
            await _either(event, talk)
        started = time.perf_counter()
        begin.set()
        await asyncio.gather(*talks)
        found.seconds = time.perf_counter() - started
    return found


async def _talk(
    opening: AbstractAsyncContextManager[Visitor],
    texts: Sequence[str],
    each: int,
    found: Turns,
    ready: asyncio.Event,
    begin: asyncio.Event,
) -> None:
    async with opening as visitor:
        words = itertools.cycle(texts)
        for _ in range(WARM_UP_TURNS):
            await visitor.ask(next(words))
        ready.set()
        await begin.wait()
        for _ in range(each):
            started = time.perf_counter()
            answered = await visitor.ask(next(words))
            found.answered += answered
            found.milliseconds.append((time.perf_counter() - started) * 1000)


async def _either(event: asyncio.Event, talk: asyncio.Future[None]) -> None:
    """Wait for the event; raise what the talk ended with, if it ends before."""
    waiting = asyncio.ensure_future(event.wait())
    both: set[asyncio.Future[Any]] = {waiting, talk}
    await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    if not waiting.done():
        waiting.cancel()
        await talk


def _from(texts: Sequence[str], start: int) -> Sequence[str]:
    start %= len(texts)
    return [*texts[start:], *texts[:start]]


def front_door(url: str) -> OpenVisitor:
    """Return how to open a visitor at our front door, who listens to the stream as the widget."""
    return lambda http: _front_door(http, url)


@asynccontextmanager
async def _front_door(http: httpx.AsyncClient, url: str) -> AsyncIterator[Visitor]:
    begun = (await http.post(f"{url}/api/conversations")).raise_for_status().json()
    path = f"{url}/api/conversations/{begun['conversation']}"
    visitor = _AtFrontDoor(http, path, {"Authorization": f"Bearer {begun['token']}"})
    listening = asyncio.ensure_future(visitor.listen())
    try:
        yield visitor
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening


class _AtFrontDoor:
    def __init__(self, http: httpx.AsyncClient, path: str, headers: dict[str, str]) -> None:
        self._http, self._path, self._headers = http, path, headers
        self._said: asyncio.Queue[tuple[int, str]] = asyncio.Queue()

    async def ask(self, text: str) -> bool:
        body = {"id": uuid.uuid4().hex, "text": text}
        sent = await self._http.post(f"{self._path}/messages", json=body, headers=self._headers)
        seq = int(sent.raise_for_status().json()["seq"])
        async with _limit():
            while True:
                number, sender = await self._said.get()
                if number > seq and sender != "visitor":
                    return True

    async def listen(self) -> None:
        """Put number and sender of everything said into the queue; the stream is read once."""
        stream = self._http.stream(
            "GET", f"{self._path}/events", headers=self._headers, timeout=None
        )
        async with stream as response:
            async for line in response.raise_for_status().aiter_lines():
                if line.startswith("data: {"):
                    message = json.loads(line[6:])
                    self._said.put_nowait((message["seq"], message["sender"]))


@asynccontextmanager
async def _limit() -> AsyncIterator[None]:
    """Raise TimeoutError in the block when an answer takes too long."""
    task = asyncio.current_task()
    assert task is not None
    handle = asyncio.get_running_loop().call_later(ANSWER_LIMIT_S, task.cancel)
    try:
        yield
    except asyncio.CancelledError:
        raise TimeoutError("no answer in time") from None
    finally:
        handle.cancel()


def rest_channel(url: str) -> OpenVisitor:
    """Return how to open a visitor at Rasa's REST channel, which answers in its response."""
    return lambda http: _rest_channel(http, url)


@asynccontextmanager
async def _rest_channel(http: httpx.AsyncClient, url: str) -> AsyncIterator[Visitor]:
    yield _AtRestChannel(http, f"{url}/webhooks/rest/webhook")


class _AtRestChannel:
    def __init__(self, http: httpx.AsyncClient, url: str) -> None:
        self._http, self._url, self._sender = http, url, uuid.uuid4().hex

    async def ask(self, text: str) -> bool:
        body = {"sender": self._sender, "message": text}
        answer = (await self._http.post(self._url, json=body)).raise_for_status().json()
        return bool(answer)
