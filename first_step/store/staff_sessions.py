"""Sign-ins of staff that are still good: started, seen, locked and ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from first_step.store.staff import StaffMember, get
from first_step.store.tables import StaffSessionRow

SESSION_LASTS = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=60)
# Enough to tell one's own few sessions apart; of no use to whoever reads it.
_MARK_LENGTH = 16

_session = StaffSessionRow.__table__.c


@dataclass(frozen=True)
class StaffSession:
    """A sign-in that is still good, and whose it is.

    mark: names it on a page and opens nothing. locked_at: since when it waits for the password.
    """

    member: StaffMember
    started_at: datetime
    seen_at: datetime
    ends_at: datetime
    mark: str
    device: str
    locked_at: datetime | None


def start(
    session: Session,
    staff_id: str,
    now: datetime,
    lasts: timedelta = SESSION_LASTS,
    device: str | None = None,
) -> str:
    """Store a sign-in and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    row = StaffSessionRow(token_hash=_hash(token), staff_id=staff_id, device=device)
    row.started_at = row.seen_at = now
    row.ends_at = now + lasts
    session.add(row)
    session.flush()
    return token


def find(
    session: Session, token: str, now: datetime, idle: timedelta = SESSION_IDLE
) -> StaffSession | None:
    """Return the sign-in of a token; None when it is unknown, over, idle, or its member inactive.

    Nothing is written: call `seen` now and then.
    """
    row = session.get(StaffSessionRow, _hash(token))
    return _good(session, row, now, idle) if row else None


def of_member(
    session: Session, staff_id: str, now: datetime, idle: timedelta = SESSION_IDLE
) -> list[StaffSession]:
    """Return the sign-ins of a member that are still good, the one used last first."""
    statement = select(StaffSessionRow).where(_session.staff_id == staff_id)
    rows: Sequence[StaffSessionRow] = session.execute(
        statement.order_by(_session.seen_at.desc())
    ).scalars()
    found = (_good(session, row, now, idle) for row in rows)
    return [each for each in found if each is not None]


def seen(session: Session, token: str, now: datetime) -> None:
    """Note that a sign-in is in use."""
    row = session.get(StaffSessionRow, _hash(token))
    if row is not None and now > row.seen_at:
        row.seen_at = now


def lock(session: Session, token: str, now: datetime) -> None:
    """Let a sign-in wait for the password; locking it again changes nothing."""
    row = session.get(StaffSessionRow, _hash(token))
    if row is not None and row.locked_at is None:
        row.locked_at = now


def unlock(session: Session, token: str, now: datetime) -> None:
    """Let a sign-in go on, as used now."""
    row = session.get(StaffSessionRow, _hash(token))
    if row is not None:
        row.locked_at, row.seen_at = None, now


def end(session: Session, token: str) -> None:
    """End a sign-in; ending it again changes nothing."""
    _delete(session, _session.token_hash == _hash(token))


def end_one(session: Session, staff_id: str, mark: str) -> bool:
    """End a member's sign-in by its mark; return False when the member has none such."""
    of_that_mark = _session.token_hash.startswith(mark, autoescape=True)
    if len(mark) != _MARK_LENGTH:
        return False
    return _delete(session, _session.staff_id == staff_id, of_that_mark) > 0


def end_others(session: Session, staff_id: str, token: str) -> int:
    """End a member's sign-ins but the one of this token; return how many ended."""
    return _delete(session, _session.staff_id == staff_id, _session.token_hash != _hash(token))


def end_all(session: Session, staff_id: str) -> int:
    """End every sign-in of a member; return how many ended."""
    return _delete(session, _session.staff_id == staff_id)


def _delete(session: Session, *conditions: object) -> int:
    result = session.execute(
        delete(StaffSessionRow).where(*conditions).execution_options(synchronize_session="fetch")
    )
    return int(result.rowcount)


def _good(
    session: Session, row: StaffSessionRow, now: datetime, idle: timedelta
) -> StaffSession | None:
    if now >= min(row.ends_at, row.seen_at + idle):
        return None
    member = get(session, row.staff_id)
    if member is None or not member.active:
        return None
    return StaffSession(
        member,
        row.started_at,
        row.seen_at,
        row.ends_at,
        row.token_hash[:_MARK_LENGTH],
        row.device or "",
        row.locked_at,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
