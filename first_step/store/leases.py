"""Who is calling whom now, so that no two people call the same person."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
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

    Requests from one phone or address are one call (facts P13): who calls for one of them calls
    for all. Claiming one's own again renews it. A call that begins stands in the history, which
    also tells open pages of it. Raises NotFound when no such request is open.
    """
    # Locked with its contact, so that of two people at the same moment one alone gets it.
    row = locked_row(session, reference)
    if row.closed_at is not None:
        raise NotFound("there is no such open request")
    if _callers(session, row, now) - {staff_id}:
        return False
    held = row.held_until is not None and row.held_until > now
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
    """Return the id of who is calling now, also for a request of the same contact, else None."""
    row: ReferralRow | None = session.execute(
        select(ReferralRow).where(_referral.reference == reference)
    ).scalar_one_or_none()
    return min(_callers(session, row, now), default=None) if row else None


def _callers(session: Session, row: ReferralRow, now: datetime) -> set[str]:
    same = [_referral.id == row.id]
    if row.phone_index:
        same.append(_referral.phone_index == row.phone_index)
    if row.email_index:
        same.append(_referral.email_index == row.email_index)
    statement = select(_referral.held_by).where(or_(*same), _referral.held_until > now)
    return set(session.execute(statement).scalars())
