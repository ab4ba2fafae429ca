"""Limits counted together in a real Redis, and what happens when it goes away."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from redis.asyncio import Redis

from first_step.admissions.errors import TooMany
from first_step.reception.limits import Rate, RateLimit, TooManyFor
from first_step.reception.shared_limits import SharedLimit, shared_limits
from first_step.store.breaker import REST_SECONDS, Breaker
from tests.redis_server import RedisServer
from tests.silent_server import SilentServer

SLOW = Rate(burst=3, per_second=0.001)


def client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5)


def hidden(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def limit(server: RedisServer, rate: Rate = SLOW, name: str = "messages") -> SharedLimit:
    return SharedLimit(client(server.url), Breaker("Redis"), name, RateLimit(rate), hidden)


async def taken(*limits: SharedLimit, tries: int = 10, key: str = "alice") -> int:
    async def one(each: SharedLimit) -> bool:
        try:
            await each.take(key)
        except TooMany:
            return False
        return True

    return sum(await asyncio.gather(*(one(each) for each in limits for _ in range(tries))))


async def test_two_processes_count_together(redis_server: RedisServer) -> None:
    assert await taken(limit(redis_server), limit(redis_server)) == 3


async def test_keys_and_limits_are_counted_apart(redis_server: RedisServer) -> None:
    await taken(limit(redis_server))
    assert await taken(limit(redis_server), key="bob") == 3
    assert await taken(limit(redis_server, name="others")) == 3


async def test_it_says_when_to_come_again(redis_server: RedisServer) -> None:
    one = limit(redis_server, Rate(burst=1, per_second=0.25))
    await one.take("alice")
    with pytest.raises(TooManyFor) as refused:
        await one.take("alice")
    assert refused.value.seconds == 4


async def test_tokens_come_back_with_time(redis_server: RedisServer) -> None:
    quick = limit(redis_server, Rate(burst=1, per_second=1_000_000))
    for _ in range(3):
        await quick.take("alice")


async def test_without_redis_each_process_counts_for_itself(redis_server: RedisServer) -> None:
    one, other = limit(redis_server), limit(redis_server)
    redis_server.stop()
    assert await taken(one) == 3
    assert await taken(other) == 3


async def test_a_redis_that_never_answers_is_asked_once_and_not_for_every_message_and_limit(
    silent_server: SilentServer,
) -> None:
    clock = Clock()
    redis = client(silent_server.redis_url)
    limits = shared_limits(redis, Breaker("Redis", clock=clock), hidden)
    for _ in range(3):
        await limits.messages_of_address.take("203.0.113.7")
        await limits.messages.take("alice")
    assert silent_server.connections() == 1
    clock.now += REST_SECONDS
    await asyncio.gather(*(limits.messages.take("alice") for _ in range(5)))
    assert silent_server.connections() == 2
    await redis.close()


async def test_limits_count_together_again_once_redis_is_back(redis_server: RedisServer) -> None:
    clock = Clock()
    redis = client(redis_server.url)
    mended = SharedLimit(redis, Breaker("Redis", clock=clock), "m", RateLimit(SLOW), hidden)
    redis_server.stop()
    await mended.take("alice")
    redis_server.start()
    clock.now += REST_SECONDS
    await mended.take("alice")
    assert len(await redis.keys("*")) == 1
    await redis.close()


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_what_rests_leaves_nothing_behind(redis_server: RedisServer) -> None:
    await limit(redis_server, Rate(burst=1, per_second=1_000)).take("alice")
    redis = client(redis_server.url)
    (key,) = await redis.keys("*")
    assert 0 < await redis.pttl(key) < 5_000


async def test_the_visitors_limits_are_the_same_with_and_without(redis_server: RedisServer) -> None:
    shared = shared_limits(client(redis_server.url), Breaker("Redis"), hidden)
    await shared.messages.take("conversation")
    assert shared.messages.rate.burst == 60


async def test_no_address_stands_in_redis(redis_server: RedisServer) -> None:
    redis = client(redis_server.url)
    await shared_limits(redis, Breaker("Redis"), hidden).messages_of_address.take("203.0.113.7")
    (key,) = await redis.keys("*")
    assert key == b"first-step:limit:messages-of-address:" + hidden("203.0.113.7").encode()
    await redis.close()
