"""Whether a database keeps what it acknowledged when its machine loses power."""

from __future__ import annotations

from sqlalchemy import text

from first_step.store.database import Session

# Both are for the whole server, so a connection cannot turn them on for itself (see engine.py).
_NEEDED = ("fsync", "full_page_writes")


def settings_that_lose(session: Session) -> list[str]:
    """Return PostgreSQL's settings that are off and must be on; SQLite has none to turn off."""
    if session.get_bind().dialect.name != "postgresql":
        return []
    asked = text("SELECT name FROM pg_settings WHERE name = ANY(:needed) AND setting = 'off'")
    return sorted(session.execute(asked, {"needed": list(_NEEDED)}).scalars())
