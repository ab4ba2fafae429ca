"""Who is calling whom now, so that no two people call the same person."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.ids import checked_id
from first_step.store.referral_rows import locked_row, remember
from first_step.store.tables import ReferralRow

# Long enough for a call, short enough that a forgotten one does not block the person for long.
LEASE = timedelta(minutes=30)

_referral = ReferralRow.__table__.c


def claim(
    session: Session, reference: str, staff_id: str, now: datetime, lasts: timedelta = LEASE
) -> bool:
    """Let a member of staff call until the lease is over; return False while a colleague does.

    Claiming one's own again renews it. A call that begins stands in the history, which also tells
    open pages of it. Raises NotFound when no such request is open.
    """
    # Locked, so that of two people at the same moment one alone gets it.
    row = locked_row(session, reference)
    if row.closed_at is not None:
        raise NotFound("there is no such open request")
    held = row.held_until is not None and row.held_until > now
    if held and row.held_by != staff_id:
        return False
    row.held_by, row.held_until = checked_id(staff_id), now + lasts
    if not held:
        remember(session, row, "ringing", staff_id, now)
    session.flush()
    return True


def release(session: Session, reference: str, staff_id: str, now: datetime) -> bool:
    """End one's own lease; return False, and change nothing, when it is not one's own.

    Raises NotFound.
    """
    row = locked_row(session, reference)
    if row.held_by != staff_id:
        return False
    row.held_by = row.held_until = None
    remember(session, row, "not_ringing", staff_id, now)
    return True


def holder(session: Session, reference: str, now: datetime) -> str | None:
    """Return the id of who is calling now, None when nobody is."""
    statement = select(_referral.held_by).where(
        _referral.reference == reference, _referral.held_until > now
    )
    found: str | None = session.execute(statement).scalar_one_or_none()
    return found
