"""The rule of migrations, proven: what the code of one revision reads and writes still works when
the next one has been at the tables, so that old and new processes may run side by side."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timezone
from typing import Any

import pytest
from alembic import command
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from first_step.store import migrating
from first_step.store.engine import make_engine
from first_step.store.revision import NEEDED

STEPS = [(f"{n:04d}", f"{n + 1:04d}") for n in range(1, int(NEEDED))]
NOT_OURS = "alembic_version"
# One row each; the triggers of the audit log allow no second head.
SINGLE = {"audit_head"}


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.mark.parametrize(("old", "new"), STEPS)
def test_old_code_goes_on_while_and_after_the_next_revision_is_made(
    engine: Engine, old: str, new: str
) -> None:
    move(engine, old, up=False)
    known = tables_of(engine)
    write_rows(engine, known)
    move(engine, new)
    assert tables_of(engine).tables.keys() >= known.tables.keys()
    found = use(engine, known)
    assert {found[name] for name in found.keys() - SINGLE} == {6}


@pytest.mark.parametrize(
    "mistake",
    [
        "ALTER TABLE staff DROP COLUMN password_hash",
        "ALTER TABLE staff RENAME COLUMN name TO full_name",
        "ALTER TABLE handover_notes RENAME TO notes_of_shifts",
        "ALTER TABLE staff ADD COLUMN grade INTEGER NOT NULL",
        "CREATE UNIQUE INDEX one_of_a_channel ON referrals (channel)",
        "ALTER TABLE messages ALTER COLUMN answer SET NOT NULL",
        "ALTER TABLE messages ALTER COLUMN body TYPE varchar(2)",
    ],
)
def test_a_revision_that_breaks_old_code_is_noticed(engine: Engine, mistake: str) -> None:
    if engine.dialect.name == "sqlite" and ("ALTER COLUMN" in mistake or "NOT NULL" in mistake):
        pytest.skip("SQLite cannot make this mistake")
    known = tables_of(engine)
    with engine.begin() as connection:
        connection.execute(text(mistake))
    with pytest.raises(DBAPIError):
        use(engine, known)


def use(engine: Engine, known: MetaData) -> dict[str, int]:
    """Write, change and read with what is known; return how many rows each table has."""
    write_rows(engine, known)
    change_rows(engine, known)
    return read_rows(engine, known)


def move(engine: Engine, revision: str, up: bool = True) -> None:
    with migrating._alone(engine) as connection:
        (command.upgrade if up else command.downgrade)(migrating._config(connection), revision)


def tables_of(engine: Engine) -> MetaData:
    """Return the tables as they stand now: the columns that code of this revision names."""
    found = MetaData()
    found.reflect(engine)
    found.remove(found.tables[NOT_OURS])
    return found


def write_rows(engine: Engine, known: MetaData) -> None:
    """Write three rows into each table with the columns that are known, as old code does.

    The second repeats the first wherever the known tables allow it; the third leaves out whatever
    may be left out. So a new rule on an old column is noticed.
    """
    with engine.begin() as connection:
        for table in known.sorted_tables:
            if table.name not in SINGLE:
                first = _next_number(connection, table)
                for number in (first, first + 1):
                    connection.execute(insert(table), _row(table, number))
                rare = {c.name for c in table.columns if c.nullable or c.server_default is not None}
                row = _row(table, first + 2)
                connection.execute(
                    insert(table), {name: row[name] for name in row.keys() - rare} or row
                )


def read_rows(engine: Engine, known: MetaData) -> dict[str, int]:
    """Read every known column of every table, and return how many rows each table has."""
    with engine.connect() as connection:
        return {
            table.name: len(connection.execute(select(table)).all())
            for table in known.sorted_tables
        }


def change_rows(engine: Engine, known: MetaData) -> None:
    """Set every known column that is no key, where the tables allow changes at all."""
    with engine.begin() as connection:
        for table in known.sorted_tables:
            free = [c.name for c in table.columns if c.name not in _distinct(table)]
            if free and not table.name.startswith("audit"):
                row = _row(table, 1)
                connection.execute(table.update().values({name: row[name] for name in free}))


def _next_number(connection: Connection, table: Table) -> int:
    """Return a number that no row of the table was made from; each writing makes three."""
    return 3 * int(connection.execute(select(func.count()).select_from(table)).scalar_one()) + 10


def _distinct(table: Table) -> set[str]:
    """Return the columns that differ between rows by a key, a unique rule or a unique index."""
    rules = [table.primary_key, *(r for r in table.constraints if isinstance(r, UniqueConstraint))]
    indexes = [each for each in table.indexes if each.unique]
    return {column.name for rule in [*rules, *indexes] for column in rule.columns}


def _row(table: Table, number: int) -> dict[str, Any]:
    distinct = _distinct(table)
    return {c.name: _value(c, number if c.name in distinct else 10) for c in table.columns}


def _value(column: Column[Any], number: int) -> Any:
    for reference in column.foreign_keys:
        return _value(reference.column, number)
    kind = column.type
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, (Integer, Float)):
        return number
    if isinstance(kind, DateTime):
        return datetime(2026, 11, 24, tzinfo=timezone.utc)
    if isinstance(kind, Date):
        return date(2026, 11, 24)
    if isinstance(kind, String):
        return f"v{number}"[: kind.length]
    return {}
