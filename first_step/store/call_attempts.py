"""Calls to somebody who asked for one: each kept with how it went and when to try again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound, StoreError
from first_step.admissions.next_try import OUTCOMES, SPOKEN
from first_step.admissions.referral import Status
from first_step.store.ids import checked_id
from first_step.store.referral_records import Referral
from first_step.store.referral_rows import locked_row, remember, set_status, with_history
from first_step.store.tables import ReferralRow

EVENT = "call"


@dataclass(frozen=True)
class Calls:
    """Calls so far. attempts: those in vain since they were last reached. last_outcome: a code."""

    attempts: int
    last_at: datetime | None
    last_outcome: str | None
    next_at: datetime | None


def record_attempt(
    session: Session,
    reference: str,
    outcome: str,
    by: str,
    now: datetime,
    *,
    words: str | None = None,
) -> Referral:
    """Keep a call and return the request, whose state follows; one's own lease is over with it.

    outcome: one of `OUTCOMES`. words: of staff, sealed. What was planned is
    over too. Who rings a request that nobody has takes
    it. Raises NotFound, or StoreError for another outcome or a request that is over.
    """
    row = locked_row(session, reference)
    if outcome not in OUTCOMES or row.closed_at is not None:
        raise StoreError("only a call to an open request, with how it went, can be kept")
    row.assigned_to = row.assigned_to or checked_id(by)
    spoken = outcome in SPOKEN
    _follow(row, outcome, now)
    row.attempts = 0 if spoken else row.attempts + int(OUTCOMES[outcome])
    row.last_attempt_at, row.last_outcome = now, outcome
    row.next_try_at = None
    if row.held_by == by:
        row.held_by = row.held_until = None
    remember(session, row, EVENT, by, now, words, outcome)
    return with_history(session, [row])[0]


def plan(session: Session, reference: str, next_try_at: datetime) -> None:
    """Keep when to ring next; a call that is recorded takes it away. Raises NotFound."""
    locked_row(session, reference).next_try_at = next_try_at
    session.flush()


def calls(session: Session, reference: str) -> Calls:
    """Return where the calls to a request stand; raises NotFound."""
    row: ReferralRow | None = session.execute(
        select(ReferralRow).where(ReferralRow.reference == reference)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("there is no such request")
    return Calls(row.attempts, row.last_attempt_at, row.last_outcome, row.next_try_at)


def since_reached(referral: Referral) -> Sequence[tuple[datetime, str]]:
    """Return the calls in vain since they were last reached, or the one that just reached them."""
    kept: list[tuple[datetime, str]] = []
    for line in reversed(referral.history):
        if line.event != EVENT or line.reason is None:
            continue
        if kept and line.reason in SPOKEN:
            break
        kept.append((line.at, line.reason))
        if line.reason in SPOKEN:
            break
    return kept[::-1]


def _follow(row: ReferralRow, outcome: str, now: datetime) -> None:
    """Let the state follow the call, except that one who is booked stays booked."""
    if row.status == Status.BOOKED or outcome == "message_sent":
        if row.status == Status.NEW:
            set_status(row, Status.ASSIGNED, now)
        return
    set_status(row, Status.REACHED if outcome in SPOKEN else Status.ATTEMPTED, now)
