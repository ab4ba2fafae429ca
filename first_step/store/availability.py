"""Which members of staff say that they can talk to a visitor now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.tables import StaffRow

Availability = Literal["available", "away"]

_staff = StaffRow.__table__.c


def put(session: Session, staff_id: str, availability: Availability, now: datetime) -> None:
    """Note what a member of staff says; raises NotFound."""
    row = session.get(StaffRow, staff_id)
    if row is None:
        raise NotFound("there is no such member of staff")
    row.availability, row.availability_at = availability, now
    session.flush()


def available(session: Session) -> list[str]:
    """Return the ids of active staff who are available, by name."""
    statement = (
        select(_staff.id)
        .where(_staff.availability == "available", _staff.active.is_(True))
        .order_by(_staff.name, _staff.id)
    )
    ids: Sequence[str] = session.execute(statement).scalars().all()
    return list(ids)
