"""Visitors on other channels: which conversation is theirs, and what waits to be sent to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from first_step.admissions.errors import StoreError
from first_step.store import conversations, deliveries, messages
from first_step.store.ids import checked_id, new_id
from first_step.store.messages import Message
from first_step.store.sealed import sealer_of
from first_step.store.tables import ChannelIdentityRow, ConversationRow

_AT_ONCE = 20
_table = ChannelIdentityRow.__table__.c


@dataclass(frozen=True)
class Identity:
    """One visitor on one channel. address: as the provider writes it, such as "+447700900123".

    started: whether this call opened the conversation.
    """

    id: int
    channel: str
    conversation: str
    address: str
    last_inbound_at: datetime
    opted_out: bool
    started: bool = False


@dataclass(frozen=True)
class Outgoing:
    """What waits for one visitor, claimed. attempt: 1 the first time these are tried.

    messages: in order, those that were held, and those after the last that was sent, without the
    visitor's own. up_to: the last seq that was looked at.
    """

    identity: Identity
    messages: tuple[Message, ...]
    up_to: int
    attempt: int
    blocked: bool
    reminded: bool


def open_for(
    session: Session, channel: str, address: str, now: datetime, forget_after: timedelta
) -> Identity:
    """Return whose address this is, with a conversation, which is made where there is none.

    One that was silent for longer than `forget_after` gets a new conversation: the number may be
    somebody else's by now. Raises StoreError for an address that cannot be stored.
    """
    row = _find(session, channel, address) or _insert(session, channel, address, now)
    stale = now - row.last_inbound_at > forget_after
    started = row.conversation_id is None or stale
    if started:
        row.conversation_id = conversations.create(session, new_id(), channel, now).id
        row.sent_seq, row.since_at, row.due, row.reminded_at = 0, now, False, None
        row.address = sealer_of(session).seal(address, address_purpose(row.address_index))
        # Whoever was sending what stood in the conversation before has no more part in it.
        row.attempt, row.problem, row.worker, row.claimable_at = 0, None, None, now
        if stale:
            row.opted_out_at = None
    elif _something_waits(session, row):
        row.due = True  # what was held until they write again
    row.last_inbound_at = max(row.last_inbound_at, now)
    row.blocked_at, row.reminded_at = None, None
    if row.worker is None and row.due:
        # They are there now, so the way is open: help must not sit out a wait of ten minutes.
        row.attempt, row.claimable_at = 0, min(row.claimable_at, now)
    session.flush()
    return _identity(session, row, started)


def find(session: Session, channel: str, address: str) -> Identity | None:
    """Return whose address this is, None for a stranger or one whose conversation is gone."""
    row = _find(session, channel, address)
    return _identity(session, row) if row and row.conversation_id else None


def of_conversation(session: Session, conversation_id: str) -> Identity | None:
    """Return who is reached in a conversation, None on the website."""
    row = _of(session, conversation_id)
    return _identity(session, row) if row else None


def set_opted_out(session: Session, identity: Identity, now: datetime | None) -> None:
    """Note since when somebody does not want to be written to; None lets us write again."""
    row = _locked(session, identity.id)
    row.opted_out_at = now


def set_blocked(session: Session, identity: Identity, now: datetime | None) -> None:
    """Note since when somebody cannot be reached there; None when they can again."""
    row = _locked(session, identity.id)
    row.blocked_at = now


def claim(session: Session, worker: str, now: datetime, lease_s: float) -> Outgoing | None:
    """Return what has waited longest, for this worker alone until the lease is over."""
    row: ChannelIdentityRow | None = session.execute(claimable(now)).scalars().first()
    if row is None:
        return None
    row.worker, row.attempt = worker, row.attempt + 1
    row.claimable_at = now + timedelta(seconds=lease_s)
    session.flush()
    talk = row.conversation_id or ""
    held = deliveries.held_until(session, talk, row.sent_seq, _AT_ONCE)
    waiting = messages.after(session, talk, row.sent_seq, _AT_ONCE)
    earlier = [messages.find_message(session, talk, seq) for seq in held]
    return Outgoing(
        _identity(session, row),
        tuple(message for message in (*earlier, *waiting) if message.sender != "visitor"),
        waiting[-1].seq if waiting else row.sent_seq,
        row.attempt,
        row.blocked_at is not None,
        row.reminded_at is not None,
    )


def claimable(now: datetime) -> Any:
    """Return the query for the visitor to write to next, skipping what others are claiming."""
    return (
        select(ChannelIdentityRow)
        .where(_table.due.is_(True), ChannelIdentityRow.claimable_at <= now)
        .order_by(ChannelIdentityRow.claimable_at, ChannelIdentityRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def renew(session: Session, outgoing: Outgoing, worker: str, now: datetime, lease_s: float) -> bool:
    """Go on for another lease; return False when what was claimed is not to be sent as it was.

    That is when somebody else has it, or when the visitor said STOP, or cannot be reached, since:
    then it is claimed anew at once, as things stand now.
    """
    row = _held(session, outgoing, worker)
    if row is None:
        return False
    opted_out, blocked = row.opted_out_at is not None, row.blocked_at is not None
    if (opted_out, blocked) != (outgoing.identity.opted_out, outgoing.blocked):
        row.worker, row.attempt, row.claimable_at = None, 0, now
        return False
    row.claimable_at = now + timedelta(seconds=lease_s)
    return True


def sent(session: Session, outgoing: Outgoing, worker: str, up_to: int, now: datetime) -> bool:
    """Note that everything up to a seq was sent; return False when it is no longer ours."""
    row = _held(session, outgoing, worker)
    if row is None:
        return False
    row.sent_seq, row.attempt, row.problem = max(row.sent_seq, up_to), 0, None
    last = session.get(ConversationRow, row.conversation_id).last_seq
    talk = outgoing.identity.conversation
    again = deliveries.to_try_again(session, talk, row.sent_seq)
    row.due = last > row.sent_seq or again
    row.worker, row.claimable_at = None, now
    return True


def try_again(session: Session, conversation_id: str, seq: int, now: datetime) -> bool:
    """Let what failed of a message be sent once more, now; return False when nothing of it did."""
    row = _of(session, conversation_id)
    if row is None or not deliveries.try_again(session, conversation_id, seq):
        return False
    row.due = True
    if row.worker is None:
        row.attempt, row.claimable_at = 0, min(row.claimable_at, now)
    return True


def put_off(
    session: Session, outgoing: Outgoing, worker: str, problem: str, until: datetime
) -> bool:
    """Let these be tried again later; return False when they are no longer ours."""
    row = _held(session, outgoing, worker)
    if row is None:
        return False
    row.worker, row.problem, row.claimable_at = None, problem, until
    return True


def hold(session: Session, outgoing: Outgoing, worker: str, now: datetime) -> bool:
    """Keep what waits until the visitor writes again; return False when it is no longer ours."""
    row = _held(session, outgoing, worker)
    if row is None:
        return False
    row.due, row.worker, row.attempt = False, None, 0
    row.reminded_at = row.claimable_at = now
    return True


def address_purpose(address_index: str) -> str:
    """Return the place that an address is sealed for."""
    return f"channel-address:{address_index}"


def index_of(session: Session, channel: str, address: str) -> str:
    """Return the keyed hash that stands for an address on a channel."""
    return sealer_of(session).blind_index(checked_id(address, 200), f"channel:{channel}")


def _something_waits(session: Session, row: ChannelIdentityRow) -> bool:
    talk = row.conversation_id or ""
    last = session.get(ConversationRow, talk).last_seq
    return last > row.sent_seq or bool(deliveries.held_until(session, talk, row.sent_seq, 1))


def _insert(session: Session, channel: str, address: str, now: datetime) -> ChannelIdentityRow:
    row = ChannelIdentityRow(
        channel=checked_id(channel), address_index=index_of(session, channel, address)
    )
    row.due, row.sent_seq, row.attempt = False, 0, 0
    row.since_at = row.last_inbound_at = row.claimable_at = now
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # The provider delivered two first messages in the same moment.
        found = _find(session, channel, address)
        if found is None:
            raise StoreError("an identity vanished while it was made") from None
        return found
    return row


def _find(session: Session, channel: str, address: str) -> ChannelIdentityRow | None:
    return _one(
        session,
        ChannelIdentityRow.channel == channel,
        ChannelIdentityRow.address_index == index_of(session, channel, address),
    )


def _of(session: Session, conversation_id: str) -> ChannelIdentityRow | None:
    return _one(session, ChannelIdentityRow.conversation_id == conversation_id)


def _locked(session: Session, identity_id: int) -> ChannelIdentityRow:
    row = _one(session, ChannelIdentityRow.id == identity_id)
    if row is None:
        raise StoreError("there is no such identity")
    return row


def _held(session: Session, outgoing: Outgoing, worker: str) -> ChannelIdentityRow | None:
    return _one(
        session,
        ChannelIdentityRow.id == outgoing.identity.id,
        ChannelIdentityRow.worker == worker,
        ChannelIdentityRow.attempt == outgoing.attempt,
        ChannelIdentityRow.conversation_id == outgoing.identity.conversation,
    )


def _one(session: Session, *conditions: Any) -> ChannelIdentityRow | None:
    statement = select(ChannelIdentityRow).where(*conditions).with_for_update()
    row: ChannelIdentityRow | None = session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    return row


def _identity(session: Session, row: ChannelIdentityRow, started: bool = False) -> Identity:
    purpose = address_purpose(row.address_index)
    return Identity(
        row.id,
        row.channel,
        row.conversation_id or "",
        sealer_of(session).open(row.address, purpose) if row.address else "",
        row.last_inbound_at,
        row.opted_out_at is not None,
        started,
    )
