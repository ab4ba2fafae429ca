"""Visitors who asked for a person and wait for one, the longest wait first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from first_step.store.locks import lock_conversation
from first_step.store.tables import ConversationRow

_conversation = ConversationRow.__table__.c


@dataclass(frozen=True)
class Waiting:
    """One visitor who waits. told_at: when they last heard about it."""

    conversation: str
    channel: str
    since: datetime
    told_at: datetime | None


def start(session: Session, conversation_id: str, now: datetime) -> bool:
    """Let a visitor wait; return False when they do or staff hold it. Raises NotFound."""
    row = lock_conversation(session, conversation_id)
    if row.waiting_since is not None or row.holder != "bot":
        return False
    row.waiting_since, row.waiting_told_at = now, None
    row.asked_for_person_at = row.asked_for_person_at or now
    return True


def told(session: Session, conversation_id: str, now: datetime) -> None:
    """Note that a visitor who waits heard about it; raises NotFound."""
    row = lock_conversation(session, conversation_id)
    if row.waiting_since is not None:
        row.waiting_told_at = now


def overdue(session: Session, since: datetime, limit: int = 100) -> list[str]:
    """Return who has waited since then or longer and has not heard that nobody came."""
    statement = (
        select(_conversation.id)
        .where(_conversation.waiting_since <= since, _conversation.waiting_told_at.is_(None))
        .order_by(_conversation.waiting_since, _conversation.id)
        .limit(limit)
    )
    ids: Sequence[str] = session.execute(statement).scalars().all()
    return list(ids)


def tell_once(session: Session, conversation_id: str, now: datetime) -> bool:
    """Note that a visitor hears of the wait now; False when told already, or not waiting.

    Of several processes exactly one is told True. Raises NotFound.
    """
    row = lock_conversation(session, conversation_id)
    if row.waiting_since is None or row.waiting_told_at is not None:
        return False
    row.waiting_told_at = now
    return True


def count(session: Session) -> int:
    """Return how many visitors wait."""
    waits = select(func.count()).where(_conversation.waiting_since.is_not(None))
    number: int = session.execute(waits).scalar_one()
    return number


def stop(session: Session, conversation_id: str) -> bool:
    """End the wait; return False when there was none. Raises NotFound."""
    row = lock_conversation(session, conversation_id)
    waited = row.waiting_since is not None
    row.waiting_since = row.waiting_told_at = None
    return waited


def everyone(session: Session, limit: int = 100) -> list[Waiting]:
    """Return who waits, the longest first."""
    statement = (
        select(ConversationRow)
        .where(_conversation.waiting_since.is_not(None))
        .order_by(_conversation.waiting_since, _conversation.id)
        .limit(limit)
    )
    rows: Sequence[ConversationRow] = session.execute(statement).scalars().all()
    return [
        Waiting(row.id, row.channel, row.waiting_since, row.waiting_told_at)
        for row in rows
        if row.waiting_since is not None
    ]
