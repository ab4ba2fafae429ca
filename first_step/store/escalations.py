"""What nobody took in time, passed on to the duty manager once.

The mark and the notice are one transaction, and a row that another process is marking is skipped:
however many processes look, each is told of once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from first_step.admissions.referral import Level, Status
from first_step.store import outbox
from first_step.store.referral_rows import tell_staff
from first_step.store.tables import AlertRow, ReferralRow

_AT_ONCE = 100
_NOT_REACHED = (Status.NEW.value, Status.ASSIGNED.value, Status.ATTEMPTED.value)
_alert = AlertRow.__table__.c
_referral = ReferralRow.__table__.c


def escalate_alerts(session: Session, now: datetime, after: timedelta) -> int:
    """Pass on alerts to act on that nobody has seen for this long; return how many there were."""
    statement = select(AlertRow).where(
        AlertRow.band == "act",
        _alert.acknowledged_at.is_(None),
        _alert.escalated_at.is_(None),
        AlertRow.raised_at <= now - after,
    )
    rows = session.execute(_locked(statement.order_by(AlertRow.id))).scalars().all()
    for row in rows:
        row.escalated_at = now
        body = {"alert": row.id, "conversation": row.conversation_id, "label": row.label}
        outbox.put(session, "alert_escalated", {**body, "band": row.band}, now)
    return len(rows)


def escalate_referrals(session: Session, now: datetime, after: Mapping[Level, timedelta]) -> int:
    """Pass on requests nobody took in the time for their level, and those overdue; return how many.

    Overdue is what nobody has reached by the time that was promised (facts H2).
    """
    untaken = [
        and_(ReferralRow.level == level.value, ReferralRow.created_at <= now - span)
        for level, span in after.items()
    ]
    nobody = and_(ReferralRow.status == Status.NEW.value, _referral.assigned_to.is_(None))
    overdue = and_(_referral.status.in_(_NOT_REACHED), ReferralRow.due_at <= now)
    statement = select(ReferralRow).where(
        _referral.closed_at.is_(None),
        _referral.escalated_at.is_(None),
        # Whoever joins another is called with it.
        _referral.joins.is_(None),
        or_(overdue, and_(nobody, or_(*untaken))),
    )
    rows = session.execute(_locked(statement.order_by(ReferralRow.id))).scalars().all()
    for row in rows:
        row.escalated_at = now
        kind: outbox.Kind = "referral_overdue" if row.due_at <= now else "referral_untaken"
        tell_staff(session, kind, row, now)
    return len(rows)


def _locked(statement: Any) -> Any:
    return (
        statement.limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
