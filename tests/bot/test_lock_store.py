from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig
from redis import Redis

from bot.lock_store import SharedLockStore
from tests.redis_server import RedisServer
from tests.silent_server import SilentServer

# Seconds that a ticket lives: FIRST_STEP_RASA_TIMEOUT and two.
LONGEST = 10


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def with_redis(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> RedisServer:
    monkeypatch.setenv("FIRST_STEP_REDIS_URL", redis_server.url)
    monkeypatch.setenv("FIRST_STEP_DATA_DIR", str(tmp_path))
    return redis_server


@pytest.fixture
def with_silence(
    silent_server: SilentServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FIRST_STEP_REDIS_URL", silent_server.redis_url)
    monkeypatch.setenv("FIRST_STEP_DATA_DIR", str(tmp_path))


def test_rasa_loads_it_by_its_name(with_redis: RedisServer) -> None:
    made = LockStore.create(EndpointConfig(type="bot.lock_store.SharedLockStore"))
    assert isinstance(made, SharedLockStore)


def test_two_servers_give_out_tickets_in_turn(with_redis: RedisServer) -> None:
    one, other = SharedLockStore(), SharedLockStore()
    tickets = [each.issue_ticket("kev") for each in (one, other, one)]
    assert tickets == [0, 1, 2]
    one.finish_serving("kev", 0)
    found = other.get_lock("kev")
    assert found is not None
    assert found.now_serving == 1


def test_the_ticket_of_a_server_that_was_killed_ends_with_the_front_doors_patience(
    with_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRST_STEP_RASA_TIMEOUT", "3")
    SharedLockStore().issue_ticket("killed")
    found = SharedLockStore().get_lock("killed")
    assert found is not None
    (ticket,) = found.tickets
    assert 0 < ticket.expires - time.time() <= 5


def test_the_keys_are_told_from_those_of_others(with_redis: RedisServer) -> None:
    SharedLockStore().save_lock(TicketLock("kev"))
    (key,) = Redis.from_url(with_redis.url).keys("*")
    assert key.startswith(b"firststep")


def test_without_redis_one_server_keeps_them_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FIRST_STEP_REDIS_URL", raising=False)
    monkeypatch.setenv("FIRST_STEP_DATA_DIR", str(tmp_path))
    store = SharedLockStore()
    assert store.issue_ticket("kev") == 0
    store.delete_lock("kev")
    assert store.get_lock("kev") is None


async def test_while_redis_is_away_a_server_goes_on_with_locks_of_its_own(
    with_redis: RedisServer,
) -> None:
    clock = Clock()
    store = SharedLockStore(clock=clock)
    async with store.lock("kev", 5, 0.01):
        with_redis.stop()
    async with store.lock("kev", 5, 0.01) as held:
        assert held.conversation_id == "kev"
    async with store.lock("kev", 5, 0.01):
        with_redis.start()
    clock.now += LONGEST
    async with store.lock("kev", 5, 0.01):
        assert SharedLockStore().get_lock("kev") is not None


async def test_turns_ask_a_redis_that_never_answers_once_in_a_while_and_say_so_once(
    silent_server: SilentServer, with_silence: None, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    store = SharedLockStore(clock=clock)
    for _ in range(3):
        async with store.lock("kev", 5, 0.01) as held:
            assert held.now_serving == 0
    assert silent_server.connections() == 1
    clock.now += LONGEST
    async with store.lock("kev", 5, 0.01):
        pass
    assert silent_server.connections() == 2
    assert [each.message for each in caplog.records] == ["Redis is away: TimeoutError"]


async def test_two_messages_of_a_conversation_wait_for_each_other_also_while_redis_is_away(
    with_silence: None,
) -> None:
    store = SharedLockStore()
    order: list[str] = []

    async def second() -> None:
        async with store.lock("kev", 5, 0.01):
            order.append("second")

    async with store.lock("kev", 5, 0.01):
        waiting = asyncio.ensure_future(second())
        await asyncio.wait_for(until_two_hold_tickets(store), 5)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


def test_a_lock_that_nobody_gave_back_ends_in_redis_too(with_redis: RedisServer) -> None:
    SharedLockStore().issue_ticket("killed")
    redis = Redis.from_url(with_redis.url)
    (key,) = redis.keys("*")
    assert 0 < redis.ttl(key) <= LONGEST


async def until_two_hold_tickets(store: SharedLockStore) -> None:
    while (held := store.get_lock("kev")) is None or len(held.tickets) < 2:
        await asyncio.sleep(0)
