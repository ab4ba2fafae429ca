"""Connections to SQLite and PostgreSQL, set up so that both behave alike."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from first_step.admissions.errors import BadSetting, StoreUnavailable

WAIT_SECONDS = 5
_WRITES = "first_step_writes"
_LONGEST_STATEMENT_MS = 15_000
_LONGEST_IDLE_MS = 30_000


def make_engine(database_url: str) -> Engine:
    """Return an engine; nothing connects yet. Raises BadSetting for an address of no use."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise BadSetting("FIRST_STEP_DATABASE_URL cannot be read") from None
    # Parameters are personal data: they stay out of errors and logs.
    common: dict[str, Any] = {
        "future": True,
        "hide_parameters": True,
        "pool_size": 10,
        "max_overflow": 30,
        "pool_timeout": WAIT_SECONDS,
    }
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, common)
    options = (
        f"-c lock_timeout={WAIT_SECONDS * 1000} -c statement_timeout={_LONGEST_STATEMENT_MS}"
        f" -c idle_in_transaction_session_timeout={_LONGEST_IDLE_MS}"
    )
    connect = {"connect_timeout": WAIT_SECONDS, "options": options}
    engine = create_engine(url, pool_pre_ping=True, connect_args=connect, **common)
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the same engine, its transactions taking the write lock as they begin.

    SQLite only: a transaction that reads first and writes later may fail half-way.
    """
    return engine.execution_options(**{_WRITES: True})


def sqlite_file(database_url: str) -> Path | None:
    """Return the file of an SQLite database, None for another database; raises BadSetting."""
    try:
        url = make_url(database_url)
    except (ArgumentError, ValueError):
        raise BadSetting("FIRST_STEP_DATABASE_URL cannot be read") from None
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise BadSetting("FIRST_STEP_DATABASE_URL needs a file, such as sqlite:///var/name.db")
    return Path(url.database)


def create_private_file(path: Path) -> None:
    """Make the file and its folder when missing, for this user alone; raises StoreUnavailable."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"the database file cannot be made: {error.strerror}") from None


def _sqlite_engine(url: Any, common: dict[str, Any]) -> Engine:
    connect = {"timeout": WAIT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, poolclass=QueuePool, connect_args=connect, **common)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _forget_damaged_pages)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    # The driver must not begin transactions by itself: _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A visitor was told "recorded": that must outlive a power cut, not only a crash.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _set_up_postgresql(connection: Any, record: object) -> None:
    # Where a server leaves it off, a commit that was acknowledged is gone when it ends by itself.
    # Other values wait at least for this machine's disk, and are the operator's to choose.
    cursor = connection.cursor()
    cursor.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
    )
    cursor.close()
    connection.commit()


def _begin_sqlite(connection: Any) -> None:
    immediate = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _forget_damaged_pages(failure: ExceptionContext) -> None:
    """Close connections that read a damaged file: each would keep what it read of it.

    Until somebody commits, it would go on to fail on a file that is whole again, and as long as
    all of them fail nobody commits.
    """
    # "malformed" and "not a database"; whatever else goes wrong has a class of its own.
    if type(failure.original_exception) is sqlite3.DatabaseError:
        failure.is_disconnect = True
