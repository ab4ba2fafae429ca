"""Whether the file of an SQLite database fits together; PostgreSQL looks after its own pages."""

from __future__ import annotations

from sqlalchemy import text

from first_step.admissions.errors import StoreUnavailable
from first_step.store.database import Session


def refuse_unsound(session: Session) -> None:
    """Raise StoreUnavailable when a page of the file is damaged, also one that nobody asks for.

    Reads the whole file: some seconds for a gigabyte.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    if session.execute(text("PRAGMA quick_check(1)")).scalar() != "ok":
        raise StoreUnavailable("the file of the database is damaged (SQLite's quick check)")
