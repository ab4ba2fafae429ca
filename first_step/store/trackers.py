"""Rasa's memory of each conversation: one sealed row."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from first_step.store.ids import checked_id
from first_step.store.sealed import sealer_of
from first_step.store.tables import TrackerRow

_LONGEST_ID = 255
_table = TrackerRow.__table__.c


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


def lock_tracker(session: Session, conversation_id: str) -> tuple[str, datetime] | None:
    """Return what was kept last and when, the row locked; None when there is nothing."""
    statement = select(TrackerRow).where(TrackerRow.conversation_id == _id(conversation_id))
    row: TrackerRow | None = session.execute(
        statement.with_for_update().execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if row is None:
        return None
    return sealer_of(session).open(row.body, tracker_purpose(conversation_id)), row.saved_at


def quiet_trackers(
    session: Session, since: tuple[datetime, str], until: datetime, limit: int
) -> list[tuple[datetime, str]]:
    """Return when and for which conversations Rasa kept something last, the oldest first.

    since: the moment and the conversation to go on after. until: the latest moment.
    """
    saved, conversation = _table.saved_at, _table.conversation_id
    statement = (
        select(saved, conversation)
        .where(or_(saved > since[0], and_(saved == since[0], conversation > since[1])))
        .where(saved >= since[0], saved <= until)
        .order_by(saved, conversation)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def slots_of(body: str | None) -> dict[str, Any]:
    """Return what Rasa remembers in a tracker: the last value of each slot."""
    events = json.loads(body)["events"] if body else ()
    return {each["name"]: each.get("value") for each in events if each.get("event") == "slot"}


def with_events(body: str, events: Sequence[Mapping[str, Any]]) -> str:
    """Return a tracker with more that happened, as Rasa writes its events."""
    stored = json.loads(body)
    return json.dumps({**stored, "events": [*stored["events"], *events]})


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
