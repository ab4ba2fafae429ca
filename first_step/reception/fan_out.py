"""Tells the other web processes at once that something was stored or is typed, through Redis.

Told are conversation ids, and the sentence that a visitor sees while staff type. What was stored
and is not heard, because Redis is away, every process finds within a second by looking at the
database (`Streams.run`). That somebody types is then not seen elsewhere: no message depends on it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from first_step.reception.presence import Typing, Visitor
from first_step.store.breaker import Breaker

CHANNEL = "first-step:stored"
_VISITOR = {each.value: each for each in Visitor}
_STAFF = "staff:"
_RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0)
# After so long a silence Redis is asked whether it is still there, and has so long to say so.
QUIET_SECONDS = 10.0
_ANSWER_SECONDS = 0.5


class FanOut:
    """The fan-out of one process."""

    def __init__(
        self,
        redis: Redis,
        heard: Callable[[str], None],
        typed: Callable[[str, Typing], None],
        breaker: Breaker,
        quiet_seconds: float = QUIET_SECONDS,
    ) -> None:
        """Keep the client, and what to do with a conversation that another process told of.

        breaker: of everybody who asks this Redis on this event loop. To listen is to know first
        whether it is there, so that a visitor seldom finds out by waiting.

        heard: something was stored there. typed: somebody types there, or no longer.
        """
        self._redis = redis
        self._heard = heard
        self._typed = typed
        self._breaker = breaker
        self._quiet = quiet_seconds
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
        if not self._breaker.lets_ask():
            return
        task = asyncio.ensure_future(self._publish(news))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def run(self) -> None:
        """Listen until cancelled, connecting again whenever the connection is lost."""
        failures = 0
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    async for message in self._said(pubsub):
                        failures = 0
                        self._breaker.answered()
                        if message["type"] == "message":
                            self._hear(message["data"])
            except (RedisError, OSError) as error:
                self._breaker.failed(error)
            await asyncio.sleep(_RETRY_SECONDS[min(failures, len(_RETRY_SECONDS) - 1)])
            failures += 1

    async def _said(self, pubsub: PubSub) -> AsyncIterator[Mapping[str, Any]]:
        """Give whatever Redis says; raises RedisError once it does not even say that it is there.

        A connection whose other end is gone, without a word, would be listened to for ever.
        """
        asked = True
        while True:
            patience = _ANSWER_SECONDS if asked else self._quiet
            message = await pubsub.get_message(timeout=patience)
            if message is not None:
                asked = False
                yield message
            elif asked:
                raise RedisTimeout("Redis says nothing")
            else:
                await pubsub.ping()
                asked = True

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
        try:
            await self._redis.publish(CHANNEL, f"{self._me} {news}")
        except (RedisError, OSError) as error:
            self._breaker.failed(error)
        else:
            self._breaker.answered()
