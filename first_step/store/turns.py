"""The queue of visitor messages that wait for the bot: claimed with a lease, answered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, func, null, or_, select, update
from sqlalchemy.orm import Session

from first_step.store.locks import lock_conversation
from first_step.store.messages import Message, add_reply, find_message
from first_step.store.tables import ConversationRow, TurnRow

# A visitor who sends three short messages in a row gets one answer to all three.
MOST_JOINED = 3
LONGEST_SHORT_TEXT = 80

_OPEN = ("waiting", "asked")
_table = TurnRow.__table__.c


@dataclass(frozen=True)
class Turn:
    """One or several messages to put to the bot as one.

    seqs: numbers of the messages; text: theirs, one per line; message_id: of the last, the same
    whenever the turn is claimed again. crisis: the decision taken on arrival, as codes.
    attempt: how often it was claimed, 1 the first time. channel: where the visitor writes.
    """

    conversation: str
    seqs: tuple[int, ...]
    message_id: str
    text: str
    payload: str | None
    crisis: Mapping[str, Any] | None
    queued_at: datetime
    attempt: int
    channel: str

    @property
    def seq(self) -> int:
        """The number of the first message."""
        return self.seqs[0]


@dataclass(frozen=True)
class BotReply:
    """What the bot says in a turn. buttons: (title, payload) pairs."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    answer: str | None = None


def queue(
    session: Session,
    conversation_id: str,
    seq: int,
    crisis: Mapping[str, Any] | None,
    now: datetime,
) -> bool:
    """Let the bot answer message `seq`; return whether it will.

    It will not while staff hold the conversation. Queueing the same message again changes
    nothing. Raises NotFound.
    """
    if lock_conversation(session, conversation_id).holder != "bot":
        return False
    if session.get(TurnRow, (conversation_id, seq)) is None:
        message = find_message(session, conversation_id, seq)
        row = TurnRow(conversation_id=conversation_id, seq=seq, state="waiting", attempt=0)
        row.crisis = dict(crisis) if crisis is not None else None
        row.joinable = _may_be_joined(message, crisis)
        row.queued_at = row.claimable_at = now
        session.add(row)
        session.flush()
    return True


def claim(session: Session, worker: str, now: datetime, lease_s: float) -> Turn | None:
    """Return the turn that has waited longest, for this worker alone until the lease is over.

    None when there is nothing to do. Danger that nobody has claimed yet comes before everything
    else. Turns of one conversation come in order, one at a time; a turn whose lease is over, or
    that failed and is due again, comes before those behind it.
    """
    while conversation_id := session.execute(CLAIMABLE, {"now": now}).scalars().first():
        rows = _first_open(session, conversation_id)
        # The conversation is locked now; another worker may have been here just before.
        if rows and (rows[0].attempt == 0 or rows[0].claimable_at <= now):
            group = _answered_together(rows)
            for row in group:
                row.state, row.worker, row.lead_seq = "asked", worker, group[0].seq
                row.claimable_at = now + timedelta(seconds=lease_s)
                row.attempt += 1
            session.flush()
            return _turn(session, group)
    return None


def answer(
    session: Session, turn: Turn, worker: str, replies: Sequence[BotReply], now: datetime
) -> list[Message] | None:
    """Store what the bot said and return it; the turn is over.

    None, and nothing is stored, when another worker has claimed the turn since, when it was
    answered or given up, or when staff hold the conversation.
    """
    holder = lock_conversation(session, turn.conversation).holder
    rows = _held(session, turn, worker)
    if holder != "bot" or not rows:
        return None
    _end(rows, "answered", now)
    return [
        add_reply(
            session,
            turn.conversation,
            "bot",
            reply.text,
            reply.buttons,
            reply.answer,
            now,
            reply_to=turn.seqs[-1],
        )
        for reply in replies
    ]


def fail(session: Session, turn: Turn, worker: str, now: datetime, retry_at: datetime) -> bool:
    """Put the turn back until `retry_at`; return False when it is no longer this worker's."""
    lock_conversation(session, turn.conversation)
    rows = _held(session, turn, worker)
    for row in rows:
        row.state, row.worker, row.claimable_at = "waiting", None, max(now, retry_at)
    return bool(rows)


def give_up(session: Session, turn: Turn, worker: str, now: datetime) -> bool:
    """End the turn without an answer; return False when it is no longer this worker's."""
    lock_conversation(session, turn.conversation)
    rows = _held(session, turn, worker)
    _end(rows, "given_up", now)
    return bool(rows)


def waiting_count(session: Session) -> int:
    """Return how many messages wait for an answer, those being asked included."""
    count: int = session.execute(
        select(func.count()).select_from(TurnRow).where(_table.state.in_(_OPEN))
    ).scalar_one()
    return count


def waits_behind(session: Session, conversation_id: str, seq: int) -> bool:
    """Return whether an earlier message of the conversation still waits for the bot's answer."""
    earlier = (
        select(TurnRow.seq)
        .where(TurnRow.conversation_id == conversation_id, TurnRow.seq < seq)
        .where(_table.state.in_(_OPEN))
        .limit(1)
    )
    return session.execute(earlier).first() is not None


def drop_open_turns(session: Session, conversation_id: str, now: datetime) -> None:
    """End what the bot still had to answer in a conversation: staff answer it."""
    session.execute(
        update(TurnRow)
        .where(TurnRow.conversation_id == conversation_id, _table.state.in_(_OPEN))
        .values(state="dropped", worker=None, ended_at=now)
        .execution_options(synchronize_session="fetch")
    )


def drop_waiting(session: Session, conversation_id: str, seq: int, now: datetime) -> None:
    """Let the bot not answer a message whose words are gone, unless it was put to it already."""
    lock_conversation(session, conversation_id)
    row = session.get(TurnRow, (conversation_id, seq), populate_existing=True)
    if row is not None and row.state == "waiting" and row.lead_seq is None:
        _end([row], "dropped", now)
        session.flush()


def _claimable() -> Any:
    """Return the query for the conversation with the turn to claim next at the time `now`.

    It locks that conversation and skips those that others have locked. Danger that was not put
    to the bot yet comes first: the gentle check must not wait behind a crowd whose turns are
    tried again and again while Rasa or the action server is down.
    """
    other = TurnRow.__table__.alias()
    # A turn that nobody has claimed is due, whatever the clock of the machine that queued it said.
    now = bindparam("now", type_=_table.claimable_at.type)
    due = or_(_table.attempt == 0, _table.claimable_at <= now)
    first_open = (
        select(func.min(other.c.seq))
        .where(other.c.conversation_id == _table.conversation_id, other.c.state.in_(_OPEN))
        .scalar_subquery()
    )
    new_danger = and_(_table.crisis.is_not(null()), _table.attempt == 0)
    return (
        select(TurnRow.conversation_id)
        .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
        .where(_table.state.in_(_OPEN), due, TurnRow.seq == first_open)
        .where(ConversationRow.holder == "bot")
        .order_by(case((new_danger, 0), else_=1), TurnRow.queued_at, TurnRow.conversation_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=ConversationRow)
    )


# Made once, because it is asked with every answer.
CLAIMABLE = _claimable()


def _first_open(session: Session, conversation_id: str) -> Sequence[TurnRow]:
    statement = (
        select(TurnRow)
        .where(TurnRow.conversation_id == conversation_id, _table.state.in_(_OPEN))
        .order_by(TurnRow.seq)
        .limit(MOST_JOINED)
        .execution_options(populate_existing=True)
    )
    rows: Sequence[TurnRow] = session.execute(statement).scalars().all()
    return rows


def _answered_together(rows: Sequence[TurnRow]) -> list[TurnRow]:
    """Return the first turn with those behind it that share its answer.

    Turns once put to the bot together stay together, so that the bot is asked the same again.
    """
    head = rows[0]
    if head.lead_seq is not None:
        return [row for row in rows if row.lead_seq == head.seq]
    group = [head]
    for row in rows[1:]:
        if not (head.joinable and row.joinable):
            break
        group.append(row)
    return group


def _may_be_joined(message: Message, crisis: Mapping[str, Any] | None) -> bool:
    in_danger = crisis is not None and crisis.get("band") != "none"
    return message.payload is None and not in_danger and len(message.text) <= LONGEST_SHORT_TEXT


def _held(session: Session, turn: Turn, worker: str) -> Sequence[TurnRow]:
    """Return the rows of the turn if they are still as this worker claimed them, else none.

    The caller has locked the conversation.
    """
    statement = (
        select(TurnRow)
        .where(
            TurnRow.conversation_id == turn.conversation,
            TurnRow.state == "asked",
            TurnRow.worker == worker,
            TurnRow.lead_seq == turn.seq,
        )
        .execution_options(populate_existing=True)
    )
    rows: Sequence[TurnRow] = session.execute(statement).scalars().all()
    return rows if rows and rows[0].attempt == turn.attempt else ()


def _end(rows: Sequence[TurnRow], state: str, now: datetime) -> None:
    for row in rows:
        row.state, row.worker, row.ended_at = state, None, now


def _turn(session: Session, rows: Sequence[TurnRow]) -> Turn:
    messages = [find_message(session, row.conversation_id, row.seq) for row in rows]
    return Turn(
        rows[0].conversation_id,
        tuple(row.seq for row in rows),
        messages[-1].id,
        "\n".join(message.text for message in messages),
        messages[0].payload,
        rows[0].crisis,
        rows[0].queued_at,
        rows[0].attempt,
        session.get(ConversationRow, rows[0].conversation_id).channel,
    )
