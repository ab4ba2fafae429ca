"""Marks that change whenever something does that open pages of the staff console show."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.store.tables import (
    AlertRow,
    ConversationRow,
    DutyRow,
    HandoverNoteRow,
    ReferralEventRow,
    ReferralRow,
)

_referral = ReferralRow.__table__.c
# Whoever ends a request in another process may have a clock that is a little behind.
_CLOCKS_DIFFER = timedelta(minutes=1)


def versions(session: Session) -> dict[str, Hashable]:
    """Return the mark of every topic: "queue", "conversations", "shift" and "endings".

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


def _endings(session: Session) -> Hashable:
    """Requests that were closed or withdrawn."""
    last = session.execute(select(func.max(_referral.closed_at))).scalar()
    if last is None:
        return None
    near = select(func.count()).where(_referral.closed_at > last - _CLOCKS_DIFFER)
    return last, session.execute(near).scalar_one()


def _shift(session: Session) -> Hashable:
    """Who is on duty, and what one shift left for the next."""
    still_open = HandoverNoteRow.__table__.c.done_at.is_(None)
    marks = (
        select(func.max(DutyRow.id), func.count(), func.max(DutyRow.until_at)),
        select(func.max(HandoverNoteRow.id)),
        select(func.count()).select_from(HandoverNoteRow).where(still_open),
    )
    return tuple(tuple(row) for each in marks for row in session.execute(each))


def _conversations(session: Session) -> Hashable:
    waits = select(func.count()).where(ConversationRow.__table__.c.waiting_since.is_not(None))
    last_message = select(func.max(ConversationRow.last_message_at))
    return tuple(session.execute(each).scalar() for each in (last_message, waits))


_TOPICS: Mapping[str, Callable[[Session], Hashable]] = {
    "queue": _queue,
    "conversations": _conversations,
    "shift": _shift,
    "endings": _endings,
}
