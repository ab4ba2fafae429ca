"""What became of each message that was handed to a channel's provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Literal

from sqlalchemy import desc, select
from sqlalchemy.orm import Session

from first_step.store.codes import codes_of
from first_step.store.sealed import sealer_of
from first_step.store.tables import DeliveryRow

State = Literal["held", "sent", "delivered", "read", "failed"]
# A report that comes late never takes back what is known already.
_ORDER = ("held", "sent", "delivered", "read")


@dataclass(frozen=True)
class Delivery:
    """One part of a message. problem: a code of the provider where it failed.

    at: when it was handed over, or when it failed; being delivered or read does not move it, for
    providers say "everything up to then" by it.
    """

    conversation: str
    seq: int
    part: int
    channel: str
    state: State
    problem: str | None
    at: datetime


def keep(
    session: Session,
    conversation_id: str,
    seq: int,
    part: int,
    channel: str,
    state: State,
    now: datetime,
    *,
    provider_id: str | None = None,
    problem: str | None = None,
) -> None:
    """Note what became of one part; a later note replaces the earlier."""
    row = session.get(DeliveryRow, (conversation_id, seq, part))
    if row is None:
        row = DeliveryRow(conversation_id=conversation_id, seq=seq, part=part, channel=channel)
        session.add(row)
    row.state, row.at = state, now
    row.provider_index = _index(session, channel, provider_id) if provider_id else None
    row.problem = _code(problem)
    session.flush()


def report(
    session: Session,
    channel: str,
    provider_id: str,
    state: State,
    problem: str | None,
    now: datetime,
) -> Delivery | None:
    """Note what the provider reports; None for a message that is not known (yet)."""
    index = _index(session, channel, provider_id)
    statement = select(DeliveryRow).where(
        DeliveryRow.channel == channel, DeliveryRow.provider_index == index
    )
    newest = statement.order_by(desc(DeliveryRow.at)).limit(1).with_for_update()
    row: DeliveryRow | None = session.execute(newest).scalar_one_or_none()
    if row is None:
        return None
    if row.state == "failed":
        return _delivery(row)
    if state == "failed":
        row.state, row.at, row.problem = state, now, _code(problem)
    elif _rank(state) > _rank(row.state):
        row.state, row.problem = state, _code(problem)
    return _delivery(row)


def report_until(session: Session, conversation_id: str, state: State, until: datetime) -> None:
    """Note that everything sent up to a moment was delivered or read; what is held was not sent."""
    statement = select(DeliveryRow).where(
        DeliveryRow.conversation_id == conversation_id,
        DeliveryRow.at <= until,
        DeliveryRow.__table__.c.state.in_(("sent", "delivered")),
    )
    for row in session.execute(statement.with_for_update()).scalars():
        if _rank(state) > _rank(row.state):
            row.state = state


def end(
    session: Session,
    conversation_id: str,
    seq: int,
    channel: str,
    state: Literal["held", "failed"],
    now: datetime,
    problem: str,
) -> None:
    """Note why the rest of a message does not go out, once; parts that went stay as they are."""
    statement = select(DeliveryRow.state).where(
        DeliveryRow.conversation_id == conversation_id, DeliveryRow.seq == seq
    )
    if "failed" not in session.execute(statement).scalars().all():
        done = parts_done(session, conversation_id, seq)
        part = next(number for number in count() if number not in done)
        keep(session, conversation_id, seq, part, channel, state, now, problem=problem)


def parts_done(session: Session, conversation_id: str, seq: int) -> frozenset[int]:
    """Return which parts of a message were handed over already."""
    statement = select(DeliveryRow.part).where(
        DeliveryRow.conversation_id == conversation_id,
        DeliveryRow.seq == seq,
        DeliveryRow.state != "held",
    )
    return frozenset(session.execute(statement).scalars())


def held_until(session: Session, conversation_id: str, seq: int, limit: int) -> list[int]:
    """Return the numbers, up to `seq`, of messages that still wait, in order."""
    statement = (
        select(DeliveryRow.seq)
        .where(
            DeliveryRow.conversation_id == conversation_id,
            DeliveryRow.seq <= seq,
            DeliveryRow.state == "held",
        )
        .distinct()
        .order_by(DeliveryRow.seq)
        .limit(limit)
    )
    return list(session.execute(statement).scalars())


def to_try_again(session: Session, conversation_id: str, seq: int) -> bool:
    """Return whether a message up to `seq` waits because staff want it sent once more."""
    statement = select(DeliveryRow.seq).where(
        DeliveryRow.conversation_id == conversation_id,
        DeliveryRow.seq <= seq,
        DeliveryRow.state == "held",
        DeliveryRow.__table__.c.problem.is_(None),
    )
    return session.execute(statement.limit(1)).first() is not None


def try_again(session: Session, conversation_id: str, seq: int) -> bool:
    """Let what failed of a message wait once more; return False when nothing of it did."""
    statement = select(DeliveryRow).where(
        DeliveryRow.conversation_id == conversation_id,
        DeliveryRow.seq == seq,
        DeliveryRow.state == "failed",
    )
    rows = session.execute(statement.with_for_update()).scalars().all()
    for row in rows:
        row.state, row.problem, row.provider_index = "held", None, None
    session.flush()
    return bool(rows)


def sent_since(session: Session, conversation_id: str, since: datetime) -> set[int]:
    """Return the seqs of the messages that were handed over since a moment, failed ones too."""
    statement = select(DeliveryRow.seq).where(
        DeliveryRow.conversation_id == conversation_id,
        DeliveryRow.at >= since,
        DeliveryRow.__table__.c.provider_index.is_not(None),
    )
    return set(session.execute(statement).scalars())


def of_conversation(session: Session, conversation_id: str) -> dict[int, Delivery]:
    """Return for each message the part that fared worst: failed, held, sent, delivered, read."""
    statement = select(DeliveryRow).where(DeliveryRow.conversation_id == conversation_id)
    worst: dict[int, Delivery] = {}
    for row in session.execute(statement).scalars():
        known = worst.get(row.seq)
        if known is None or _rank(row.state) < _rank(known.state):
            worst[row.seq] = _delivery(row)
    return worst


def failed(session: Session, limit: int = 100) -> list[Delivery]:
    """Return what could not be delivered, the newest first."""
    statement = (
        select(DeliveryRow)
        .where(DeliveryRow.state == "failed")
        .order_by(desc(DeliveryRow.at))
        .limit(limit)
    )
    return [_delivery(row) for row in session.execute(statement).scalars()]


def _rank(state: str) -> int:
    return _ORDER.index(state) if state in _ORDER else -1


def _index(session: Session, channel: str, provider_id: str) -> str:
    return sealer_of(session).blind_index(provider_id, f"delivery:{channel}")


def _code(problem: str | None) -> str | None:
    return codes_of({"problem": problem})["problem"][:64] if problem else None


def _delivery(row: DeliveryRow) -> Delivery:
    state: State = row.state  # type: ignore[assignment]
    return Delivery(row.conversation_id, row.seq, row.part, row.channel, state, row.problem, row.at)
