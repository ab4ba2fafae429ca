from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from first_step.reception.streams import MOST_WATCHES, Streams


class Ledger:
    """Says what the last seq of each conversation is, and remembers what it was asked."""

    def __init__(self, **last: int) -> None:
        self.last = last
        self.asked: list[list[str]] = []

    async def __call__(self, ids: Collection[str]) -> Mapping[str, int]:
        self.asked.append(list(ids))
        return {id: self.last[id] for id in ids if id in self.last}


async def is_woken(watch: object) -> bool:
    try:
        await asyncio.wait_for(watch.news(), 0.01)  # type: ignore[attr-defined]
    except asyncio.TimeoutError:
        return False
    return True


async def test_an_announcement_wakes_the_streams_of_that_conversation_alone() -> None:
    streams = Streams(Ledger())
    watches = [streams.watch(name, 0) for name in ("alice", "alice", "bob")]
    with watches[0] as one, watches[1] as two, watches[2] as other:
        streams.announce("alice")
        assert await is_woken(one)
        assert await is_woken(two)
        assert not await is_woken(other)


async def test_news_before_anybody_waits_is_not_missed() -> None:
    streams = Streams(Ledger())
    with streams.watch("alice", 0) as watch:
        streams.announce("alice")
        assert await is_woken(watch)
        assert not await is_woken(watch)


async def test_a_look_wakes_only_those_who_are_behind() -> None:
    streams = Streams(Ledger(alice=3))
    with streams.watch("alice", 2) as behind, streams.watch("alice", 3) as level:
        await streams.look()
        assert await is_woken(behind)
        assert not await is_woken(level)


async def test_one_question_to_the_database_serves_all_streams() -> None:
    ledger = Ledger(alice=1, bob=1)
    streams = Streams(ledger)
    with streams.watch("alice", 0), streams.watch("bob", 0), streams.watch("bob", 1):
        await streams.look()
    assert [sorted(asked) for asked in ledger.asked] == [["alice", "bob"]]
    await streams.look()
    assert len(ledger.asked) == 1


async def test_a_stream_whose_conversation_is_gone_is_closed() -> None:
    streams = Streams(Ledger())
    with streams.watch("alice", 0) as watch:
        await streams.look()
        assert watch.closed
        assert await is_woken(watch)


async def test_the_oldest_of_too_many_is_closed() -> None:
    streams = Streams(Ledger())
    opened = [streams.watch("alice", 0) for _ in range(MOST_WATCHES + 1)]
    watches = [each.__enter__() for each in opened]
    assert [watch.closed for watch in watches] == [True] + [False] * MOST_WATCHES
    for each in opened:
        each.__exit__(None, None, None)
    assert len(streams) == 0
