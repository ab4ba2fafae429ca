"""Marks that change whenever something does that open pages of the staff console show."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.store.tables import AlertRow, ConversationRow, ReferralEventRow


def versions(session: Session) -> dict[str, Hashable]:
    """Return the mark of every topic: "queue" and "conversations".

    Each is read from the end of an index, so that it costs the same however much is stored.
    """
    return {topic: read(session) for topic, read in _TOPICS.items()}


def _queue(session: Session) -> Hashable:
    unseen = (
        select(func.count())
        .select_from(AlertRow)
        .where(AlertRow.__table__.c.acknowledged_at.is_(None))
    )
    last_event = select(func.max(ReferralEventRow.id))
    last_alert = select(func.max(AlertRow.id))
    return tuple(session.execute(each).scalar() for each in (last_event, last_alert, unseen))


def _conversations(session: Session) -> Hashable:
    waits = select(func.count()).where(ConversationRow.__table__.c.waiting_since.is_not(None))
    last_message = select(func.max(ConversationRow.last_message_at))
    return tuple(session.execute(each).scalar() for each in (last_message, waits))


_TOPICS: Mapping[str, Callable[[Session], Hashable]] = {
    "queue": _queue,
    "conversations": _conversations,
}
