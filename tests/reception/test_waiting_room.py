"""Who asks for a person hears what is true just then, and once more when nobody came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.threads import Threads
from first_step.reception.waiting_room import WaitingRoom, enter
from first_step.reception.words import Words
from first_step.store import availability, conversations, messages, staff, waiting
from first_step.store.database import Database, open_database

from .fakes import FakeClock
from .house import settings_for

KEV = "c" * 32


@pytest.fixture
def database(data_dir: Path) -> Iterator[Database]:
    opened = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield opened
    opened.dispose()


@pytest.fixture
def words(library: LiveLibrary) -> Words:
    return Words(library)


@pytest.fixture
def threads() -> Iterator[Threads]:
    made = Threads("test", 1)
    yield made
    made.close()


def begin(database: Database, words: Words, clock: FakeClock, *, somebody: bool) -> str:
    with database.write() as session:
        conversations.create(session, KEV, "website", clock())
        if somebody:
            sam = staff.add(session, "Sam", "sam", "hash", ["admissions"])
            availability.put(session, sam.id, "available", clock())
        return enter(session, words, KEV, clock()).answer


def answers(database: Database) -> list[str | None]:
    with database.read() as session:
        return [each.answer for each in messages.after(session, KEV, 0, 10)]


@pytest.mark.parametrize(
    ("somebody", "answer"), [(True, "handoff/waiting"), (False, "handoff/hours_unknown")]
)
def test_the_wait_begins_with_what_is_true(
    database: Database, words: Words, somebody: bool, answer: str
) -> None:
    clock = FakeClock()
    assert begin(database, words, clock, somebody=somebody) == answer
    with database.read() as session:
        assert [each.conversation for each in waiting.everyone(session)] == [KEV]


def test_a_call_is_offered_once_by_whichever_process_is_first(
    database: Database, words: Words, threads: Threads
) -> None:
    clock = FakeClock()
    begin(database, words, clock, somebody=True)
    heard: list[str] = []
    rooms = [WaitingRoom(database, words, threads, heard.append, clock, 10) for _ in range(2)]
    assert rooms[0].look() == []
    clock.now += timedelta(minutes=10)
    assert [room.look() for room in rooms] == [[KEV], []]
    assert answers(database) == ["handoff/still_waiting"]


def test_who_was_offered_a_call_at_once_is_not_told_again(
    database: Database, words: Words, threads: Threads
) -> None:
    clock = FakeClock()
    begin(database, words, clock, somebody=False)
    clock.now += timedelta(hours=1)
    assert WaitingRoom(database, words, threads, print, clock, 10).look() == []
    assert answers(database) == []


def test_who_was_joined_is_not_told_that_nobody_came(
    database: Database, words: Words, threads: Threads
) -> None:
    clock = FakeClock()
    begin(database, words, clock, somebody=True)
    with database.write() as session:
        conversations.take_over(session, KEV, "sam", clock())
    clock.now += timedelta(hours=1)
    assert WaitingRoom(database, words, threads, print, clock, 10).look() == []
    assert answers(database) == []


def test_a_wait_does_not_last_for_ever(database: Database, words: Words, threads: Threads) -> None:
    clock = FakeClock()
    begin(database, words, clock, somebody=False)
    clock.now += timedelta(hours=12)
    WaitingRoom(database, words, threads, print, clock, 10).look()
    with database.read() as session:
        assert waiting.everyone(session) == []
