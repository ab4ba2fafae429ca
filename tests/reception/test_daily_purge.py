from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.daily_purge import ACTOR, DailyPurge
from first_step.reception.threads import Threads
from first_step.store import audit, conversations, retention
from first_step.store.database import Database, open_database

from .fakes import FakeClock
from .house import settings_for

DAY = 24 * 3600


@pytest.fixture
def database(data_dir: Path) -> Iterator[Database]:
    opened = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def daily(database: Database, library: LiveLibrary, clock: FakeClock) -> Iterator[DailyPurge]:
    threads = Threads("upkeep", 1)
    yield DailyPurge(database, library, threads, clock)
    threads.close()


def talk(database: Database, clock: FakeClock) -> None:
    with database.write() as session:
        conversations.create(session, "hello-and-gone", "website", clock())


def is_there(database: Database) -> bool:
    with database.read() as session:
        return conversations.get(session, "hello-and-gone") is not None


def test_a_talk_of_nobodys_concern_goes_the_day_after(
    daily: DailyPurge, database: Database, clock: FakeClock
) -> None:
    talk(database, clock)
    daily.purge_if_due()
    assert is_there(database)
    clock.forward(DAY + 60)
    assert daily.purge_if_due()
    assert not is_there(database)
    with database.read() as session:
        last = audit.latest(session, 1, about=retention.PURGE)[0]
    assert (last.actor, last.event) == (ACTOR, "purged")


def test_it_runs_once_a_day_whoever_did_it_last(
    daily: DailyPurge, database: Database, clock: FakeClock
) -> None:
    retention.purge(database, retention.Rules(clock(), 90), "command line")
    clock.forward(DAY / 2)
    assert not daily.purge_if_due()
    clock.forward(DAY / 2)
    assert daily.purge_if_due()
    assert not daily.purge_if_due()
