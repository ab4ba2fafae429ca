"""The open database: short transactions for reading and writing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from first_step.admissions.errors import SchemaOutOfDate, StoreUnavailable
from first_step.admissions.sealing import Sealer
from first_step.admissions.settings import Settings
from first_step.store.engine import WAIT_SECONDS, make_engine, sqlite_file, writing
from first_step.store.failures import store_failures
from first_step.store.migrating import migrate as migrate_database
from first_step.store.revision import is_empty, require_revision
from first_step.store.sealed import SEALER

__all__ = ["Database", "Session", "open_database"]


class Database:
    """Gives out sessions; safe to share between threads. Made by `open_database`.

    Sessions block, so a coroutine uses them in a thread. No session stays open while waiting for
    anything but the database.
    """

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self._engine = engine
        self._writer = writing(engine)
        self._sealer = sealer
        # SQLite has one writer. Threads of this process queue here, woken at once; SQLite's own
        # waiting is a sleep that grows.
        self._queue = threading.Lock() if engine.dialect.name == "sqlite" else None

    @property
    def sealer(self) -> Sealer:
        """What seals and opens personal data of this installation."""
        return self._sealer

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database; what it changes is not kept.

        Raises StoreUnavailable.
        """
        with store_failures(), self._session(self._engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose changes are all kept when the block ends, or none if it raises.

        Raises StoreUnavailable, also when another writer takes longer than five seconds. Then
        it may be unknown whether the changes were kept: callers repeat with the same keys.
        """
        with self._in_turn(), store_failures(), self._session(self._writer) as session:
            yield session
            session.commit()

    def ping(self) -> None:
        """Return when the database answers; raises StoreUnavailable when it does not."""
        with self.read() as session:
            # A row of a table: `SELECT 1` SQLite answers without looking at its file.
            session.execute(text("SELECT version_num FROM alembic_version"))

    def dispose(self) -> None:
        """Close all connections; the next session opens new ones."""
        self._engine.dispose()

    def _session(self, engine: Engine) -> Session:
        return Session(engine, future=True, expire_on_commit=False, info={SEALER: self._sealer})

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._queue is None:
            yield
            return
        if not self._queue.acquire(timeout=WAIT_SECONDS):
            raise StoreUnavailable("another writer of this process does not finish")
        try:
            yield
        finally:
            self._queue.release()


def open_database(settings: Settings, *, migrate: bool = False) -> Database:
    """Return the database of an installation, checked to be reachable and at the right revision.

    migrate: upgrade it first. In development an SQLite file that is missing or empty is made.
    Raises MissingSecret, BadSetting, StoreUnavailable or SchemaOutOfDate.
    """
    sealer = Sealer.from_settings(settings)
    if migrate or _is_first_start(settings):
        migrate_database(settings)
    _refuse_missing_file(settings)
    engine = make_engine(settings.database_url)
    try:
        with store_failures(), engine.connect() as connection:
            require_revision(connection)
    except BaseException:
        engine.dispose()
        raise
    return Database(engine, sealer)


def _is_first_start(settings: Settings) -> bool:
    """Return whether a development installation on SQLite has no tables yet."""
    file = sqlite_file(settings.database_url)
    if settings.production or file is None:
        return False
    if not file.exists():
        return True
    engine = make_engine(settings.database_url)
    try:
        with store_failures(), engine.connect() as connection:
            return is_empty(connection)
    finally:
        engine.dispose()


def _refuse_missing_file(settings: Settings) -> None:
    """Raise before SQLite makes an empty file where there is none."""
    file = sqlite_file(settings.database_url)
    if file is None or file.exists():
        return
    if not file.parent.is_dir():
        raise StoreUnavailable("the folder of the database does not exist")
    raise SchemaOutOfDate("there is no database yet: run `first-step up`, or migrate it first")
