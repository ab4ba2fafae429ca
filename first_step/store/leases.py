"""Who is calling whom now, so that no two people call the same person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.ids import checked_id
from first_step.store.tables import ReferralRow

# Long enough for a call, short enough that a forgotten one does not block the person for long.
LEASE = timedelta(minutes=30)

_referral = ReferralRow.__table__.c


def claim(
    session: Session, reference: str, staff_id: str, now: datetime, lasts: timedelta = LEASE
) -> bool:
    """Let a member of staff call until the lease is over; return False while a colleague does.

    Claiming one's own again renews it. Raises NotFound when no such request is open.
    """
    free = or_(
        _referral.held_until.is_(None),
        _referral.held_until <= now,
        _referral.held_by == checked_id(staff_id),
    )
    # One statement decides, so that of two people at the same moment one alone gets it.
    values = {"held_by": staff_id, "held_until": now + lasts}
    if _change(session, reference, values, free, _referral.closed_at.is_(None)):
        return True
    if _is_open(session, reference):
        return False
    raise NotFound("there is no such open request")


def release(session: Session, reference: str, staff_id: str) -> bool:
    """End one's own lease; return False, and change nothing, when it is not one's own."""
    values = {"held_by": None, "held_until": None}
    return _change(session, reference, values, _referral.held_by == staff_id)


def holder(session: Session, reference: str, now: datetime) -> str | None:
    """Return the id of who is calling now, None when nobody is."""
    statement = select(_referral.held_by).where(
        _referral.reference == reference, _referral.held_until > now
    )
    found: str | None = session.execute(statement).scalar_one_or_none()
    return found


def _change(session: Session, reference: str, values: dict[str, Any], *only_if: Any) -> bool:
    statement = update(ReferralRow).where(_referral.reference == reference, *only_if).values(values)
    result = session.execute(statement.execution_options(synchronize_session="fetch"))
    return bool(result.rowcount)


def _is_open(session: Session, reference: str) -> bool:
    statement = select(_referral.id).where(
        _referral.reference == reference, _referral.closed_at.is_(None)
    )
    return session.execute(statement).first() is not None
