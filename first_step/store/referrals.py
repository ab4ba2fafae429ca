"""Requests to be contacted: recorded once, found, worked on, each step kept in a history."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import desc, func, or_, select
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound, StoreError
from first_step.admissions.referral import (
    ContactRequest,
    Level,
    Status,
    check_reason,
    find_reference,
    may_move,
)
from first_step.admissions.safe_contact import strictest_of
from first_step.admissions.triage import Triage, raised
from first_step.store import joining
from first_step.store.conversations import get as find_conversation
from first_step.store.conversations import mark
from first_step.store.ids import checked_id
from first_step.store.referral_records import (
    Referral,
    ReferralEvent,
    contact_index,
    open_body,
    seal_body,
)
from first_step.store.referral_rows import (
    first_by_key,
    insert_row,
    level_order,
    locked_row,
    locked_rows,
    remember,
    row_by_key,
    set_level,
    set_status,
    tell_staff,
    with_history,
)
from first_step.store.tables import ReferralRow

__all__ = ["Referral", "ReferralEvent"]

_table = ReferralRow.__table__.c


def record(
    session: Session,
    request: ContactRequest,
    *,
    conversation_id: str | None,
    channel: str,
    triage: Triage,
    due_at: datetime,
    now: datetime,
) -> tuple[Referral, bool]:
    """Store a request with its history and the notice to staff; return it and whether it is new.

    A request key that was recorded before gives the first record back and changes nothing, so
    callers repeat after any failure. One whose contact has an open request joins that one: staff
    are told so, and make one call (facts P13). Raises StoreError for a key that cannot be stored.
    """
    known = row_by_key(session, checked_id(request.key))
    if known is not None:
        return with_history(session, [known])[0], False
    if conversation_id is not None and find_conversation(session, conversation_id):
        mark(session, conversation_id, "consented", request.consent.given_at)
    row = insert_row(session, request, conversation_id, channel, triage, due_at, now)
    if row is None:
        return with_history(session, [first_by_key(session, request.key)])[0], False
    remember(session, row, "recorded", "visitor", now)
    joined = joining.join(session, row, now)
    tell_staff(session, "referral_joined" if joined else "referral_recorded", row, now)
    session.flush()
    return with_history(session, [row])[0], True


def find(session: Session, reference: str) -> Referral | None:
    """Return the request with this reference, however it was typed; None when there is none."""
    written = find_reference(reference)
    statement = select(ReferralRow).where(ReferralRow.reference == (written or reference))
    row: ReferralRow | None = session.execute(statement).scalar_one_or_none()
    return with_history(session, [row])[0] if row else None


def get(session: Session, reference: str) -> Referral:
    """Return the request with this reference; raises NotFound."""
    found = find(session, reference)
    if found is None:
        raise NotFound("there is no such request")
    return found


def list_open(
    session: Session,
    *,
    status: Status | None = None,
    level: Level | None = None,
    assigned_to: str | None = None,
    calls_only: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> list[Referral]:
    """Return requests that are neither closed nor withdrawn: due first, then most urgent.

    calls_only: without those that another one's call answers.
    """
    statement = select(ReferralRow).where(_table.closed_at.is_(None))
    if calls_only:
        statement = statement.where(joining.is_a_call())
    if status is not None:
        statement = statement.where(ReferralRow.status == status.value)
    if level is not None:
        statement = statement.where(ReferralRow.level_order == level_order(level))
    if assigned_to is not None:
        statement = statement.where(ReferralRow.assigned_to == assigned_to)
    order = (ReferralRow.due_at, ReferralRow.level_order, ReferralRow.id)
    return _all(session, statement.order_by(*order).limit(limit).offset(offset))


def list_all(session: Session) -> list[Referral]:
    """Return every request, the closed ones too, in the order of `list_open`."""
    order = (ReferralRow.due_at, ReferralRow.level_order, ReferralRow.id)
    return _all(session, select(ReferralRow).order_by(*order))


def count_open(session: Session, *, calls_only: bool = False) -> dict[Status, int]:
    """Return how many open requests stand at each status; calls_only as for `list_open`."""
    is_open = _table.closed_at.is_(None)
    statement = (
        select(ReferralRow.status, func.count())
        .where(is_open, joining.is_a_call() if calls_only else is_open)
        .group_by(ReferralRow.status)
    )
    return {Status(status): count for status, count in session.execute(statement)}


def of_conversation(session: Session, conversation_id: str) -> list[Referral]:
    """Return the requests made in a conversation, the newest first."""
    statement = select(ReferralRow).where(ReferralRow.conversation_id == conversation_id)
    return _all(session, statement.order_by(desc(ReferralRow.id)))


def find_by_contact(
    session: Session, *, phone: str | None = None, email: str | None = None, limit: int = 20
) -> list[Referral]:
    """Return requests with this phone (E.164) or e-mail address, the newest first."""
    wanted: list[Any] = []
    if phone:
        wanted.append(ReferralRow.phone_index == contact_index(session, phone=phone))
    if email:
        wanted.append(ReferralRow.email_index == contact_index(session, email=email))
    if not wanted:
        return []
    statement = select(ReferralRow).where(or_(*wanted))
    return _all(session, statement.order_by(desc(ReferralRow.id)).limit(limit))


def linked(session: Session, reference: str) -> list[Referral]:
    """Return other requests from the same phone or address: linked, never merged (facts P13)."""
    one = get(session, reference)
    same = find_by_contact(session, phone=one.phone, email=one.email)
    return [each for each in same if each.reference != one.reference]


def lock(session: Session, references: Collection[str]) -> None:
    """Lock the requests that a transaction changes one after the other, before the first of them.

    What is read of them afterwards holds until it ends. Those that are not there are left out.
    """
    locked_rows(session, references)


def add_event(
    session: Session,
    reference: str,
    event: str,
    by: str,
    now: datetime,
    note: str | None = None,
) -> ReferralEvent:
    """Add a line to the history and return it; raises NotFound."""
    row = locked_row(session, reference)
    remember(session, row, event, by, now, note)
    return with_history(session, [row])[0].history[-1]


def move(
    session: Session,
    reference: str,
    status: Status,
    by: str,
    words: str | None,
    now: datetime,
    reason: str | None = None,
) -> Referral:
    """Change where a request stands and return it; a withdrawal is told to staff at once.

    words: of staff, sealed. reason: the code that `REASONS` asks for where a request ends. Those
    that joined it go on without it. Raises NotFound, or StoreError for a move that is not allowed
    or lacks its reason.
    """
    row = locked_row(session, reference)
    if not may_move(Status(row.status), Status(status)):
        raise StoreError(f"a request that is {row.status} cannot become {status}")
    check_reason(Status(status), reason)
    was_over = row.closed_at is not None
    set_status(row, Status(status), now)
    if row.closed_at is not None:
        joining.hand_on(session, row.reference, now)
    elif was_over:
        # Opened again on purpose: it needs its own call.
        row.joins = None
    remember(session, row, "moved", by, now, words, reason)
    if status == Status.WITHDRAWN:
        tell_staff(session, "referral_withdrawn", row, now)
    return with_history(session, [row])[0]


def forget_additions(session: Session, reference: str, now: datetime) -> None:
    """Erase what was added after the record and the words about contact; raises NotFound.

    Name and number stay sealed until the purge takes the whole record: staff have to know whom
    not to ring.
    """
    row = locked_row(session, reference)
    body = open_body(session, row)
    body["extras"] = {}
    body["safe_contact"] = strictest_of(())
    seal_body(session, row, body)
    remember(session, row, "erased_additions", "visitor", now)


def assign(
    session: Session, reference: str, staff_id: str | None, by: str, now: datetime
) -> Referral:
    """Give a request to a member of staff, or to nobody, and return it; raises NotFound."""
    row = locked_row(session, reference)
    row.assigned_to = checked_id(staff_id) if staff_id else None
    if staff_id and row.status == Status.NEW:
        set_status(row, Status.ASSIGNED, now)
    elif not staff_id and row.status == Status.ASSIGNED:
        set_status(row, Status.NEW, now)
    remember(session, row, "assigned" if staff_id else "unassigned", by, now)
    return with_history(session, [row])[0]


def add_details(
    session: Session,
    reference: str,
    extras: Mapping[str, Any],
    *,
    by: str,
    now: datetime,
    triage: Triage | None = None,
    due_at: datetime | None = None,
) -> Referral:
    """Add what was said after the record, such as {"area": "Leeds"}, and return the request.

    A triage can raise the level and bring the call forward, never the reverse (facts T5); staff
    are told when it does. Raises NotFound.
    """
    row = locked_row(session, reference)
    body = open_body(session, row)
    body["extras"] = {**body.get("extras", {}), **extras}
    before = Triage(Level(row.level), tuple(body["reasons"]))
    after = raised(before, triage) if triage else before
    body["reasons"] = list(after.reasons)
    seal_body(session, row, body)
    remember(session, row, "added", by, now)
    if due_at is not None:
        row.due_at = min(row.due_at, due_at)
    if after.level > before.level:
        set_level(row, after.level)
        tell_staff(session, "referral_raised", row, now)
    joining.raise_lead(session, row, now)
    session.flush()
    return with_history(session, [row])[0]


def _all(session: Session, statement: Any) -> list[Referral]:
    return with_history(session, session.execute(statement).scalars().all())
