"""Requests to be contacted and what became of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text, text

from first_step.store.tables.base import (
    CODE_LENGTH,
    ID_LENGTH,
    BigId,
    Row,
    mapped,
    moment,
)


def _calls(name: str, *by: str, also: str = "") -> Index:
    """Return an index over open calls alone, in the order of the queue (store/call_queue.py).

    Partial, because PostgreSQL takes no order from an index whose first column must be NULL.
    """
    where = text(f"closed_at IS NULL AND joins IS NULL{also}")
    order = [each for each in ("due_at", "level_order", "id") if each not in by]
    return Index(f"ix_calls_{name}", *by, *order, sqlite_where=where, postgresql_where=where)


# The queue in its order, whole and by each filter, so that one that fits few rows finds them.
_CALLS = (
    _calls("due"),
    _calls("unassigned", also=" AND assigned_to IS NULL"),
    _calls("status", "status"),
    _calls("level", "level_order"),
    _calls("channel", "channel"),
    _calls("channel_level", "channel", "level_order"),
)


@mapped
class ReferralRow(Row):
    """One request. Everything personal, reasons too, lies sealed in `body`.

    level_order: 0 for the most urgent level, so that ascending order is the order of the queue.
    touched_at: the last thing that happened; deletion counts from there (facts H10).
    joins: reference of an earlier open request of the same person, whose call answers both.
    escalated_at: when the duty manager was told that nobody had taken it.
    held_by, held_until: who is calling now, so that no two people call the same person.
    attempts, last_attempt_at, last_outcome, next_try_at: calls so far and the next (facts H5).
    safeguarding_at: when the safeguarding lead was asked to look.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        Index("ix_referrals_queue", "closed_at", "due_at", "level_order", "id"),
        Index("ix_referrals_mine", "assigned_to", "closed_at", "due_at", "level_order", "id"),
        *_CALLS,
    )

    id: int = Column(BigId, primary_key=True)
    reference: str = Column(String(16), nullable=False, unique=True)
    request_key: str = Column(String(ID_LENGTH), nullable=False, unique=True)
    status: str = Column(String(16), nullable=False)
    level: str = Column(String(16), nullable=False)
    level_order: int = Column(Integer, nullable=False)
    channel: str = Column(String(CODE_LENGTH), nullable=False)
    # No foreign key: Rasa's own channels, for development, have no row in conversations.
    conversation_id: str | None = Column(String(ID_LENGTH), index=True)
    created_at: datetime = moment()
    due_at: datetime = moment()
    touched_at: datetime = moment(index=True)
    closed_at: datetime | None = moment(required=False)
    consent_version: str = Column(String(CODE_LENGTH), nullable=False)
    assigned_to: str | None = Column(String(ID_LENGTH), index=True)
    phone_index: str | None = Column(String(64), index=True)
    email_index: str | None = Column(String(64), index=True)
    joins: str | None = Column(String(16), index=True)
    escalated_at: datetime | None = moment(required=False)
    held_by: str | None = Column(String(ID_LENGTH))
    held_until: datetime | None = moment(required=False, index=True)
    next_try_at: datetime | None = moment(required=False, index=True)
    attempts: int = Column(Integer, nullable=False, server_default="0")
    last_attempt_at: datetime | None = moment(required=False)
    last_outcome: str | None = Column(String(CODE_LENGTH))
    safeguarding_at: datetime | None = moment(required=False, index=True)
    body: str = Column(Text, nullable=False)


@mapped
class ReferralEventRow(Row):
    """One line of a referral's history; words of staff lie sealed in `note`. reason: a code."""

    __tablename__ = "referral_events"

    id: int = Column(BigId, primary_key=True)
    referral_id: int = Column(
        ForeignKey("referrals.id", ondelete="CASCADE"), nullable=False, index=True
    )
    at: datetime = moment()
    by: str = Column(String(ID_LENGTH), nullable=False)
    event: str = Column(String(CODE_LENGTH), nullable=False)
    status: str = Column(String(16), nullable=False)
    note: str | None = Column(Text)
    reason: str | None = Column(String(CODE_LENGTH))


@mapped
class SafeguardingNoteRow(Row):
    """A note for the safeguarding lead and the duty manager alone; the words lie sealed."""

    __tablename__ = "safeguarding_notes"

    id: int = Column(BigId, primary_key=True)
    referral_id: int = Column(
        ForeignKey("referrals.id", ondelete="CASCADE"), nullable=False, index=True
    )
    at: datetime = moment()
    by: str = Column(String(ID_LENGTH), nullable=False)
    body: str = Column(Text, nullable=False)
