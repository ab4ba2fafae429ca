"""Crisis alerts: danger in a conversation, until a member of staff has seen it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store import outbox
from first_step.store.codes import codes_of
from first_step.store.ids import checked_id
from first_step.store.tables import AlertRow


@dataclass(frozen=True)
class Alert:
    """One alert. label: "crisis_overdose" and the like, None for a mere check.

    band: "act" or "check". explanation: names of patterns and probability, never words.
    """

    id: int
    conversation: str
    label: str | None
    band: str
    explanation: Mapping[str, Any]
    raised_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None


def raise_alert(
    session: Session,
    conversation_id: str,
    label: str | None,
    band: str,
    explanation: Mapping[str, Any],
    now: datetime,
) -> Alert:
    """Store an alert and the notice to staff, and return it."""
    row = AlertRow(
        conversation_id=checked_id(conversation_id),
        label=label,
        band=band,
        explanation=codes_of(explanation),
        raised_at=now,
    )
    session.add(row)
    session.flush()
    body = {"alert": row.id, "conversation": conversation_id, "label": label, "band": band}
    outbox.put(session, "crisis_alert", body, now)
    return _alert(row)


def unacknowledged(session: Session, limit: int = 100) -> list[Alert]:
    """Return alerts that nobody has seen, those to act on first, then the oldest first."""
    statement = (
        select(AlertRow)
        .where(AlertRow.__table__.c.acknowledged_at.is_(None))
        # "act" before "check".
        .order_by(AlertRow.band, AlertRow.id)
        .limit(limit)
    )
    rows: Sequence[AlertRow] = session.execute(statement).scalars().all()
    return [_alert(row) for row in rows]


def acknowledged(session: Session, since: datetime, limit: int = 5) -> list[Alert]:
    """Return alerts that somebody took on since then, the last one first."""
    at = AlertRow.__table__.c.acknowledged_at
    statement = select(AlertRow).where(at >= since).order_by(at.desc(), AlertRow.id).limit(limit)
    rows: Sequence[AlertRow] = session.execute(statement).scalars().all()
    return [_alert(row) for row in rows]


def of_conversation(session: Session, conversation_id: str) -> list[Alert]:
    """Return every alert of a conversation, the oldest first."""
    statement = select(AlertRow).where(AlertRow.conversation_id == conversation_id)
    rows: Sequence[AlertRow] = session.execute(statement.order_by(AlertRow.id)).scalars().all()
    return [_alert(row) for row in rows]


def acknowledge(session: Session, alert_id: int, staff_id: str, now: datetime) -> Alert:
    """Note who saw an alert, and return it; the first to see it stays noted. Raises NotFound."""
    statement = select(AlertRow).where(AlertRow.id == alert_id).with_for_update()
    row: AlertRow | None = session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such alert")
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = now, checked_id(staff_id)
    return _alert(row)


def _alert(row: AlertRow) -> Alert:
    return Alert(
        row.id,
        row.conversation_id,
        row.label,
        row.band,
        row.explanation,
        row.raised_at,
        row.acknowledged_at,
        row.acknowledged_by,
    )
