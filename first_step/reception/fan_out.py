"""Tells the other web processes at once that something was stored or is typed, through Redis.

Told are conversation ids, and the sentence that a visitor sees while staff type. What was stored
and is not heard, because Redis is away, every process finds within a second by looking at the
database (`Streams.run`). That somebody types is then not seen elsewhere: no message depends on it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from first_step.reception.presence import Typing, Visitor

_log = logging.getLogger(__name__)

CHANNEL = "first-step:stored"
_VISITOR = {each.value: each for each in Visitor}
_STAFF = "staff:"
_RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0)


class FanOut:
    """The fan-out of one process."""

    def __init__(
        self,
        redis: Redis,
        heard: Callable[[str], None],
        typed: Callable[[str, Typing], None],
    ) -> None:
        """Keep the connection, and what to do with a conversation that another process told of.

        heard: something was stored there. typed: somebody types there, or no longer.
        """
        self._redis = redis
        self._heard = heard
        self._typed = typed
        self._me = secrets.token_hex(8)
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, conversation: str) -> None:
        """Tell the others that something was stored, without waiting; on the event loop."""
        self._send(conversation)

    def tell_typing(self, conversation: str, typing: Typing) -> None:
        """Tell the others who types, or no longer, without waiting; on the event loop."""
        news = typing.value if isinstance(typing, Visitor) else _STAFF + typing
        self._send(f"{conversation} {news}")

    def _send(self, news: str) -> None:
        task = asyncio.ensure_future(self._publish(news))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def run(self) -> None:
        """Listen until cancelled, connecting again whenever the connection is lost."""
        failures = 0
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    failures = 0
                    async for message in pubsub.listen():
                        self._hear(message.get("data"))
            except (RedisError, OSError) as error:
                _log.warning("other processes cannot be heard: %s", type(error).__name__)
            await asyncio.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
            failures += 1

    async def close(self) -> None:
        """Close every connection."""
        for task in self._telling:
            task.cancel()
        await self._redis.close()

    def _hear(self, data: object) -> None:
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
        sender, _, news = text.partition(" ")
        conversation, _, typing = news.partition(" ")
        if not conversation or sender == self._me:
            return
        if not typing:
            self._heard(conversation)
        elif typing in _VISITOR:
            self._typed(conversation, _VISITOR[typing])
        elif typing.startswith(_STAFF):
            self._typed(conversation, typing.removeprefix(_STAFF))

    async def _publish(self, news: str) -> None:
        # What fails, the others find within a second by themselves.
        with suppress(RedisError, OSError):
            await self._redis.publish(CHANNEL, f"{self._me} {news}")
