"""Levels that a person changes: lowered by staff alone, raised by staff too (facts T5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from first_step.admissions.errors import StoreError
from first_step.admissions.referral import LOWERED, RAISED, Level
from first_step.store import joining
from first_step.store.referral_records import Referral
from first_step.store.referral_rows import (
    locked_row,
    remember,
    set_level,
    tell_staff,
    with_history,
)


def lower(
    session: Session,
    reference: str,
    level: Level,
    by: str,
    reason: str,
    now: datetime,
    words: str | None = None,
) -> Referral:
    """Lower the level of a request by a person's decision and return it.

    reason: one of `LOWERED`. words: of staff, sealed. It stays as high as the highest of the
    requests that join it, and due when it was. Raises NotFound, or StoreError for another reason
    or a level that is not lower.
    """
    row = locked_row(session, reference)
    if reason not in LOWERED or not level < Level(row.level):
        raise StoreError("only a lower level with one of the reasons for it can be set")
    set_level(row, max((level, *joining.levels_joined(session, row)), key=lambda each: each.rank))
    remember(session, row, "lowered", by, now, words, reason)
    return with_history(session, [row])[0]


def lift(
    session: Session,
    reference: str,
    level: Level,
    by: str,
    reason: str,
    now: datetime,
    *,
    due_at: datetime,
    words: str | None = None,
) -> Referral:
    """Raise the level of an open request by a person's decision, tell staff, and return it.

    reason: one of `RAISED`. words: of staff, sealed. due_at brings the call forward, never back.
    Raises NotFound, or StoreError for another reason, a level that is not higher, or a request
    that is over.
    """
    row = locked_row(session, reference)
    if reason not in RAISED or not level > Level(row.level) or row.closed_at is not None:
        raise StoreError("only a higher level with one of the reasons for it can be set")
    set_level(row, level)
    row.due_at = min(row.due_at, due_at)
    remember(session, row, "raised", by, now, words, reason)
    tell_staff(session, "referral_raised", row, now)
    joining.raise_lead(session, row, now)
    session.flush()
    return with_history(session, [row])[0]
