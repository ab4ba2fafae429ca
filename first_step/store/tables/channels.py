"""Who writes on which channel, and what became of each message sent there."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint

from first_step.store.tables.base import CODE_LENGTH, ID_LENGTH, BigId, Row, mapped, moment


@mapped
class ChannelIdentityRow(Row):
    """One visitor on one channel, found by the keyed hash of the address there.

    address: sealed; None once nothing but the wish not to be written to is kept. sent_seq: the
    last message of the conversation that was handed to the provider. claimable_at, worker,
    attempt, problem: as for notices. due: whether something waits to be sent.
    """

    __tablename__ = "channel_identities"
    __table_args__ = (
        UniqueConstraint("channel", "address_index"),
        Index("ix_channel_identities_due_claimable_at", "due", "claimable_at"),
    )

    id: int = Column(BigId, primary_key=True)
    channel: str = Column(String(CODE_LENGTH), nullable=False)
    address_index: str = Column(String(64), nullable=False)
    address: str | None = Column(Text)
    conversation_id: str | None = Column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    since_at: datetime = moment()
    last_inbound_at: datetime = moment()
    opted_out_at: datetime | None = moment(required=False)
    blocked_at: datetime | None = moment(required=False)
    reminded_at: datetime | None = moment(required=False)
    due: bool = Column(Boolean, nullable=False)
    sent_seq: int = Column(Integer, nullable=False)
    claimable_at: datetime = moment()
    worker: str | None = Column(String(ID_LENGTH))
    attempt: int = Column(Integer, nullable=False)
    problem: str | None = Column(String(CODE_LENGTH))


@mapped
class DeliveryRow(Row):
    """One part of a message on its way to a provider. state: sent, delivered, read, failed, held.

    provider_index: keyed hash of the provider's name for it, to find it when a report comes.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_channel_provider_index", "channel", "provider_index"),
        Index("ix_deliveries_state_at", "state", "at"),
    )

    conversation_id: str = Column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seq: int = Column(Integer, primary_key=True, autoincrement=False)
    part: int = Column(Integer, primary_key=True, autoincrement=False)
    channel: str = Column(String(CODE_LENGTH), nullable=False)
    provider_index: str | None = Column(String(64))
    state: str = Column(String(12), nullable=False)
    problem: str | None = Column(String(CODE_LENGTH))
    at: datetime = moment()
