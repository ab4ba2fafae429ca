"""Which open requests a member of staff has, and giving them back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.store import leases, referrals
from first_step.store.referral_rows import locked_rows
from first_step.store.tables import ReferralRow

_referral = ReferralRow.__table__.c


def held_by(session: Session, staff_id: str) -> int:
    """Return how many open requests are assigned to a member of staff."""
    number: int = session.execute(
        select(func.count())
        .select_from(ReferralRow)
        .where(_referral.assigned_to == staff_id, _referral.closed_at.is_(None))
    ).scalar_one()
    return number


def give_back(session: Session, staff_id: str, by: str, now: datetime) -> list[str]:
    """Put a member's open requests back into the queue; return their references."""
    statement = select(_referral.reference).where(
        _referral.assigned_to == staff_id, _referral.closed_at.is_(None)
    )
    held = session.execute(statement).scalars().all()
    # What was closed, or given to somebody else, while this waited is no longer theirs.
    references = [
        row.reference
        for row in locked_rows(session, held)
        if row.assigned_to == staff_id and row.closed_at is None
    ]
    for reference in references:
        referrals.assign(session, reference, None, by, now)
        leases.release(session, reference, staff_id, now)
    return references
