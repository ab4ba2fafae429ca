from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.outages import database_away


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE notes (text)")
        connection.executemany("INSERT INTO notes VALUES (?)", [("kept",)] * 500)
        connection.commit()
    return path


@pytest.fixture
def holder(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that had the database open before, and has read it."""
    with closing(sqlite3.connect(file, timeout=1, isolation_level=None)) as connection:
        assert count(connection) == 500
        yield connection


def test_who_has_the_database_open_can_neither_read_nor_write_while_it_is_away(
    file: Path, holder: sqlite3.Connection
) -> None:
    holder.execute("INSERT INTO notes VALUES ('in the log')")
    with database_away(f"sqlite:///{file}"):
        with pytest.raises(sqlite3.DatabaseError):
            count(holder)
        with pytest.raises(sqlite3.DatabaseError):
            holder.execute("INSERT INTO notes VALUES ('lost')")


def test_afterwards_everything_is_there_and_can_be_written(
    file: Path, holder: sqlite3.Connection
) -> None:
    holder.execute("INSERT INTO notes VALUES ('in the log')")
    with database_away(f"sqlite:///{file}"), pytest.raises(sqlite3.DatabaseError):
        count(holder)
    assert count(holder) == 501
    holder.execute("INSERT INTO notes VALUES ('new')")
    assert count(holder) == 502
    assert holder.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_database_comes_back_when_the_measuring_fails(file: Path) -> None:
    with pytest.raises(KeyError), database_away(f"sqlite:///{file}"):
        raise KeyError
    with closing(sqlite3.connect(file)) as connection:
        assert count(connection) == 500


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM notes").fetchone()[0])
