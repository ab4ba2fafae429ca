"""Asks the database past the code under test."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

# An SQLite database may be locked by the product, a server may be away.
_LIMIT_S = 20


def rows(database_url: str, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return what a query finds; `values` stand in it as `:name`.

    Raises sqlalchemy's DatabaseError when the database cannot be asked.
    """
    waits = "timeout" if database_url.startswith("sqlite") else "connect_timeout"
    engine = create_engine(
        database_url, future=True, poolclass=NullPool, connect_args={waits: _LIMIT_S}
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]
