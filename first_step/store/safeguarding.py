"""Safeguarding: requests its lead has to look at, and notes for the lead and duty manager alone.

Who may see them is decided at the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.store import audit
from first_step.store.ids import checked_id
from first_step.store.referral_rows import locked_row, remember
from first_step.store.sealed import open_json, seal_json
from first_step.store.tables import ReferralRow, SafeguardingNoteRow


@dataclass(frozen=True)
class SafeguardingNote:
    """One note, opened."""

    id: int
    at: datetime
    by: str
    text: str = field(repr=False)


def escalate(session: Session, reference: str, by: str, now: datetime) -> bool:
    """Ask the safeguarding lead to look; return False when that was done. Raises NotFound."""
    row = locked_row(session, reference)
    if row.safeguarding_at is not None:
        return False
    row.safeguarding_at = now
    remember(session, row, "safeguarding", by, now)
    audit.write(session, by, "referral.safeguarding", reference, now, {})
    return True


def escalated_at(session: Session, reference: str) -> datetime | None:
    """Return when the lead was asked to look, None when nobody asked."""
    statement = select(ReferralRow.safeguarding_at).where(ReferralRow.reference == reference)
    found: datetime | None = session.execute(statement).scalar_one_or_none()
    return found


def add_note(session: Session, reference: str, by: str, text: str, now: datetime) -> int:
    """Store a note, sealed, and return its id; raises NotFound."""
    row = locked_row(session, reference)
    body = seal_json(session, text, safeguarding_purpose(reference))
    note = SafeguardingNoteRow(referral_id=row.id, at=now, by=checked_id(by), body=body)
    session.add(note)
    session.flush()
    return note.id


def notes(session: Session, reference: str) -> list[SafeguardingNote]:
    """Return the notes of a request, the oldest first; raises SealError."""
    statement = (
        select(SafeguardingNoteRow)
        .join(ReferralRow, ReferralRow.id == SafeguardingNoteRow.referral_id)
        .where(ReferralRow.reference == reference)
        .order_by(SafeguardingNoteRow.id)
    )
    rows: Sequence[SafeguardingNoteRow] = session.execute(statement).scalars().all()
    purpose = safeguarding_purpose(reference)
    return [
        SafeguardingNote(row.id, row.at, row.by, open_json(session, row.body, purpose))
        for row in rows
    ]


def safeguarding_purpose(reference: str) -> str:
    """Return the place that the sealing of a note names."""
    return f"safeguarding:{reference}"
