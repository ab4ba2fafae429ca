"""Conversations: who is talking, on which channel, and whether the bot or staff answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from first_step.store.ids import checked_id
from first_step.store.locks import lock_conversation
from first_step.store.tables import ConversationRow, ReviewItemRow
from first_step.store.turns import drop_open_turns

Holder = Literal["bot", "staff"]
Mark = Literal["asked_for_person", "in_danger", "consented"]


@dataclass(frozen=True)
class Conversation:
    """One conversation. holder_id: the member of staff who holds it, None for the bot.

    The three marks are the first moment of each; without any, staff see no words (facts P12) and
    the transcript is cleared within 24 hours (facts H10). waiting_since: since when a person is
    waited for; waiting_told_at: when the visitor last heard about that. held_since: since when
    staff hold it. topic, state: codes, the label and the answer of the last turn.
    review_consent_at: facts P11. review_consent_words: SHA-256 of the words agreed to.
    """

    id: str
    channel: str
    holder: Holder
    holder_id: str | None
    created_at: datetime
    last_message_at: datetime | None
    asked_for_person_at: datetime | None
    in_danger_at: datetime | None
    consented_at: datetime | None
    last_seq: int
    waiting_since: datetime | None = None
    waiting_told_at: datetime | None = None
    held_since: datetime | None = None
    topic: str | None = None
    state: str | None = None
    review_consent_at: datetime | None = None
    review_consent_words: str | None = None

    @property
    def readable(self) -> bool:
        """Whether staff may read the words (facts P12)."""
        return bool(self.asked_for_person_at or self.in_danger_at or self.consented_at)


def create(session: Session, id: str, channel: str, now: datetime) -> Conversation:
    """Store and return a new conversation held by the bot; raises StoreError for a bad id.

    An id that is taken raises StoreError when the session writes.
    """
    row = ConversationRow(
        id=checked_id(id), channel=checked_id(channel), holder="bot", created_at=now, last_seq=0
    )
    session.add(row)
    session.flush()
    return conversation_of(row)


def get(session: Session, id: str) -> Conversation | None:
    """Return the conversation, None when there is none."""
    row = session.get(ConversationRow, id)
    return conversation_of(row) if row else None


def holder(session: Session, id: str) -> Holder:
    """Return who answers, the conversation locked until the session ends; raises NotFound."""
    return "staff" if lock_conversation(session, id).holder == "staff" else "bot"


def channel_of(session: Session, id: str) -> str | None:
    """Return the channel of a conversation, None without such a one; reads nothing else."""
    statement = select(ConversationRow.channel).where(ConversationRow.__table__.c.id == id)
    found: str | None = session.execute(statement).scalar_one_or_none()
    return found


def last_seqs(session: Session, ids: Collection[str]) -> dict[str, int]:
    """Return the number of the last message of each conversation that exists."""
    columns = (ConversationRow.id, ConversationRow.last_seq)
    wanted = ConversationRow.__table__.c.id.in_(tuple(ids))
    return dict(session.execute(select(*columns).where(wanted)).all())


def take_over(
    session: Session, id: str, staff_id: str, now: datetime, *, from_colleague: bool = False
) -> Conversation:
    """Let a member of staff answer from now on, and return the conversation as it then stands.

    What the bot still had to answer is dropped, and the visitor waits no longer. If a colleague
    was faster, `holder_id` names the colleague and nothing changed, unless `from_colleague` is
    set. Raises NotFound.
    """
    row = lock_conversation(session, id)
    if row.holder == "bot" or from_colleague:
        row.holder, row.holder_id, row.held_since = "staff", checked_id(staff_id), now
        row.waiting_since = row.waiting_told_at = None
        drop_open_turns(session, id, now)
    return conversation_of(row)


def hand_back(session: Session, id: str, staff_id: str, now: datetime) -> Conversation:
    """Let the bot answer again and return the conversation as it then stands.

    Only whoever holds it can hand it back; for anybody else nothing changes. Raises NotFound.
    """
    row = lock_conversation(session, id)
    if row.holder == "staff" and row.holder_id == staff_id:
        row.holder, row.holder_id, row.held_since = "bot", None, None
    return conversation_of(row)


def note_state(session: Session, id: str, topic: str | None, state: str | None) -> None:
    """Keep as codes what it is about and what was answered last; None leaves what stood there.

    This is all that staff see of a conversation whose words are not theirs to read (facts P12).
    Raises NotFound.
    """
    row = lock_conversation(session, id)
    row.topic, row.state = topic or row.topic, state or row.state


def mark(session: Session, id: str, mark: Mark, now: datetime) -> None:
    """Keep the first moment at which something became true; raises NotFound."""
    row = lock_conversation(session, id)
    if mark == "asked_for_person":
        row.asked_for_person_at = row.asked_for_person_at or now
    elif mark == "in_danger":
        row.in_danger_at = row.in_danger_at or now
    else:
        row.consented_at = row.consented_at or now


def set_review_consent(
    session: Session, id: str, given: bool, now: datetime, words: str | None = None
) -> Conversation:
    """Keep whether messages of this conversation may be kept to learn from (facts P11).

    words: SHA-256 of what was agreed to. In danger nobody is asked, so it cannot be given then.
    Taking it back deletes what was kept for that. Returns what then holds. Raises NotFound.
    """
    row = lock_conversation(session, id)
    if given and row.in_danger_at is None and row.review_consent_at is None:
        row.review_consent_at, row.review_consent_words = now, words
    elif not given:
        row.review_consent_at = row.review_consent_words = None
        session.execute(delete(ReviewItemRow).where(ReviewItemRow.conversation_id == id))
    return conversation_of(row)


def conversation_of(row: ConversationRow) -> Conversation:
    """Return a row as conversation."""
    return Conversation(
        row.id,
        row.channel,
        "staff" if row.holder == "staff" else "bot",
        row.holder_id,
        row.created_at,
        row.last_message_at,
        row.asked_for_person_at,
        row.in_danger_at,
        row.consented_at,
        row.last_seq,
        row.waiting_since,
        row.waiting_told_at,
        row.held_since,
        row.topic,
        row.state,
        row.review_consent_at,
        row.review_consent_words,
    )
