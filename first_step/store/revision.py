"""Which state of the tables this code needs, and which one a database has."""

from __future__ import annotations

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from first_step.admissions.errors import SchemaOutOfDate

NEEDED = "0005"


def found_revision(connection: Connection) -> str | None:
    """Return the revision of a database, None when it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def is_empty(connection: Connection) -> bool:
    """Return whether a database has no table at all."""
    return not inspect(connection).get_table_names()


def require_revision(connection: Connection) -> None:
    """Raise SchemaOutOfDate unless this code can work with the database.

    One revision newer is accepted: no migration may break the previous version of the code, so
    that machines can be replaced one by one and a release can be taken back.
    """
    found = found_revision(connection)
    if found is None or not found.isdigit() or int(found) - int(NEEDED) not in (0, 1):
        raise SchemaOutOfDate(
            f"the database is at revision {found or 'none'}, this code needs {NEEDED}: "
            f"{_what_to_do(found)}"
        )


def _what_to_do(found: str | None) -> str:
    if found is not None and found.isdigit() and int(found) > int(NEEDED):
        return "it is newer than this code, start the version that migrated it"
    return "it is older than this code, run `first-step migrate`"
