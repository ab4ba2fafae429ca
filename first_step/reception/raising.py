"""What is written after the record counts too: the request only becomes more urgent (facts T5)."""

from __future__ import annotations

from datetime import datetime

from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.triage import TriageFacts, due_at, triage
from first_step.reception.danger import Heard
from first_step.store import referrals
from first_step.store.database import Session


def raise_request(
    session: Session, conversation: str, heard: Heard, hours: OpeningHours, now: datetime
) -> bool:
    """Raise the open request of a conversation to what a message told of.

    Returns whether the person became urgent by it; then they are to have the numbers at once
    (facts T6). Staff get a notice. Without an open request nothing happens: the form asks.
    """
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
        due_at=due_at(found.level, now, hours, before.contact_window),
    )
    return after.priority > before.priority and after.priority >= Level.URGENT
