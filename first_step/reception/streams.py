"""Wakes whoever waits for new messages of a conversation, in this process or because of another.

A reply stored here wakes the waiting streams at once (`announce`). Replies that another process
stored are found by looking at the database, once a second for all streams together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from first_step.admissions.errors import StoreError

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
TYPING_SECONDS = 5.0
MOST_WATCHES = 6

# Conversation ids -> the last seq of each that still exists.
LastSeqs = Callable[[Collection[str]], Awaitable[Mapping[str, int]]]


class Watch:
    """One waiting stream. `seen`: the last seq it has sent; `closed`: it should end.

    typing: the words that a member of staff types, until the stream has sent them.
    """

    def __init__(self, seen: int) -> None:
        """Start after `seen`."""
        self.seen = seen
        self.closed = False
        self.typing: str | None = None
        self._news = asyncio.Event()

    async def news(self) -> None:
        """Wait until there may be something after `seen`, or the watch is closed."""
        await self._news.wait()
        self._news.clear()

    def wake(self) -> None:
        """Let `news` return."""
        self._news.set()

    def close(self) -> None:
        """Ask the stream to end."""
        self.closed = True
        self._news.set()


class Streams:
    """All waiting streams of this process."""

    def __init__(self, last_seqs: LastSeqs) -> None:
        """Keep how to look up the last seq of conversations."""
        self._last_seqs = last_seqs
        self._watches: dict[str, list[Watch]] = {}
        self._typing: dict[str, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        """Return how many streams wait."""
        return sum(len(watches) for watches in self._watches.values())

    @contextmanager
    def watch(self, conversation: str, seen: int) -> Iterator[Watch]:
        """Give a watch for one conversation; the oldest is closed when there are more than six."""
        watch = Watch(seen)
        watches = self._watches.setdefault(conversation, [])
        watches.append(watch)
        if len(watches) > MOST_WATCHES:
            watches.pop(0).close()
        try:
            yield watch
        finally:
            self._forget(conversation, watch)

    def announce(self, conversation: str) -> None:
        """Wake the streams of a conversation; call it on the event loop."""
        for watch in self._watches.get(conversation, ()):
            watch.wake()

    def say_typing(self, conversation: str, words: str) -> None:
        """Let the streams of a conversation say who types, for five seconds; on the event loop."""
        ending = self._typing.pop(conversation, None)
        if ending is not None:
            ending.cancel()
        if words:
            loop = asyncio.get_running_loop()
            later = loop.call_later(TYPING_SECONDS, self.say_typing, conversation, "")
            self._typing[conversation] = later
        if (ending is not None) == bool(words):
            return  # said already: a screen reader is not to hear it again and again
        for watch in self._watches.get(conversation, ()):
            watch.typing = words
            watch.wake()

    def close(self) -> None:
        """End every stream, for the shutdown."""
        for watches in self._watches.values():
            for watch in watches:
                watch.close()

    async def run(self) -> None:
        """Look for what other processes stored, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            try:
                await self.look()
            except StoreError as error:
                _log.warning("streams cannot look for news: %s", type(error).__name__)
            except Exception as error:
                _log.error("streams stumbled: %s", type(error).__name__)

    async def look(self) -> None:
        """Wake every stream that is behind, end those whose conversation is gone."""
        asked = list(self._watches)
        if not asked:
            return
        last = await self._last_seqs(asked)
        for conversation in asked:
            for watch in self._watches.get(conversation, ()):
                if conversation not in last:
                    watch.close()
                elif last[conversation] > watch.seen:
                    watch.wake()

    def _forget(self, conversation: str, watch: Watch) -> None:
        watches = self._watches.get(conversation, [])
        if watch in watches:
            watches.remove(watch)
        if not watches:
            self._watches.pop(conversation, None)
