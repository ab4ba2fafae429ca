"""Requests given away at the desk by several people at once, on PostgreSQL: nobody deadlocks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from first_step.admissions.settings import Settings
from first_step.store import audit, referrals
from first_step.store.database import Database, Session
from first_step.store.migrating import migrate
from tests.store.conftest import drop_postgres, make_postgres

from .cast import NOW, Browser, add_cast, add_referral, contact_request
from .cast import settings_for as desk_settings

WAIT_FOR_ME = text(
    "SELECT count(*) FROM pg_locks "
    "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


@pytest.fixture
def settings(postgres: str, tmp_path: Path) -> Iterator[Settings]:
    url = make_postgres(postgres, "desk_" + uuid.uuid4().hex)
    made = desk_settings(tmp_path, FIRST_STEP_DATABASE_URL=url)
    migrate(made)
    yield made
    drop_postgres(postgres, url)


@pytest.fixture
def database(database: Database) -> Database:
    with database.write() as session:
        add_cast(session)
    return database


def test_who_gives_several_away_while_a_colleague_works_on_one_of_them_waits_and_then_does(
    database: Database, bob: Browser
) -> None:
    first, second = sorted(
        add_referral(
            database, contact_request(str(number), phone=f"+44770090012{number}", email=None)
        ).reference
        for number in range(2)
    )
    picked = {f"pick-{each}": "yes" for each in (first, second)}
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            referrals.add_event(session, second, "note", "alice", NOW, "rang, no answer")
            giving = pool.submit(bob.send, "/queue/take", what="take", **picked)
            until_it_waits(session, giving)
            audit.write(session, "alice", "note_added", second, NOW, {})
        giving.result()
    with database.read() as session:
        given = [referrals.get(session, each).assigned_to for each in (first, second)]
    assert None not in given


def until_it_waits(session: Session, job: Future[Any]) -> None:
    while not session.execute(WAIT_FOR_ME).scalar_one():
        assert not job.done(), job.exception()
