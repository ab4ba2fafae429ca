"""Whether database, keys, journal and Redis can be used, and whether anything waits in them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from redis import Redis
from redis.exceptions import RedisError

from first_step.admissions.errors import StoreUnavailable
from first_step.admissions.settings import Settings
from first_step.cli.examinations.finding import Examination, Finding
from first_step.reception.journal import waiting_and_dead
from first_step.store import audit, turns
from first_step.store.database import Database, open_database
from first_step.store.durability import settings_that_lose
from first_step.store.engine import sqlite_file
from first_step.store.rotation import unreadable
from first_step.store.soundness import refuse_unsound

# A turn that Rasa could not take is tried again every ten seconds at most; this is several tries.
LONGEST_WAIT = timedelta(minutes=2)
# What stands in the journal is stored within a second once the database takes it.
LONGEST_IN_JOURNAL_S = 60.0
_REDIS_SECONDS = 2.0


@contextmanager
def looked_at(settings: Settings) -> Iterator[Database]:
    """Give the database without making one; raises StoreUnavailable when there is none."""
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        raise StoreUnavailable(f"there is no file {file}")
    database = open_database(settings)
    try:
        yield database
    finally:
        database.dispose()


def database(settings: Settings) -> list[Finding]:
    """Return whether the database can be read and written, is whole, and opens with the keys."""
    with looked_at(settings) as opened:
        _refuse_read_only(opened)
        with opened.read() as session:
            refuse_unsound(session)
            waiting, oldest = turns.waiting_count(session), turns.oldest_waiting(session)
            chain = audit.verify_chain(session)
            shut = unreadable(session)
    return [
        Finding("database", True, "can be read and written"),
        _turns(waiting, oldest, datetime.now(timezone.utc)),
        Finding("audit", chain.whole, _chain_in_words(chain)),
        Finding(
            "keys", not shut, f"cannot open {', '.join(shut)}" if shut else "open what is kept"
        ),
    ]


class _TakenBackError(Exception):
    """Ends a writing session without keeping anything."""


def _refuse_read_only(opened: Database) -> None:
    """Raise StoreUnavailable when nothing can be written; keeps nothing."""
    try:
        with opened.write() as session:
            audit.touch_head(session)
            raise _TakenBackError
    except _TakenBackError:
        return


def _turns(waiting: int, oldest: datetime | None, now: datetime) -> Finding:
    if oldest is None or now - oldest < LONGEST_WAIT:
        return Finding("turns", True, f"{waiting} messages wait for the bot's answer")
    minutes = (now - oldest).total_seconds() / 60
    return Finding("turns", False, f"{waiting} messages wait, the oldest for {minutes:.0f} minutes")


def _chain_in_words(chain: audit.ChainCheck) -> str:
    if chain.whole:
        return f"log whole, {chain.entries} entries"
    return f"the audit log was changed after it was written, from entry {chain.broken_at} on"


def durability(settings: Settings) -> list[Finding]:
    """Return whether the database keeps what it acknowledged when its machine loses power."""
    with looked_at(settings) as opened, opened.read() as session:
        off = settings_that_lose(session)
    if not off:
        return [Finding("durability", True, "what was acknowledged outlives a power cut")]
    return [Finding("durability", False, f"PostgreSQL runs with {', '.join(off)} turned off")]


def journal(settings: Settings) -> list[Finding]:
    """Return whether messages wait outside the database, or were set aside for good."""
    waiting, dead, oldest = waiting_and_dead(settings.data_dir)
    old = oldest is not None and time.time() - oldest > LONGEST_IN_JOURNAL_S
    words = f"{waiting} messages wait outside the database, {dead} set aside"
    return [Finding("journal", not (old or dead), words)]


def redis(settings: Settings) -> list[Finding]:
    """Return whether Redis answers, nothing where none is set."""
    if settings.redis_url is None:
        return []
    connection = Redis.from_url(settings.redis_url, socket_timeout=_REDIS_SECONDS)
    try:
        connection.ping()
    except (RedisError, OSError) as error:
        return [Finding("redis", False, f"does not answer ({type(error).__name__})")]
    finally:
        connection.close()
    return [Finding("redis", True, "answers")]


STORES: tuple[tuple[str, Examination], ...] = (
    ("database", database),
    ("durability", durability),
    ("journal", journal),
    ("redis", redis),
)
