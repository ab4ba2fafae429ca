"""The queue of what the bot still has to answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
)

from first_step.store.tables.base import ID_LENGTH, Row, mapped, moment


@mapped
class TurnRow(Row):
    """One visitor message that waits for the bot.

    state: waiting, asked, then answered, given_up or dropped.
    claimable_at: a waiting turn may be claimed from then on; an asked one when its lease is over.
    lead_seq: the first message of those that get one answer together.
    attempt: counts claims, so that a late answer of an earlier claim is known as such.
    """

    __tablename__ = "turns"
    __table_args__ = (
        ForeignKeyConstraint(
            ["conversation_id", "seq"],
            ["messages.conversation_id", "messages.seq"],
            ondelete="CASCADE",
        ),
        Index("ix_turns_state_claimable_at", "state", "claimable_at"),
    )

    conversation_id: str = Column(String(ID_LENGTH), primary_key=True)
    seq: int = Column(Integer, primary_key=True, autoincrement=False)
    state: str = Column(String(8), nullable=False)
    joinable: bool = Column(Boolean, nullable=False)
    crisis: dict[str, Any] | None = Column(JSON(none_as_null=True))
    queued_at: datetime = moment()
    claimable_at: datetime = moment()
    lead_seq: int | None = Column(Integer)
    worker: str | None = Column(String(ID_LENGTH))
    attempt: int = Column(Integer, nullable=False)
    ended_at: datetime | None = moment(required=False)
