"""Rows of requests: made, locked, changed and given back as records."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from first_step.admissions.errors import NotFound, StoreError
from first_step.admissions.referral import ContactRequest, Level, Status, new_reference
from first_step.admissions.triage import Triage
from first_step.store import outbox
from first_step.store.ids import checked_id
from first_step.store.locks import lock_contacts
from first_step.store.referral_records import Referral, body_of, referral_of, seal_body, seal_note
from first_step.store.tables import ReferralEventRow, ReferralRow

_REFERENCE_BYTES = 16
_MOST_TRIES = 5
# Databases limit how many values one statement may have.
_IDS_AT_ONCE = 500
_OVER = (Status.CLOSED, Status.WITHDRAWN)


def insert_row(
    session: Session,
    request: ContactRequest,
    conversation_id: str | None,
    channel: str,
    triage: Triage,
    due_at: datetime,
    now: datetime,
) -> ReferralRow | None:
    """Return the new row, or None when this key was recorded in the same moment."""
    for _ in range(_MOST_TRIES):
        row = ReferralRow(
            reference=new_reference(secrets.token_bytes(_REFERENCE_BYTES)),
            request_key=request.key,
            conversation_id=checked_id(conversation_id) if conversation_id else None,
            channel=checked_id(channel),
            consent_version=request.consent.version,
            due_at=due_at,
            created_at=now,
        )
        set_level(row, triage.level)
        set_status(row, Status.NEW, now)
        row.touched_at = now
        seal_body(session, row, body_of(request, triage.reasons))
        try:
            with session.begin_nested():
                session.add(row)
            return row
        except IntegrityError:
            if row_by_key(session, request.key) is not None:
                return None
    raise StoreError("no free reference was found")


def set_level(row: ReferralRow, level: Level) -> None:
    """Set the level and its place in the queue."""
    row.level, row.level_order = level.value, level_order(level)


def level_order(level: Level) -> int:
    """Return 0 for the most urgent level, 3 for the least."""
    return Level.EMERGENCY.rank - level.rank


def set_status(row: ReferralRow, status: Status, now: datetime) -> None:
    """Set where the request stands, and since when it is over."""
    row.status = status.value
    row.closed_at = now if status in _OVER else None


def remember(
    session: Session,
    row: ReferralRow,
    event: str,
    by: str,
    now: datetime,
    note: str | None = None,
    reason: str | None = None,
) -> None:
    """Add a line to the history; call it once the row has its id. reason: a code."""
    line = ReferralEventRow(
        referral_id=row.id, at=now, by=checked_id(by), event=checked_id(event), status=row.status
    )
    line.reason = reason
    line.note = seal_note(session, row, note)
    if by != "system":
        # What the program does by itself is no contact, and puts off no deletion.
        row.touched_at = max(row.touched_at, now)
    session.add(line)
    session.flush()


def tell_staff(session: Session, kind: outbox.Kind, row: ReferralRow, now: datetime) -> None:
    """Put a notice about the request into the outbox."""
    body = {
        "reference": row.reference,
        "level": row.level,
        "due_at": row.due_at.isoformat(),
        "channel": row.channel,
    }
    if row.joins is not None:
        body["joins"] = row.joins
    outbox.put(session, kind, body, now)


def row_by_key(session: Session, key: str) -> ReferralRow | None:
    """Return the row recorded under this request key, None when there is none."""
    statement = select(ReferralRow).where(ReferralRow.request_key == key)
    row: ReferralRow | None = session.execute(statement).scalar_one_or_none()
    return row


def first_by_key(session: Session, key: str) -> ReferralRow:
    """Return the row that another process recorded under this key; raises StoreError."""
    row = row_by_key(session, key)
    if row is None:
        raise StoreError("a request vanished while it was recorded")
    return row


def locked_rows(session: Session, references: Collection[str]) -> list[ReferralRow]:
    """Return the rows that there are, the oldest first, locked until the transaction ends.

    Their contacts are locked too. Who needs several asks for all of them here at first
    (`locks.py`); to ask again for one of them is harmless.
    """
    wanted = ReferralRow.__table__.c.reference.in_(references)
    contacts = select(ReferralRow.phone_index, ReferralRow.email_index).where(wanted)
    lock_contacts(session, chain.from_iterable(session.execute(contacts)))
    statement = (
        select(ReferralRow)
        .where(wanted)
        .order_by(ReferralRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows: list[ReferralRow] = session.execute(statement).scalars().all()
    return rows


def locked_row(session: Session, reference: str) -> ReferralRow:
    """Return the row, locked until the transaction ends, its contact too; raises NotFound."""
    rows = locked_rows(session, [reference])
    if not rows:
        raise NotFound("there is no such request")
    return rows[0]


def with_history(session: Session, rows: Sequence[ReferralRow]) -> list[Referral]:
    """Return rows as records with their histories, in the order given."""
    events: dict[int, list[ReferralEventRow]] = {row.id: [] for row in rows}
    ids = list(events)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        wanted = ReferralEventRow.__table__.c.referral_id.in_(ids[start : start + _IDS_AT_ONCE])
        statement = select(ReferralEventRow).where(wanted).order_by(ReferralEventRow.id)
        for event in session.execute(statement).scalars():
            events[event.referral_id].append(event)
    return [referral_of(session, row, events[row.id]) for row in rows]
