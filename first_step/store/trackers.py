"""Rasa's memory of each conversation: one sealed row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from first_step.store.ids import checked_id
from first_step.store.sealed import sealer_of
from first_step.store.tables import TrackerRow

_LONGEST_ID = 255


def save_tracker(session: Session, conversation_id: str, body: str, now: datetime) -> None:
    """Keep `body` in place of what was kept before; raises StoreError for an id of no use."""
    sealed = sealer_of(session).seal(body, tracker_purpose(conversation_id))
    row = _row(session, conversation_id)
    if row is None:
        try:
            with session.begin_nested():
                session.add(TrackerRow(conversation_id=conversation_id, body=sealed, saved_at=now))
        except IntegrityError:
            # Another process kept the first one in the same moment.
            row = _row(session, conversation_id)
    if row is not None:
        row.body, row.saved_at = sealed, now
    session.flush()


def load_tracker(session: Session, conversation_id: str) -> str | None:
    """Return what was kept last, None when there is nothing; raises SealError."""
    row = _row(session, conversation_id)
    return sealer_of(session).open(row.body, tracker_purpose(conversation_id)) if row else None


def delete_tracker(session: Session, conversation_id: str) -> None:
    """Forget a conversation; forgetting it again changes nothing."""
    session.execute(delete(TrackerRow).where(TrackerRow.conversation_id == _id(conversation_id)))


def _row(session: Session, conversation_id: str) -> TrackerRow | None:
    statement = select(TrackerRow).where(TrackerRow.conversation_id == _id(conversation_id))
    row: TrackerRow | None = session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return row


def _id(conversation_id: str) -> str:
    return checked_id(conversation_id, _LONGEST_ID)


def tracker_purpose(conversation_id: str) -> str:
    """Return the place that a tracker is sealed for."""
    return f"tracker:{conversation_id}"
