"""Tells the other web processes at once that something was stored, through Redis.

Only conversation ids are told. What is not heard, because Redis is away, every process finds
within a second by looking at the database (`Streams.run`): nothing depends on Redis.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

_log = logging.getLogger(__name__)

CHANNEL = "first-step:stored"
_RETRY_SECONDS = (1.0, 2.0, 5.0, 10.0)


class FanOut:
    """The fan-out of one process."""

    def __init__(self, redis: Redis, heard: Callable[[str], None]) -> None:
        """Keep the connection, and what to do with a conversation that another process told of."""
        self._redis = redis
        self._heard = heard
        self._me = secrets.token_hex(8)
        self._telling: set[asyncio.Task[None]] = set()

    def tell(self, conversation: str) -> None:
        """Tell the others, without waiting; call it on the event loop."""
        task = asyncio.ensure_future(self._publish(conversation))
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
        text = data.decode("ascii", "replace") if isinstance(data, bytes) else str(data)
        sender, _, conversation = text.partition(" ")
        if conversation and sender != self._me:
            self._heard(conversation)

    async def _publish(self, conversation: str) -> None:
        # What fails, the others find within a second by themselves.
        with suppress(RedisError, OSError):
            await self._redis.publish(CHANNEL, f"{self._me} {conversation}")
