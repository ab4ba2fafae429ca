"""What the product learns from: messages to review, anonymous counts, answers looked through."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)

from first_step.store.tables.base import CODE_LENGTH, ID_LENGTH, BigId, Row, mapped, moment


@mapped
class ReviewItemRow(Row):
    """A message whose label a content owner looks at, kept by consent alone (facts P11).

    kind: not_understood, clarified or marked. state: open, approved_once, approved or dismissed.
    body: the masked words, sealed; example: the sentence to train on, sealed.
    """

    __tablename__ = "review_items"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("ix_review_items_state_id", "state", "id"),
    )

    id: int = Column(BigId, primary_key=True)
    conversation_id: str = Column(
        ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
    )
    seq: int = Column(Integer, nullable=False)
    kind: str = Column(String(CODE_LENGTH), nullable=False)
    label: str | None = Column(String(CODE_LENGTH))
    confidence: float | None = Column(Float)
    body: str = Column(Text, nullable=False)
    state: str = Column(String(16), nullable=False)
    right_label: str | None = Column(String(CODE_LENGTH))
    example: str | None = Column(Text)
    first_by: str | None = Column(String(ID_LENGTH))
    first_at: datetime | None = moment(required=False)
    second_by: str | None = Column(String(ID_LENGTH))
    second_at: datetime | None = moment(required=False)
    at: datetime = moment()


@mapped
class CountRow(Row):
    """How often something happened on one day; nothing tells whose it was."""

    __tablename__ = "counts"
    __table_args__ = (Index("ix_counts_kind_day", "kind", "day"),)

    day: date = Column(Date, primary_key=True)
    channel: str = Column(String(CODE_LENGTH), primary_key=True)
    kind: str = Column(String(CODE_LENGTH), primary_key=True)
    key: str = Column(String(CODE_LENGTH), primary_key=True)
    count: int = Column(Integer, nullable=False)


@mapped
class AnswerReviewRow(Row):
    """An answer that its owner looked through. sha256: of the text as it then was."""

    __tablename__ = "answer_reviews"
    __table_args__ = (Index("ix_answer_reviews_answer_id", "answer", "id"),)

    id: int = Column(BigId, primary_key=True)
    answer: str = Column(String(CODE_LENGTH), nullable=False)
    reviewed_at: datetime = moment()
    by: str = Column(String(ID_LENGTH), nullable=False)
    sha256: str = Column(String(64), nullable=False)
    due_at: datetime = moment()
