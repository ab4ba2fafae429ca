"""The queue as staff work through it: one page of calls, counts, and whom to ring next.

Only what a page shows is opened: conditions and order come from plain columns and their indexes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from first_step.admissions.referral import Level, Status
from first_step.store import joining
from first_step.store.referral_records import Referral, body_purpose, referral_of
from first_step.store.referral_rows import level_order
from first_step.store.sealed import sealer_of
from first_step.store.tables import ReferralEventRow, ReferralRow

# More than this is not counted: nobody works through it today, and counting would cost the page.
MOST_COUNTED = 500
# A name has no index, so open requests are opened one by one, those due first.
MOST_NAMES_READ = 2_000
# Whom to ring next is looked for among so many that are due first.
_MOST_LOOKED_AT = 400
_AT_ONCE = 50

_table = ReferralRow.__table__.c
_ORDER = (_table.due_at, _table.level_order, _table.id)


@dataclass(frozen=True)
class Wanted:
    """Which open calls to list; None and False ask for all. due_by: due at this moment or before.

    unassigned: those that nobody has taken.
    """

    assigned_to: str | None = None
    unassigned: bool = False
    level: Level | None = None
    status: Status | None = None
    channel: str | None = None
    due_by: datetime | None = None


@dataclass(frozen=True)
class Entry:
    """One call. request: without its history. joined: requests that the same call answers.

    held_by: the id of who is calling now. attempts, last_attempt_at, last_outcome, next_try_at:
    calls so far and the next (facts H5).
    """

    request: Referral
    joined: tuple[Referral, ...]
    held_by: str | None
    attempts: int
    last_attempt_at: datetime | None
    last_outcome: str | None
    next_try_at: datetime | None


@dataclass(frozen=True)
class Found:
    """What a search by name gave. complete: whether every open request was read."""

    entries: tuple[Entry, ...]
    complete: bool


@dataclass(frozen=True)
class Stopped:
    """A call in progress whose person withdrew. at: when."""

    reference: str
    at: datetime


def page(
    session: Session, wanted: Wanted, now: datetime, *, limit: int, offset: int = 0
) -> list[Entry]:
    """Return open calls, due first, then most urgent."""
    statement = select(ReferralRow).where(*_conditions(wanted)).order_by(*_ORDER)
    return _entries(session, statement.limit(limit).offset(offset), now)


def count(session: Session, wanted: Wanted, most: int = MOST_COUNTED) -> int:
    """Return how many calls there are; `most` + 1 stands for more than `most`."""
    some = select(_table.id).where(*_conditions(wanted)).limit(most + 1).subquery()
    found: int = session.execute(select(func.count()).select_from(some)).scalar_one()
    return found


def of_references(session: Session, references: Sequence[str], now: datetime) -> list[Entry]:
    """Return these requests, open or over, the newest first."""
    statement = select(ReferralRow).where(_table.reference.in_(references))
    return _entries(session, statement.order_by(_table.id.desc()), now)


def free_to_ring(session: Session, now: datetime) -> Iterator[Entry]:
    """Yield calls that nobody has, in the order of the queue, as long as somebody asks for more.

    Left out: requests without a phone number, held by a colleague, or to be tried again later.
    """
    statement = (
        select(ReferralRow)
        .where(
            *_conditions(Wanted(unassigned=True)),
            _table.phone_index.is_not(None),
            or_(_table.held_until.is_(None), _table.held_until <= now),
            or_(_table.next_try_at.is_(None), _table.next_try_at <= now),
        )
        .order_by(*_ORDER)
        .limit(_AT_ONCE)
    )
    for start in range(0, _MOST_LOOKED_AT, _AT_ONCE):
        entries = _entries(session, statement.offset(start), now)
        yield from entries
        if len(entries) < _AT_ONCE:
            return


def named(session: Session, name: str, now: datetime, *, limit: int = 50) -> Found:
    """Return open requests whose name holds these words, whatever their case."""
    wanted = " ".join(name.casefold().split())
    calls = _bodies(session, MOST_NAMES_READ + 1)
    read = calls[:MOST_NAMES_READ]
    sealer = sealer_of(session)
    references = [
        reference
        for reference, body in (*read, *_joined(session, [each.reference for each in read]))
        if _is_named(sealer.open(body, body_purpose(reference)), wanted)
    ]
    found = of_references(session, references[:limit], now)
    complete = len(calls) <= MOST_NAMES_READ and len(references) <= limit
    return Found(tuple(found), complete)


def _bodies(session: Session, most: int) -> Sequence[Any]:
    """Return reference and body of open calls, those due first.

    Without what joins them: for both in one, PostgreSQL would sort everything that is open.
    """
    calls = select(_table.reference, _table.body)
    calls = calls.where(_table.closed_at.is_(None), joining.is_a_call())
    rows: Sequence[Any] = session.execute(calls.order_by(*_ORDER).limit(most)).all()
    return rows


def _joined(session: Session, calls: Sequence[str]) -> list[tuple[str, str]]:
    """Return reference and body of the open requests that join these calls."""
    columns = select(_table.reference, _table.body, _table.closed_at)
    rows = session.execute(columns.where(_table.joins.in_(calls))).all()
    # Sifted here: asked to, SQLite walks all open requests to do so.
    return [(row.reference, row.body) for row in rows if row.closed_at is None]


def _is_named(body: str, wanted: str) -> bool:
    """Return whether the name in an opened body holds the words; reads only likely ones as JSON."""
    plain = wanted.isascii() and wanted.isprintable() and not {'"', "\\"} & set(wanted)
    if plain and wanted not in body.casefold() and "\\u" not in body:
        return False
    return wanted in str(json.loads(body)["name"]).casefold()


def references_of(session: Session, conversations: Sequence[str]) -> dict[str, str]:
    """Return the newest request made in each of these conversations, where there is one."""
    if not conversations:
        return {}
    statement = select(_table.id, _table.conversation_id, _table.reference).where(
        _table.conversation_id.in_(conversations)
    )
    rows = sorted(session.execute(statement).all())
    return {conversation: reference for _, conversation, reference in rows}


def stopped_calls(session: Session, staff_id: str, now: datetime) -> list[Stopped]:
    """Return whom a member of staff holds for a call although they withdrew meanwhile.

    What the member of staff noted as withdrawn is no news and is left out.
    """
    own = select(ReferralEventRow.id).where(
        ReferralEventRow.referral_id == _table.id,
        ReferralEventRow.event == "moved",
        ReferralEventRow.status == Status.WITHDRAWN.value,
        ReferralEventRow.by == staff_id,
    )
    statement = select(_table.reference, _table.closed_at).where(
        _table.held_until > now,
        _table.held_by == staff_id,
        _table.status == Status.WITHDRAWN.value,
        ~own.exists(),
    )
    rows = session.execute(statement.order_by(_table.closed_at)).all()
    return [Stopped(reference, at) for reference, at in rows]


def _conditions(wanted: Wanted) -> list[Any]:
    conditions = [_table.closed_at.is_(None), joining.is_a_call()]
    if wanted.unassigned:
        conditions.append(_table.assigned_to.is_(None))
    if wanted.assigned_to is not None:
        conditions.append(_table.assigned_to == wanted.assigned_to)
    if wanted.level is not None:
        conditions.append(_table.level_order == level_order(wanted.level))
    if wanted.status is not None:
        conditions.append(_table.status == wanted.status.value)
    if wanted.channel is not None:
        conditions.append(_table.channel == wanted.channel)
    if wanted.due_by is not None:
        conditions.append(_table.due_at <= wanted.due_by)
    return conditions


def _entries(session: Session, statement: Any, now: datetime) -> list[Entry]:
    rows: Sequence[ReferralRow] = session.execute(statement).scalars().all()
    if not rows:
        return []
    joined: dict[str, list[Referral]] = {row.reference: [] for row in rows}
    # Put in order and sifted here: asked to, SQLite walks all open requests to do so.
    theirs = session.execute(select(ReferralRow).where(_table.joins.in_(list(joined)))).scalars()
    for each in sorted(theirs, key=lambda row: row.id):
        if each.closed_at is None:
            joined[each.joins].append(referral_of(session, each, ()))
    return [_entry(session, row, joined[row.reference], now) for row in rows]


def _entry(session: Session, row: ReferralRow, joined: list[Referral], now: datetime) -> Entry:
    held = row.held_until is not None and row.held_until > now
    return Entry(
        request=referral_of(session, row, ()),
        joined=tuple(joined),
        held_by=row.held_by if held else None,
        attempts=row.attempts,
        last_attempt_at=row.last_attempt_at,
        last_outcome=row.last_outcome,
        next_try_at=row.next_try_at,
    )
