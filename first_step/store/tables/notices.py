"""What staff must be told: crisis alerts, and the outbox that carries notices out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, String

from first_step.store.tables.base import (
    CODE_LENGTH,
    ID_LENGTH,
    BigId,
    Row,
    mapped,
    moment,
)


@mapped
class OutboxRow(Row):
    """One notice to deliver; `body` holds codes only. state: waiting, done or dead.

    destination: a receiver named in the settings; None until the notice is addressed.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_claimable_at", "state", "claimable_at"),)

    id: int = Column(BigId, primary_key=True)
    kind: str = Column(String(CODE_LENGTH), nullable=False)
    body: dict[str, Any] = Column(JSON, nullable=False)
    state: str = Column(String(8), nullable=False)
    put_at: datetime = moment()
    claimable_at: datetime = moment()
    worker: str | None = Column(String(ID_LENGTH))
    attempt: int = Column(Integer, nullable=False)
    problem: str | None = Column(String(CODE_LENGTH))
    destination: str | None = Column(String(CODE_LENGTH))
    ended_at: datetime | None = moment(required=False)


@mapped
class AlertRow(Row):
    """Danger in a conversation that a member of staff has to look at.

    escalated_at: when the duty manager was told that nobody had looked.
    """

    __tablename__ = "alerts"

    id: int = Column(BigId, primary_key=True)
    conversation_id: str = Column(String(ID_LENGTH), nullable=False, index=True)
    label: str | None = Column(String(CODE_LENGTH))
    band: str = Column(String(8), nullable=False)
    explanation: dict[str, Any] = Column(JSON, nullable=False)
    raised_at: datetime = moment()
    acknowledged_at: datetime | None = moment(required=False, index=True)
    acknowledged_by: str | None = Column(String(ID_LENGTH))
    escalated_at: datetime | None = moment(required=False)
