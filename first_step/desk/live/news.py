"""Tells open pages which topics changed; looks at the database once a second for all of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager

from starlette.concurrency import run_in_threadpool

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0

# Topic -> a mark that is another whenever the topic changed.
Versions = Mapping[str, Hashable]


class Listener:
    """One open page. `closed`: it should end."""

    def __init__(self) -> None:
        """Start without news."""
        self.closed = False
        self._topics: set[str] = set()
        self._wake = asyncio.Event()

    async def news(self) -> frozenset[str]:
        """Wait for topics that changed since the last call and return them; empty when closed."""
        await self._wake.wait()
        self._wake.clear()
        topics, self._topics = frozenset(self._topics), set()
        return topics

    def tell(self, topics: frozenset[str]) -> None:
        """Let `news` return these topics."""
        self._topics.update(topics)
        self._wake.set()

    def close(self) -> None:
        """Ask the page's stream to end."""
        self.closed = True
        self._wake.set()


class News:
    """All open pages of this process. Looks only while somebody listens."""

    def __init__(self, read: Callable[[], Versions]) -> None:
        """Keep how to read the marks; `read` blocks and may raise."""
        self._read = read
        self._last: dict[str, Hashable] = {}
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def listen(self) -> Iterator[Listener]:
        """Give a listener, on the event loop."""
        listener = Listener()
        self._listeners.add(listener)
        if self._looking is None:
            self._looking = asyncio.create_task(self._run())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def look(self) -> None:
        """Tell every listener what changed since the last look."""
        now = await run_in_threadpool(self._read)
        changed = frozenset(topic for topic in now if now[topic] != self._last.get(topic))
        self._last = dict(now)
        if changed:
            for listener in self._listeners:
                listener.tell(changed)

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception as error:
                _log.warning("open pages cannot be told of news: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)
