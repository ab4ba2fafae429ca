"""Messages of a conversation, numbered 1, 2, 3 without gaps, their words sealed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import desc, select, update
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound
from first_step.store.ids import checked_id, new_id
from first_step.store.locks import lock_conversation
from first_step.store.sealed import open_json, seal_json, sealer_of
from first_step.store.tables import ChannelIdentityRow, ConversationRow, MessageRow, OfferRow

Sender = Literal["visitor", "bot", "staff", "system"]
Buttons = tuple[tuple[str, str], ...]

_message = MessageRow.__table__.c
_offer = OfferRow.__table__.c

# Channels whose visitors fetch their messages themselves; on all others they are sent.
FETCHED = ("website",)


@dataclass(frozen=True)
class Message:
    """One message. id: chosen by the client for a visitor's, else made here.

    buttons: (title, payload) pairs. answer: id of the response, such as "cause/trauma".
    payload: what a visitor tapped. reply_to: seq of the message that was answered.
    name: of the member of staff who wrote it, as visitors may read it.
    """

    seq: int
    id: str
    conversation: str
    sender: Sender
    text: str
    buttons: Buttons
    answer: str | None
    payload: str | None
    at: datetime
    reply_to: int | None = None
    name: str | None = None


def add_visitor_message(
    session: Session,
    conversation_id: str,
    client_id: str,
    text: str,
    payload: str | None,
    now: datetime,
) -> tuple[Message, bool]:
    """Store a visitor's message; return it and whether this id was stored before.

    A repeat gives the first one back and changes nothing. Raises NotFound without such a
    conversation, StoreError for an id that cannot be stored.
    """
    conversation = lock_conversation(session, conversation_id)
    known = session.execute(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.id == checked_id(client_id),
            MessageRow.sender == "visitor",
        )
    ).scalar_one_or_none()
    if known is not None:
        return message_of(session, known), True
    row = MessageRow(id=client_id, sender="visitor", at=now)
    return _add(session, conversation, row, text, (), payload), False


def add_staff_message(
    session: Session, conversation_id: str, client_id: str, text: str, name: str, now: datetime
) -> tuple[Message, bool]:
    """Store what a member of staff wrote; return it and whether this id was stored before.

    name: as the visitor may read it. A repeat gives the first one back and changes nothing.
    Raises NotFound without such a conversation, StoreError for an id that cannot be stored.
    """
    conversation = lock_conversation(session, conversation_id)
    known = session.execute(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.id == checked_id(client_id),
            MessageRow.sender == "staff",
        )
    ).scalar_one_or_none()
    if known is not None:
        return message_of(session, known), True
    row = MessageRow(id=client_id, sender="staff", at=now)
    return _add(session, conversation, row, text, (), None, name), False


def add_reply(
    session: Session,
    conversation_id: str,
    sender: Sender,
    text: str,
    buttons: Iterable[tuple[str, str]],
    answer: str | None,
    now: datetime,
    reply_to: int | None = None,
    name: str | None = None,
) -> Message:
    """Store and return a message to the visitor; its buttons may be tapped from then on.

    Raises NotFound without such a conversation.
    """
    conversation = lock_conversation(session, conversation_id)
    row = MessageRow(id=new_id(), sender=sender, answer=answer, at=now, reply_to=reply_to)
    pairs = tuple((str(title), str(payload)) for title, payload in buttons)
    _remember_offers(session, conversation_id, {payload for _, payload in pairs})
    return _add(session, conversation, row, text, pairs, None, name)


def answers_before(
    session: Session, conversation_id: str, seq: int, answers: Collection[str]
) -> set[str]:
    """Return which of these answers were given to messages before `seq`; unseals nothing."""
    statement = select(MessageRow.answer).where(
        *_replies_before(conversation_id, seq), _message.answer.in_(tuple(answers))
    )
    return set(session.execute(statement).scalars())


def latest_answer_before(session: Session, conversation_id: str, seq: int) -> str | None:
    """Return the last answer given to messages before `seq`, None for none; unseals nothing."""
    statement = select(MessageRow.answer).where(*_replies_before(conversation_id, seq))
    found: str | None = session.execute(
        statement.order_by(desc(_message.seq)).limit(1)
    ).scalar_one_or_none()
    return found


def _replies_before(conversation_id: str, seq: int) -> list[Any]:
    return [_message.conversation_id == conversation_id, _message.reply_to < seq]


def take_back(session: Session, conversation_id: str, client_id: str) -> int | None:
    """Empty a message that the visitor took back; return its number, None when it is not there.

    Its number stays, for the numbers have no gaps.
    """
    lock_conversation(session, conversation_id)
    row = session.execute(
        select(MessageRow).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.id == checked_id(client_id),
            MessageRow.sender == "visitor",
        )
    ).scalar_one_or_none()
    if row is None:
        return None
    body = {"text": "", "buttons": (), "payload": None}
    row.body = seal_json(session, body, message_purpose(conversation_id, row.seq))
    session.flush()
    return int(row.seq)


def after(session: Session, conversation_id: str, seq: int, limit: int) -> list[Message]:
    """Return up to `limit` messages that follow number `seq`, in order."""
    statement = (
        _of(conversation_id).where(MessageRow.seq > seq).order_by(MessageRow.seq).limit(limit)
    )
    return _messages(session, statement)


def latest(
    session: Session, conversation_id: str, limit: int, sender: Sender | None = None
) -> list[Message]:
    """Return the last `limit` messages, of one sender if given, in order."""
    statement = _of(conversation_id).order_by(desc(MessageRow.seq)).limit(limit)
    if sender is not None:
        statement = statement.where(MessageRow.sender == sender)
    return _messages(session, statement)[::-1]


def replies_to(session: Session, conversation_id: str, seq: int) -> list[Message]:
    """Return the messages stored as reply to number `seq`, in order."""
    statement = _of(conversation_id).where(MessageRow.reply_to == seq).order_by(MessageRow.seq)
    return _messages(session, statement)


def offered(session: Session, conversation_id: str, payload: str) -> bool:
    """Return whether this conversation was ever offered a button with this payload."""
    index = _offer_index(session, conversation_id, payload)
    return session.get(OfferRow, (conversation_id, index)) is not None


def find_message(session: Session, conversation_id: str, seq: int) -> Message:
    """Return one message; raises NotFound."""
    row = session.get(MessageRow, (conversation_id, seq))
    if row is None:
        raise NotFound("there is no such message")
    return message_of(session, row)


def message_of(session: Session, row: MessageRow) -> Message:
    """Return a row as message, opened; raises SealError."""
    body = open_json(session, row.body, message_purpose(row.conversation_id, row.seq))
    return Message(
        row.seq,
        row.id,
        row.conversation_id,
        _SENDERS[row.sender],
        body["text"],
        tuple((title, payload) for title, payload in body["buttons"]),
        row.answer,
        body["payload"],
        row.at,
        row.reply_to,
        body.get("name"),
    )


_SENDERS: dict[str, Sender] = {
    "visitor": "visitor",
    "bot": "bot",
    "staff": "staff",
    "system": "system",
}


def _add(
    session: Session,
    conversation: ConversationRow,
    row: MessageRow,
    text: str,
    buttons: Buttons,
    payload: str | None,
    name: str | None = None,
) -> Message:
    conversation.last_seq += 1
    conversation.last_message_at = row.at
    row.conversation_id, row.seq = conversation.id, conversation.last_seq
    body: dict[str, Any] = {"text": text, "buttons": buttons, "payload": payload}
    if name:
        body["name"] = name
    row.body = seal_json(session, body, message_purpose(row.conversation_id, row.seq))
    session.add(row)
    session.flush()
    if conversation.channel not in FETCHED and row.sender != "visitor":
        _note_waiting(session, conversation.id)
    return message_of(session, row)


def _note_waiting(session: Session, conversation_id: str) -> None:
    """Let the message be sent to who is reached in this conversation."""
    session.execute(
        update(ChannelIdentityRow)
        .where(ChannelIdentityRow.conversation_id == conversation_id)
        .values(due=True)
        .execution_options(synchronize_session=False)
    )


def _remember_offers(session: Session, conversation_id: str, payloads: set[str]) -> None:
    if not payloads:
        return
    indexes = {_offer_index(session, conversation_id, payload) for payload in payloads}
    known = session.execute(
        select(OfferRow.payload_index).where(
            OfferRow.conversation_id == conversation_id, _offer.payload_index.in_(indexes)
        )
    ).scalars()
    session.add_all(
        OfferRow(conversation_id=conversation_id, payload_index=index)
        for index in indexes - set(known)
    )


def _offer_index(session: Session, conversation_id: str, payload: str) -> str:
    return sealer_of(session).blind_index(payload, f"offer:{conversation_id}")


def message_purpose(conversation_id: str, seq: int) -> str:
    """Return the place that the body of a message is sealed for."""
    return f"message:{conversation_id}:{seq}"


def _of(conversation_id: str) -> Any:
    return select(MessageRow).where(MessageRow.conversation_id == conversation_id)


def _messages(session: Session, statement: Any) -> list[Message]:
    rows: Sequence[MessageRow] = session.execute(statement).scalars().all()
    return [message_of(session, row) for row in rows]
