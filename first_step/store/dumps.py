"""A whole database into one file and back, by each engine's own means.

SQLite: its online backup, which is one moment of a database in use; a plain copy is not.
PostgreSQL: pg_dump, pg_restore and psql, which must be at least as new as the server.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection, make_url

from first_step.admissions.errors import StoreError
from first_step.store.engine import create_private_file, make_engine, sqlite_file
from first_step.store.failures import store_failures
from first_step.store.revision import found_revision

# Rows that every migrated database has: they do not make it one that is in use.
_ALWAYS_FILLED = {"alembic_version", "audit_head"}
_EMPTY_SCHEMA = """
DO $$ DECLARE each record; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', each.tablename); END LOOP;
  FOR each IN SELECT oid::regprocedure AS name FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
    EXECUTE 'DROP FUNCTION ' || each.name || ' CASCADE'; END LOOP;
END $$;
"""


def dump(database_url: str, file: Path) -> tuple[str | None, dict[str, int]]:
    """Write one moment of the database to `file`; return its revision and rows by table.

    Raises StoreError when the engine refuses, or when what was written is damaged.
    """
    source = sqlite_file(database_url)
    return _dump_postgresql(database_url, file) if source is None else _dump_sqlite(source, file)


def load(database_url: str, file: Path) -> None:
    """Replace everything in the database by what `dump` wrote, all of it or nothing.

    Raises StoreError; the database is then as it was.
    """
    target = sqlite_file(database_url)
    if target is None:
        script = _EMPTY_SCHEMA.encode() + _tool(["pg_restore", "--no-owner", "-f", "-", str(file)])
        command = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "-v"]
        command += ["ON_ERROR_STOP=1", "-o", os.devnull, "-d", _address(database_url)]
        _tool(command, _password(database_url), script)
        return
    refuse_damaged(file)
    create_private_file(target)
    try:
        with closing(sqlite3.connect(file)) as backup, closing(sqlite3.connect(target)) as live:
            backup.backup(live)
    except sqlite3.Error as error:
        raise StoreError(f"SQLite does not take the backup: {error}") from None


def engine_name(database_url: str) -> str:
    """Return sqlite or postgresql."""
    return str(make_url(database_url).get_backend_name())


def state(database_url: str) -> tuple[str | None, dict[str, int]]:
    """Return revision and rows by table; nothing at all where an SQLite file is missing."""
    file = sqlite_file(database_url)
    if file is not None and not file.exists():
        return None, {}
    engine = make_engine(database_url)
    try:
        with store_failures(), engine.connect() as connection:
            return found_revision(connection), count_rows(connection)
    finally:
        engine.dispose()


def in_use(rows: Mapping[str, int]) -> bool:
    """Return whether somebody would lose something if these tables were replaced."""
    return any(count for table, count in rows.items() if table not in _ALWAYS_FILLED)


def count_rows(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    quoted = connection.dialect.identifier_preparer.quote
    return {
        table: int(connection.execute(text(f"SELECT count(*) FROM {quoted(table)}")).scalar_one())  # noqa: S608
        for table in sorted(inspect(connection).get_table_names())
    }


def refuse_damaged(file: Path) -> None:
    """Raise StoreError unless SQLite finds its file whole, references included."""
    try:
        with closing(sqlite3.connect(file)) as opened:
            whole = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            broken = opened.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error:
        whole, broken = False, None
    if not whole or broken:
        raise StoreError("the copy of the database is damaged (SQLite's integrity check)")


def _dump_sqlite(source: Path, file: Path) -> tuple[str | None, dict[str, int]]:
    address = f"{source.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(address, uri=True)) as live,
            closing(sqlite3.connect(file)) as copy,
        ):
            live.backup(copy)
            # One file, whole by itself: no log beside it that could be forgotten.
            copy.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreError(f"SQLite does not give a backup: {error}") from None
    refuse_damaged(file)
    return state(f"sqlite:///{file}")


def _dump_postgresql(database_url: str, file: Path) -> tuple[str | None, dict[str, int]]:
    engine = make_engine(database_url)
    try:
        with (
            store_failures(),
            engine.connect().execution_options(isolation_level="REPEATABLE READ") as held,
        ):
            # Held open while pg_dump reads the same moment, so that the counts are of it.
            held.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            snapshot = held.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            found = found_revision(held), count_rows(held)
            command = ["pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}"]
            command += ["-f", str(file), "-d", _address(database_url)]
            _tool(command, _password(database_url))
            return found
    finally:
        engine.dispose()


def _address(database_url: str) -> str:
    """Return the address without its password: a command line is there for all to read."""
    url = make_url(database_url).set(drivername="postgresql", password=None)
    return str(url.render_as_string(hide_password=False))


def _password(database_url: str) -> dict[str, str]:
    password = make_url(database_url).password
    return {"PGPASSWORD": str(password)} if password else {}


def _tool(command: list[str], environ: Mapping[str, str] | None = None, fed: bytes = b"") -> bytes:
    """Run one of PostgreSQL's tools and return what it wrote; raises StoreError."""
    try:
        ended = subprocess.run(
            command, input=fed, capture_output=True, env={**os.environ, **(environ or {})}
        )
    except FileNotFoundError:
        raise StoreError(f"{command[0]} is not installed: PostgreSQL's client tools") from None
    if ended.returncode:
        # Its first line only: later ones can quote rows.
        said = ended.stderr.decode(errors="replace").strip().partition("\n")[0][:200]
        raise StoreError(f"{command[0]} ended with {ended.returncode}: {said}")
    return ended.stdout
