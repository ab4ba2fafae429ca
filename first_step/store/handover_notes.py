"""What one shift leaves for the next: sealed, open until somebody marks it as done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound, StoreError
from first_step.store.ids import checked_id
from first_step.store.sealed import sealer_of
from first_step.store.tables import HandoverNoteRow

LONGEST = 1_000

_note = HandoverNoteRow.__table__.c


@dataclass(frozen=True)
class HandoverNote:
    """One note. by, done_by: staff ids. done_at: None while it is open."""

    id: int
    at: datetime
    by: str
    text: str
    done_at: datetime | None
    done_by: str | None


def add(session: Session, by: str, text: str, now: datetime) -> int:
    """Store a note and return its id; raises StoreError for no words or more than `LONGEST`."""
    if not 1 <= len(text.strip()) <= LONGEST:
        raise StoreError("a handover note needs words, and not too many")
    row = HandoverNoteRow(at=now, by=checked_id(by), body="")
    session.add(row)
    # The seal names the row it belongs to, which has its id only now.
    session.flush()
    row.body = sealer_of(session).seal(text.strip(), handover_purpose(row.id))
    session.flush()
    return row.id


def open_notes(session: Session, limit: int = 50) -> list[HandoverNote]:
    """Return notes that nobody has marked as done, the newest first."""
    statement = select(HandoverNoteRow).where(_note.done_at.is_(None))
    return _notes(session, statement.order_by(_note.id.desc()).limit(limit))


def done_notes(session: Session, since: datetime, limit: int = 20) -> list[HandoverNote]:
    """Return notes marked as done since then, the last one first."""
    statement = select(HandoverNoteRow).where(_note.done_at >= since)
    return _notes(session, statement.order_by(_note.done_at.desc(), _note.id.desc()).limit(limit))


def count_open(session: Session) -> int:
    """Return how many notes are open."""
    statement = select(func.count()).select_from(HandoverNoteRow).where(_note.done_at.is_(None))
    found: int = session.execute(statement).scalar_one()
    return found


def mark_done(session: Session, note_id: int, by: str, now: datetime) -> None:
    """Note that a note is dealt with; the first to say so stays noted. Raises NotFound."""
    statement = select(HandoverNoteRow).where(_note.id == note_id).with_for_update()
    row: HandoverNoteRow | None = session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such handover note")
    if row.done_at is None:
        row.done_at, row.done_by = now, checked_id(by)


def handover_purpose(note_id: int) -> str:
    """Return the place that a note is sealed for."""
    return f"handover:{note_id}"


def _notes(session: Session, statement: object) -> list[HandoverNote]:
    rows: Sequence[HandoverNoteRow] = session.execute(statement).scalars().all()
    sealer = sealer_of(session)
    return [
        HandoverNote(
            row.id,
            row.at,
            row.by,
            sealer.open(row.body, handover_purpose(row.id)),
            row.done_at,
            row.done_by,
        )
        for row in rows
    ]
