"""Safeguarding on the page of a request: who may see what, and what they see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from first_step.desk.access import Permission, Role
from first_step.desk.names import Names
from first_step.desk.visit import Visit
from first_step.desk.words import moment_in_words
from first_step.store import duties, safeguarding
from first_step.store.database import Session
from first_step.store.duties import OnDuty


@dataclass(frozen=True)
class GuardNote:
    """One sealed note, opened."""

    text: str
    at: str
    by: str


@dataclass(frozen=True)
class Guarding:
    """What whoever is signed in may know. visible: whether notes and escalation are theirs to see.

    lead_words: whom to tell tonight.
    """

    visible: bool
    since: str
    notes: tuple[GuardNote, ...]
    lead_words: str

    @property
    def shows_something(self) -> bool:
        """Whether something is on the page that others may not see."""
        return self.visible and bool(self.since or self.notes)


def may_see(session: Session, visit: Visit) -> bool:
    """Return whether it is a duty manager, an administrator, or the lead of this shift."""
    return visit.may(Permission.SEE_SAFEGUARDING) or _leads(session, visit)


def may_take_away(session: Session, visit: Visit) -> bool:
    """Return whether an export may hold the notes: for a duty manager or the lead alone."""
    return Role.DUTY_MANAGER.value in visit.staff.roles or _leads(session, visit)


def guarding_of(session: Session, visit: Visit, reference: str, names: Names) -> Guarding:
    """Return what this member of staff may know about safeguarding here."""
    lead_words = _lead_words(duties.current(session, visit.now), visit.staff.id)
    if not may_see(session, visit):
        return Guarding(False, "", (), lead_words)
    since = safeguarding.escalated_at(session, reference)
    notes = tuple(
        GuardNote(each.text, moment_in_words(each.at), names.of(each.by))
        for each in safeguarding.notes(session, reference)
    )
    return Guarding(True, moment_in_words(since) if since else "", notes, lead_words)


def _leads(session: Session, visit: Visit) -> bool:
    lead = duties.current(session, visit.now).get("safeguarding_lead")
    return lead is not None and lead.staff_id == visit.staff.id


def _lead_words(on_duty: Mapping[str, OnDuty], me: str) -> str:
    lead, manager = on_duty.get("safeguarding_lead"), on_duty.get("duty_manager")
    if lead is not None:
        who = "You are" if lead.staff_id == me else f"{lead.name} is"
        return f"{who} safeguarding lead now. Tell them in person as well, the same day."
    if manager is not None:
        return f"Nobody is down as safeguarding lead now. Tell the duty manager, {manager.name}."
    return "Nobody is down as safeguarding lead or duty manager now. Ring whoever leads the team."
