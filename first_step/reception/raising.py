"""What is written after the record counts too: the request only becomes more urgent (facts T5)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from first_step.admissions.errors import ContentError, NotFound, SealError
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.triage import TriageFacts, due_at, triage
from first_step.reception.danger import Heard
from first_step.store import referrals
from first_step.store.database import Session

_log = logging.getLogger(__name__)


def raise_request(
    session: Session,
    conversation: str,
    heard: Heard,
    hours: Callable[[], OpeningHours],
    now: datetime,
) -> bool:
    """Raise the open request of a conversation to what a message told of.

    Returns whether the person became urgent by it; then they are to have the numbers at once
    (facts T6). Staff get a notice. Without an open request nothing happens: the form asks.

    Where the request cannot be read or is gone, or the hours are wrong, it stays as it is and the
    log says so: that must cost nobody their message, nor the card.
    """
    try:
        with session.begin_nested():
            return _raise(session, conversation, heard, hours, now)
    except (SealError, NotFound, ContentError) as error:
        _log.error("a request could not be raised: %s", type(error).__name__)
        return False


def _raise(
    session: Session,
    conversation: str,
    heard: Heard,
    hours: Callable[[], OpeningHours],
    now: datetime,
) -> bool:
    signs = (heard.decision.label,) if heard.decision.band == "act" and heard.decision.label else ()
    if not (heard.red_flags or signs):
        return False
    made_here = referrals.of_conversation(session, conversation)
    before = next((each for each in made_here if each.closed_at is None), None)
    if before is None:
        return False
    facts = TriageFacts.of(before).with_more(red_flags=heard.red_flags, signs=signs)
    found = triage(facts)
    if not set(found.reasons) - {*before.reasons, "R22"}:
        return False
    after = referrals.add_details(
        session,
        before.reference,
        {},
        by="visitor",
        now=now,
        triage=found,
        due_at=due_at(found.level, now, hours(), before.contact_window),
    )
    return after.priority > before.priority and after.priority >= Level.URGENT
