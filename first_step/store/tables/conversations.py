"""Conversations, their messages, and what each was offered to tap."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text

from first_step.store.tables.base import CODE_LENGTH, ID_LENGTH, Row, mapped, moment


@mapped
class ConversationRow(Row):
    """One visitor on one channel, and who answers: "bot" or "staff".

    waiting_since, waiting_told_at: since when a person is waited for, and when the visitor last
    heard about it. held_since: when staff took it over. review_consent_at, review_consent_words:
    facts P11, and the SHA-256 of the words that were agreed to.
    state, topic: codes, what staff see of it when they may not see words (facts P12).
    """

    __tablename__ = "conversations"
    # The lists of the desk (first_step/store/inbox.py), each read from its newest end.
    __table_args__ = (
        Index("ix_conversations_channel_last", "channel", "last_message_at", "id"),
        Index("ix_conversations_holder_last", "holder", "last_message_at", "id"),
        Index(
            "ix_conversations_danger_last",
            "last_message_at",
            "id",
            sqlite_where=text("in_danger_at IS NOT NULL"),
            postgresql_where=text("in_danger_at IS NOT NULL"),
        ),
    )

    id: str = Column(String(ID_LENGTH), primary_key=True)
    channel: str = Column(String(CODE_LENGTH), nullable=False)
    holder: str = Column(String(8), nullable=False)
    holder_id: str | None = Column(String(ID_LENGTH))
    created_at: datetime = moment()
    last_message_at: datetime | None = moment(required=False, index=True)
    asked_for_person_at: datetime | None = moment(required=False)
    in_danger_at: datetime | None = moment(required=False)
    consented_at: datetime | None = moment(required=False)
    last_seq: int = Column(Integer, nullable=False)
    waiting_since: datetime | None = moment(required=False, index=True)
    waiting_told_at: datetime | None = moment(required=False)
    held_since: datetime | None = moment(required=False)
    review_consent_at: datetime | None = moment(required=False)
    review_consent_words: str | None = Column(String(64))
    state: str | None = Column(String(CODE_LENGTH))
    topic: str | None = Column(String(CODE_LENGTH))


@mapped
class MessageRow(Row):
    """One message; text, buttons and payload lie sealed in `body`."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "id", "sender"),)

    conversation_id: str = Column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seq: int = Column(Integer, primary_key=True, autoincrement=False)
    id: str = Column(String(ID_LENGTH), nullable=False)
    sender: str = Column(String(8), nullable=False)
    answer: str | None = Column(String(CODE_LENGTH))
    body: str = Column(Text, nullable=False)
    at: datetime = moment()
    reply_to: int | None = Column(Integer)


@mapped
class OfferRow(Row):
    """A payload that a conversation was offered, as blind index."""

    __tablename__ = "offers"

    conversation_id: str = Column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    payload_index: str = Column(String(64), primary_key=True)


Index("ix_messages_conversation_id_reply_to", MessageRow.conversation_id, MessageRow.reply_to)
