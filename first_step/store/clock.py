"""What time the database thinks it is."""

from __future__ import annotations

from datetime import datetime, timezone

from sqlalchemy import text
from sqlalchemy.orm import Session

_EPOCH = {
    "sqlite": "SELECT strftime('%s', 'now')",
    "postgresql": "SELECT extract(epoch FROM clock_timestamp())",
}


def database_time(session: Session) -> datetime:
    """Return the time on the database's machine; for SQLite that is this one."""
    seconds = session.execute(text(_EPOCH[session.get_bind().dialect.name])).scalar_one()
    return datetime.fromtimestamp(float(seconds), timezone.utc)
