"""Notices to deliver, written in the same transaction as what they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from sqlalchemy import desc, func, select, update
from sqlalchemy.orm import Session

from first_step.store.codes import codes_of
from first_step.store.ids import checked_id
from first_step.store.tables import OutboxRow

# 30 s, 1 min, 2 min ... at most an hour apart: about five hours in all, half of it with jitter.
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=1)
MOST_ATTEMPTS = 12
Kind = Literal[
    "crisis_alert",
    "alert_escalated",
    "referral_recorded",
    "referral_joined",
    "referral_raised",
    "referral_withdrawn",
    "referral_untaken",
    "referral_overdue",
]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True)
class Notice:
    """One notice. body: codes, never words of people. attempt: 1 the first time it is claimed.

    problem: code of the last failure. dead: nobody will try again by itself. destination: a
    receiver, None until the notice is addressed. next_at: when it may be claimed.
    """

    id: int
    kind: str
    body: Mapping[str, Any]
    put_at: datetime
    attempt: int
    problem: str | None
    dead: bool
    destination: str | None
    next_at: datetime

    @property
    def key(self) -> str:
        """An id that stays the same at every try, and that no later notice gets."""
        # The number alone may come back: SQLite gives it again once the last row was purged.
        return f"{self.id}-{int(self.put_at.timestamp())}"


def put(session: Session, kind: Kind, body: Mapping[str, Any], now: datetime) -> int:
    """Keep a notice for delivery and return its id."""
    row = OutboxRow(kind=checked_id(kind), body=codes_of(body), state="waiting", attempt=0)
    row.put_at = row.claimable_at = now
    session.add(row)
    session.flush()
    return row.id


def claim(session: Session, worker: str, now: datetime, lease_s: float) -> Notice | None:
    """Return the notice that is due first, for this worker alone until the lease is over."""
    row: OutboxRow | None = session.execute(claimable(now)).scalars().first()
    if row is None:
        return None
    row.worker, row.attempt = worker, row.attempt + 1
    row.claimable_at = now + timedelta(seconds=lease_s)
    session.flush()
    return _notice(row)


def address(
    session: Session, notice: Notice, worker: str, destinations: Iterable[str], now: datetime
) -> bool:
    """End a notice that has no destination, putting one in its place for each receiver.

    Call it in the transaction that claimed it, so that a crash leaves all of it or nothing.
    Returns False when it is no longer this worker's.
    """
    if not done(session, notice, worker, now):
        return False
    for destination in destinations:
        row = OutboxRow(kind=notice.kind, body=dict(notice.body), state="waiting", attempt=0)
        row.destination, row.put_at, row.claimable_at = destination, notice.put_at, now
        session.add(row)
    session.flush()
    return True


def retry_delay(attempt: int, share: float = 1.0, at_least: timedelta = timedelta()) -> timedelta:
    """Return how long to wait after a failed attempt (the first is 1), an hour at most.

    share: how much of the back-off to wait, drawn from 0 to 1, so that notices that failed
    together do not all come back together ("full jitter"). at_least: what the receiver asked for.
    """
    backed_off: timedelta = min(FIRST_RETRY * 2 ** (attempt - 1), LONGEST_RETRY)
    return min(max(backed_off * share, at_least), LONGEST_RETRY)


def done(session: Session, notice: Notice, worker: str, now: datetime) -> bool:
    """End a delivered notice; return False when it is no longer this worker's."""
    row = _held(session, notice, worker)
    if row is not None:
        row.state, row.worker, row.problem, row.ended_at = "done", None, None, now
    return row is not None


def fail(
    session: Session,
    notice: Notice,
    worker: str,
    now: datetime,
    problem: str,
    permanent: bool = False,
    share: float = 1.0,
    at_least: timedelta = timedelta(),
) -> bool:
    """Put a notice back for later; return whether it is dead now.

    problem: a code. Dead are notices that failed for good, or `MOST_ATTEMPTS` times.
    share, at_least: as in `retry_delay`.
    """
    row = _held(session, notice, worker)
    if row is None:
        return False
    row.worker, row.problem = None, codes_of({"problem": problem})["problem"][:64]
    if permanent or row.attempt >= MOST_ATTEMPTS:
        row.state, row.ended_at = "dead", now
    else:
        row.claimable_at = now + retry_delay(row.attempt, share, at_least)
    return row.state == "dead"


def dead(session: Session, limit: int = 100) -> list[Notice]:
    """Return notices that nobody will try again by itself, the newest first."""
    statement = select(OutboxRow).where(OutboxRow.state == "dead").order_by(desc(OutboxRow.id))
    rows: Sequence[OutboxRow] = session.execute(statement.limit(limit)).scalars().all()
    return [_notice(row) for row in rows]


def waiting(session: Session, limit: int = 100) -> list[Notice]:
    """Return notices that are not delivered yet, the oldest first."""
    statement = select(OutboxRow).where(OutboxRow.state == "waiting").order_by(OutboxRow.id)
    rows: Sequence[OutboxRow] = session.execute(statement.limit(limit)).scalars().all()
    return [_notice(row) for row in rows]


def try_again(session: Session, notice_id: int, now: datetime) -> bool:
    """Let a dead notice be delivered after all; return False when there is no such one."""
    return _revive(session, OutboxRow.id == notice_id, now) == 1


def try_all_again(session: Session, now: datetime) -> int:
    """Let every dead notice be delivered after all; return how many there were."""
    return _revive(session, OutboxRow.state == "dead", now)


def waiting_count(session: Session) -> int:
    """Return how many notices are not delivered yet, without the dead ones."""
    return _count(session, "waiting")


def untried_count(session: Session, since: datetime) -> int:
    """Return how many notices were due before a moment and have been tried by nobody since."""
    statement = (
        select(func.count())
        .select_from(OutboxRow)
        .where(OutboxRow.state == "waiting", OutboxRow.claimable_at < since)
    )
    count: int = session.execute(statement).scalar_one()
    return count


def dead_count(session: Session) -> int:
    """Return how many notices nobody will try again by itself."""
    return _count(session, "dead")


def claimable(now: datetime) -> Any:
    """Return the query for the notice to claim next, skipping what others are claiming."""
    return (
        select(OutboxRow)
        .where(OutboxRow.state == "waiting", OutboxRow.claimable_at <= now)
        .order_by(OutboxRow.claimable_at, OutboxRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _count(session: Session, state: str) -> int:
    statement = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == state)
    count: int = session.execute(statement).scalar_one()
    return count


def _revive(session: Session, which: Any, now: datetime) -> int:
    statement = (
        update(OutboxRow)
        .where(which, OutboxRow.state == "dead")
        .values(state="waiting", attempt=0, claimable_at=now, ended_at=None)
        .execution_options(synchronize_session=False)
    )
    count: int = session.execute(statement).rowcount
    return count


def _held(session: Session, notice: Notice, worker: str) -> OutboxRow | None:
    statement = (
        select(OutboxRow)
        .where(
            OutboxRow.id == notice.id,
            OutboxRow.state == "waiting",
            OutboxRow.worker == worker,
            OutboxRow.attempt == notice.attempt,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row: OutboxRow | None = session.execute(statement).scalar_one_or_none()
    return row


def _notice(row: OutboxRow) -> Notice:
    return Notice(
        row.id,
        row.kind,
        row.body,
        row.put_at,
        row.attempt,
        row.problem,
        row.state == "dead",
        row.destination,
        row.claimable_at,
    )
