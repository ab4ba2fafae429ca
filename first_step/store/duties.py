"""Who is on duty: the duty manager and the safeguarding lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound, StoreError
from first_step.store.ids import checked_id
from first_step.store.tables import DutyRow, StaffRow

Duty = Literal["duty_manager", "safeguarding_lead"]

_duty = DutyRow.__table__.c


@dataclass(frozen=True)
class OnDuty:
    """One shift of one member of staff. by: the id of who put it down."""

    id: int
    duty: str
    staff_id: str
    name: str
    from_at: datetime
    until_at: datetime
    by: str


def put(
    session: Session, duty: Duty, staff_id: str, from_at: datetime, until_at: datetime, by: str
) -> int:
    """Store a shift and return its id; raises StoreError for unknown staff or an empty shift."""
    if until_at <= from_at or session.get(StaffRow, staff_id) is None:
        raise StoreError("a shift needs a member of staff and an end after its start")
    row = DutyRow(duty=duty, staff_id=staff_id, by=checked_id(by))
    row.from_at, row.until_at = from_at, until_at
    session.add(row)
    session.flush()
    return row.id


def current(session: Session, now: datetime) -> dict[str, OnDuty]:
    """Return who has each duty now; of two the one put down last. Nobody inactive counts."""
    statement = (
        select(DutyRow, StaffRow.name)
        .join(StaffRow, StaffRow.id == DutyRow.staff_id)
        .where(_duty.from_at <= now, _duty.until_at > now, StaffRow.__table__.c.active.is_(True))
        .order_by(_duty.id)
    )
    rows: Sequence[tuple[DutyRow, str]] = session.execute(statement).all()
    return {row.duty: _on_duty(row, name) for row, name in rows}


def coming(session: Session, now: datetime, limit: int = 50) -> list[OnDuty]:
    """Return shifts that are not over, the first to begin on top."""
    statement = (
        select(DutyRow, StaffRow.name)
        .join(StaffRow, StaffRow.id == DutyRow.staff_id)
        .where(_duty.until_at > now)
        .order_by(_duty.from_at, _duty.id)
        .limit(limit)
    )
    return [_on_duty(row, name) for row, name in session.execute(statement).all()]


def end(session: Session, duty_id: int, now: datetime) -> None:
    """End a shift now, or take it off the list when it has not begun; raises NotFound."""
    row = session.get(DutyRow, duty_id)
    if row is None or row.until_at <= now:
        raise NotFound("there is no such shift")
    if row.from_at >= now:
        session.delete(row)
    else:
        row.until_at = now


def _on_duty(row: DutyRow, name: str) -> OnDuty:
    return OnDuty(row.id, row.duty, row.staff_id, name, row.from_at, row.until_at, row.by)
