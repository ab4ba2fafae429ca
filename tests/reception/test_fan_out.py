"""What one web process stores, another hears of at once, through a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from first_step.reception.fan_out import CHANNEL, FanOut
from first_step.reception.presence import Typing, Visitor
from first_step.store.breaker import Breaker
from tests.redis_server import RedisServer
from tests.silent_server import SilentServer

PATIENCE = 15.0
# What Redis says to whoever begins to listen.
SUBSCRIBED = b"*3\r\n$9\r\nsubscribe\r\n$%d\r\n%s\r\n:1\r\n" % (len(CHANNEL), CHANNEL.encode())


class Ears:
    """Remembers what was heard, and lets a test wait for it."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._news = asyncio.Event()

    def __call__(self, conversation: str) -> None:
        self.heard.append(conversation)
        self._news.set()

    async def wait(self) -> None:
        await asyncio.wait_for(self._news.wait(), PATIENCE)
        self._news.clear()


@asynccontextmanager
async def process(
    server: RedisServer,
    heard: Callable[[str], None],
    typed: Callable[[str, Typing], None] = lambda conversation, typing: None,
) -> AsyncIterator[FanOut]:
    """Give the fan-out of one process once it listens."""
    redis = Redis.from_url(server.url, socket_timeout=0.5, socket_connect_timeout=0.5)
    before = await _listeners(redis)
    fan_out = FanOut(redis, heard, typed, Breaker("Redis"), quiet_seconds=0.05)
    running = asyncio.ensure_future(fan_out.run())
    try:
        await _until(redis, before + 1)
        yield fan_out
    finally:
        running.cancel()
        await fan_out.close()


async def _listeners(redis: Redis) -> int:
    return int((await redis.pubsub_numsub(CHANNEL))[0][1])


async def _until(redis: Redis, count: int) -> None:
    async def look() -> None:
        while await _listeners(redis) < count:
            await asyncio.sleep(0)

    await asyncio.wait_for(look(), PATIENCE)


async def test_the_others_hear_and_the_teller_does_not(redis_server: RedisServer) -> None:
    mine, theirs = Ears(), Ears()
    async with process(redis_server, mine) as one, process(redis_server, theirs):
        one.tell("c0ffee")
        await theirs.wait()
    assert theirs.heard == ["c0ffee"]
    assert mine.heard == []


async def test_after_redis_was_away_it_hears_again(redis_server: RedisServer) -> None:
    theirs = Ears()
    async with process(redis_server, Ears()) as one, process(redis_server, theirs):
        redis_server.stop()
        one.tell("lost")
        redis_server.start()
        redis = Redis.from_url(redis_server.url)
        await _until(redis, 2)
        one.tell("found")
        await theirs.wait()
        await redis.close()
    assert theirs.heard[-1] == "found"


async def test_what_others_publish_there_does_no_harm(redis_server: RedisServer) -> None:
    theirs = Ears()
    async with process(redis_server, theirs), process(redis_server, Ears()) as one:
        redis = Redis.from_url(redis_server.url)
        for data in (b"", b"\xff\xff", b"nobody", b" ", b"x  visitor", b"x c0ffee other"):
            await redis.publish(CHANNEL, data)
        one.tell("c0ffee")
        await theirs.wait()
        await redis.close()
    assert theirs.heard == ["c0ffee"]


async def test_the_others_hear_who_types_and_it_is_no_message(redis_server: RedisServer) -> None:
    heard, theirs = Ears(), Typists()
    async with (
        process(redis_server, Ears(), Typists()) as one,
        process(redis_server, heard, theirs),
    ):
        told: list[Typing] = ["", "Zoë is typing", Visitor.SENT, Visitor.TYPES]
        for typing in told:
            one.tell_typing("c0ffee", typing)
        await theirs.wait_for(len(told))
    assert sorted(theirs.seen, key=str) == [("c0ffee", typing) for typing in told]
    assert heard.heard == []


async def test_a_redis_that_never_answers_is_not_told_of_every_message(
    silent_server: SilentServer,
) -> None:
    redis = Redis.from_url(silent_server.redis_url, socket_timeout=0.1)
    fan_out = FanOut(redis, Ears(), Typists(), Breaker("Redis"))
    fan_out.tell("first")
    await everything_else()
    for _ in range(5):
        fan_out.tell("another")
        fan_out.tell_typing("another", Visitor.TYPES)
    await everything_else()
    assert silent_server.connections() == 1
    await fan_out.close()


async def test_a_connection_that_went_silent_is_left_and_everybody_knows_of_it() -> None:
    breaker, again = Breaker("Redis"), asyncio.Event()
    let_ask: list[bool] = []

    async def subscribed_and_then_silent(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        let_ask.append(breaker.lets_ask())
        if len(let_ask) == 2:
            again.set()
        await reader.read(1000)
        writer.write(SUBSCRIBED)
        while await reader.read(1000):
            pass
        writer.close()

    silent = await asyncio.start_server(subscribed_and_then_silent, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    redis = Redis.from_url(f"redis://127.0.0.1:{port}", socket_timeout=0.5)
    fan_out = FanOut(redis, Ears(), Typists(), breaker, quiet_seconds=0.01)
    running = asyncio.ensure_future(fan_out.run())
    await asyncio.wait_for(again.wait(), PATIENCE)
    assert let_ask == [True, False]
    running.cancel()
    await fan_out.close()
    silent.close()


async def everything_else() -> None:
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


class Typists:
    """Remembers who types, and lets a test wait for it."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Typing]] = []
        self._news = asyncio.Event()

    def __call__(self, conversation: str, typing: Typing) -> None:
        self.seen.append((conversation, typing))
        self._news.set()

    async def wait_for(self, count: int) -> None:
        while len(self.seen) < count:
            await asyncio.wait_for(self._news.wait(), PATIENCE)
            self._news.clear()
