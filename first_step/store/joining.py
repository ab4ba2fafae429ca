"""Open requests from one phone or address: one call, several records (facts P13).

A request that joins another points to its lead, which joins nothing and shares a phone number or
an address with it. The lead is as urgent as the most urgent of them, and due as early.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from first_step.admissions.referral import Level
from first_step.store.locks import lock_contacts
from first_step.store.referral_rows import remember, set_level, tell_staff
from first_step.store.tables import ReferralRow

_table = ReferralRow.__table__.c
_lead = ReferralRow.__table__.alias("lead")


def join(session: Session, row: ReferralRow, now: datetime) -> bool:
    """Let a new request join the oldest open one of the same contact; return whether it did.

    Two at once from one contact wait for each other, so one of them leads.
    """
    lock_contacts(session, (row.phone_index, row.email_index))
    same = or_(*_same_contact(row))
    statement = (
        select(ReferralRow)
        .where(same, _table.id != row.id, _table.closed_at.is_(None), _table.joins.is_(None))
        .order_by(ReferralRow.id)
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    lead: ReferralRow | None = session.execute(statement).scalar_one_or_none()
    if lead is None:
        return False
    row.joins = lead.reference
    remember(session, row, "joined", "system", now)
    remember(session, lead, "joined_by", "system", now)
    _raise(session, lead, [row], now)
    return True


def raise_lead(session: Session, row: ReferralRow, now: datetime) -> None:
    """Make the lead of a locked request as urgent as it, and due as early."""
    if row.joins is None or row.closed_at is not None:
        return
    lead = _locked(session, _table.reference == row.joins)
    if lead:
        _raise(session, lead[0], [row], now)


def hand_on(session: Session, reference: str, now: datetime) -> None:
    """Let the oldest of those that join a locked request lead the others, for it is over."""
    leads: list[ReferralRow] = []
    for each in _locked(session, _table.joins == reference, _table.closed_at.is_(None)):
        lead = next((lead for lead in leads if _share(lead, each)), None)
        each.joins = lead.reference if lead else None
        if lead is None:
            leads.append(each)
            remember(session, each, "leads", "system", now)
        else:
            _raise(session, lead, [each], now)
    session.flush()


def is_a_call() -> Any:
    """Return the condition for requests that need a call of their own.

    A condition on this row alone: to look for the lead of each costs a page of 100,000 open
    requests two seconds on PostgreSQL. `lead_orphans` mends what has lost its lead.
    """
    return _table.joins.is_(None)


def lead_orphans(session: Session, now: datetime) -> int:
    """Let open requests whose lead is over or gone lead themselves; return how many there were.

    `hand_on` leaves none. This one finds those that anything else left, so nobody is forgotten.
    """
    led = select(_lead.c.id).where(_lead.c.reference == _table.joins, _lead.c.closed_at.is_(None))
    orphans = _locked(session, _table.joins.is_not(None), _table.closed_at.is_(None), ~led.exists())
    for each in orphans:
        each.joins = None
        remember(session, each, "leads", "system", now)
    return len(orphans)


def levels_joined(session: Session, row: ReferralRow) -> list[Level]:
    """Return the levels of the open requests that join this one."""
    statement = select(ReferralRow.level).where(
        _table.joins == row.reference, _table.closed_at.is_(None)
    )
    return [Level(each) for each in session.execute(statement).scalars()]


def _raise(
    session: Session, lead: ReferralRow, others: Sequence[ReferralRow], now: datetime
) -> None:
    lead.due_at = min(lead.due_at, *(each.due_at for each in others))
    highest = max((Level(each.level) for each in others), key=lambda level: level.rank)
    if highest > Level(lead.level):
        set_level(lead, highest)
        tell_staff(session, "referral_raised", lead, now)
    session.flush()


def _locked(session: Session, *conditions: Any) -> Sequence[ReferralRow]:
    statement = (
        select(ReferralRow)
        .where(*conditions)
        .order_by(ReferralRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows: Sequence[ReferralRow] = session.execute(statement).scalars().all()
    return rows


def _same_contact(row: ReferralRow) -> list[Any]:
    pairs = ((_table.phone_index, row.phone_index), (_table.email_index, row.email_index))
    return [column == value for column, value in pairs if value]


def _share(one: ReferralRow, other: ReferralRow) -> bool:
    phone = one.phone_index and one.phone_index == other.phone_index
    return bool(phone or (one.email_index and one.email_index == other.email_index))
