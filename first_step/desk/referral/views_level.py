"""Levels that a person changes: lowered by staff alone and never by the program, raised too."""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.referral import LOWERED, RAISED, Level
from first_step.admissions.triage import due_at
from first_step.desk.events import Event, note
from first_step.desk.problems import DeskProblem
from first_step.desk.referral.card import OVER
from first_step.desk.referral.page import LONGEST_REASON, change, length_error, refused
from first_step.desk.visit import Visit
from first_step.store import levels
from first_step.store.database import Session
from first_step.store.referrals import Referral


def lower(visit: Visit) -> Response:
    """Lower the level, for a reason that somebody answers for."""
    errors = _errors(visit, LOWERED)
    if visit.field("sure") != "yes":
        errors["sure"] = "Say that you decided this."
    if any(errors.values()):
        return refused(visit, errors)

    def lower_it(session: Session, referral: Referral) -> str:
        wanted = _wanted(visit, referral)
        if not wanted < referral.priority:
            raise DeskProblem("bad_form")
        made = levels.lower(
            session,
            referral.reference,
            wanted,
            visit.staff.id,
            visit.field("why"),
            visit.now,
            visit.field("level_words") or None,
        )
        _note(session, visit, Event.LEVEL_LOWERED, referral, made)
        return "lowered" if made.priority == wanted else "kept_high"

    return change(visit, lower_it)


def lift(visit: Visit) -> Response:
    """Raise the level and bring the call forward."""
    errors = _errors(visit, RAISED)
    if any(errors.values()):
        return refused(visit, errors)

    def lift_it(session: Session, referral: Referral) -> str:
        wanted = _wanted(visit, referral)
        if not wanted > referral.priority:
            raise DeskProblem("bad_form")
        made = levels.lift(
            session,
            referral.reference,
            wanted,
            visit.staff.id,
            visit.field("why"),
            visit.now,
            due_at=due_at(wanted, visit.now, visit.desk.hours, referral.contact_window),
            words=visit.field("level_words") or None,
        )
        _note(session, visit, Event.LEVEL_RAISED, referral, made)
        return "raised"

    return change(visit, lift_it)


def _errors(visit: Visit, reasons: tuple[str, ...]) -> dict[str, str]:
    words = visit.field("level_words")
    return {
        "level": "" if visit.field("level") in set(map(str, Level)) else "Choose a level.",
        "why": "" if visit.field("why") in reasons else "Choose why.",
        "level_words": length_error(words, LONGEST_REASON, "Say it shorter", least=0),
    }


def _wanted(visit: Visit, referral: Referral) -> Level:
    if referral.status in OVER:
        raise DeskProblem("bad_form")
    return Level(visit.field("level"))


def _note(session: Session, visit: Visit, event: Event, before: Referral, after: Referral) -> None:
    codes = {"before": str(before.priority), "after": str(after.priority)}
    note(session, visit, event, before.reference, reason=visit.field("why"), **codes)
