"""Brings a database to the state of the tables that this code needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

from first_step.admissions.settings import Settings
from first_step.store.engine import create_private_file, make_engine, sqlite_file, writing
from first_step.store.failures import store_failures

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number that nothing else on the same PostgreSQL server locks.
_ADVISORY_LOCK = 5_318_008_143
_LONGEST_STATEMENT = "10min"


def migrate(settings: Settings) -> None:
    """Create or upgrade the database; processes that try at once take turns.

    Raises StoreUnavailable when it cannot be reached or written.
    """
    with store_failures():
        file = sqlite_file(settings.database_url)
        if file is not None:
            create_private_file(file)
        engine = make_engine(settings.database_url)
        try:
            with _alone(engine) as connection:
                command.upgrade(_config(connection), "head")
        finally:
            engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _alone(engine: Engine) -> AbstractContextManager[Connection]:
    return _alone_sqlite(engine) if engine.dialect.name == "sqlite" else _alone_postgresql(engine)


@contextmanager
def _alone_sqlite(engine: Engine) -> Iterator[Connection]:
    """Hold the write lock throughout: all revisions are one transaction."""
    with writing(engine).connect() as connection:
        # Tables are rebuilt by copying; references are checked once, at the end. The setting
        # has no effect inside a transaction, so the driver's own connection gets it.
        connection.connection.execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError("the migration leaves references to rows that are gone")


@contextmanager
def _alone_postgresql(engine: Engine) -> Iterator[Connection]:
    """Hold an advisory lock; each revision is a transaction of its own."""
    with engine.connect() as connection:
        _run(connection, "SET statement_timeout = 0", "SET lock_timeout = 0")
        _run(connection, f"SELECT pg_advisory_lock({_ADVISORY_LOCK})")
        # A migration that waits for a lock blocks everybody behind it: it gives up instead.
        _run(connection, "SET lock_timeout = '5s'")
        _run(connection, f"SET statement_timeout = '{_LONGEST_STATEMENT}'")
        try:
            yield connection
        finally:
            connection.rollback()
            _run(connection, f"SELECT pg_advisory_unlock({_ADVISORY_LOCK})")


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))
    connection.commit()
