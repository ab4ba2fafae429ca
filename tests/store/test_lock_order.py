"""Every transaction locks in the one order of `first_step/store/locks.py`, so none deadlock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from first_step.store import messages, person, referrals, retention, workloads
from first_step.store.database import Database, Session
from tests import postgres

from .samples import KEV, MARGARET, NOW, SOON, add_conversation, contact_request

Job = Callable[[Database], None]
MUCH_LATER = NOW + timedelta(days=4000)
# What tells a statement that locks, in the order that holds.
CONTACTS = "pg_advisory_xact_lock"
ORDER = ("FROM conversations", CONTACTS, "FROM referrals", "FROM audit_head")


def record(session: Session, number: int, conversation: str | None = KEV) -> str:
    """Record a request of the one telephone number, each with an address of its own."""
    request = replace(contact_request(f"request-{number}"), email=f"kev{number}@example.org")
    made, _ = referrals.record(
        session,
        request,
        conversation_id=conversation,
        channel="website",
        triage=SOON,
        due_at=NOW,
        now=NOW,
    )
    return made.reference


@pytest.fixture
def recorded(with_kev: Database) -> tuple[str, str]:
    """Return the references of two requests, the later first: the other is its lead."""
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        first, second = record(session, 1), record(session, 2, MARGARET)
        for each in (first, second):
            referrals.assign(session, each, "sam", "sam", NOW)
    return second, first


def record_another(database: Database) -> None:
    with database.write() as session:
        record(session, 3)


def purge(database: Database) -> None:
    retention.purge(database, retention.Rules(MUCH_LATER, retention_days=30), "purge")


def erase(database: Database) -> None:
    with database.write() as session:
        known = person.find(session, phone="+447700900123")
        person.erase(session, known, "sam", NOW)


def give_back(database: Database) -> None:
    with database.write() as session:
        workloads.give_back(session, "sam", "sam", NOW)


@pytest.mark.parametrize("other", [record_another, purge, erase])
def test_what_changes_requests_and_a_message_that_raises_one_never_wait_in_a_circle(
    database: Database, other_process: Database, recorded: tuple[str, str], other: Job
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            messages.add_visitor_message(session, KEV, "m1", "he's gone blue", None, MUCH_LATER)
            waiting = pool.submit(other, other_process)
            until_it_waits(session, waiting)
            referrals.add_details(session, recorded[0], {}, by="visitor", now=MUCH_LATER)
        waiting.result()


@pytest.mark.parametrize("job", [record_another, purge, erase, give_back])
def test_locks_are_asked_for_in_the_one_order(
    database: Database, recorded: tuple[str, str], job: Job
) -> None:
    with database.read() as session:
        if is_sqlite(session):
            pytest.skip("there is one writer, and nothing to lock")
    with locks_asked_for() as transactions:
        job(database)
    assert CONTACTS in transactions[0]
    for asked in transactions:
        assert asked == sorted(asked, key=ORDER.index)


def is_sqlite(session: Session) -> bool:
    return str(session.get_bind().dialect.name) == "sqlite"


def until_it_waits(session: Session, job: Future[None]) -> None:
    """Return once the job waits for a lock of this session; SQLite shows no such thing."""
    if not is_sqlite(session):
        postgres.until_it_waits(session, job)


@contextmanager
def locks_asked_for() -> Iterator[list[list[str]]]:
    """Give, for each transaction, the signs of ORDER in the order in which locks were asked for.

    What a transaction has locked already, it may ask for again.
    """
    transactions: list[dict[tuple[str, str], str]] = [{}]
    given: list[list[str]] = []

    def asked(connection: Any, cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sign = next((each for each in ORDER if each in statement), None)
        if sign is not None and ("FOR UPDATE" in statement or sign == CONTACTS):
            transactions[-1].setdefault((sign, str(values)), sign)

    def ended(connection: Any) -> None:
        transactions.append({})

    event.listen(Engine, "before_cursor_execute", asked)
    event.listen(Engine, "commit", ended)
    try:
        yield given
    finally:
        event.remove(Engine, "before_cursor_execute", asked)
        event.remove(Engine, "commit", ended)
        given.extend(list(each.values()) for each in transactions if each)
