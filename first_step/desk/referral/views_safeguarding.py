"""Safeguarding: anybody tells the lead, the lead and duty managers alone read and add notes."""

from __future__ import annotations

from starlette.responses import Response

from first_step.desk.access import Permission
from first_step.desk.events import Event, note, note_refusal
from first_step.desk.problems import DeskProblem
from first_step.desk.referral.guarding import may_see
from first_step.desk.referral.page import LONGEST_NOTE, length_error, reference_of, refused
from first_step.desk.referral.words import AGREEMENTS
from first_step.desk.visit import Visit
from first_step.store import safeguarding

_SHORTEST = 3


def escalate(visit: Visit) -> Response:
    """Ask the lead to look, with what worries, and whether the person agreed (facts H8).

    Whoever asks is told the same whether somebody asked before: that is not theirs to learn.
    """
    errors = _errors(visit)
    if any(errors.values()):
        return refused(visit, errors)
    reference, me = reference_of(visit), visit.staff.id
    with visit.desk.database.write() as session:
        safeguarding.escalate(session, reference, me, visit.now)
        safeguarding.add_note(session, reference, me, _words(visit), visit.now)
        note(session, visit, Event.SAFEGUARDING_NOTE_ADDED, reference)
    return visit.redirect(f"/referrals/{reference}?done=escalated")


def add_note(visit: Visit) -> Response:
    """Add a sealed note, by those who may read them."""
    words = visit.field("guard_note")
    reference = reference_of(visit)
    with visit.desk.database.read() as session:
        allowed = may_see(session, visit)
    if not allowed:
        note_refusal(visit, Permission.SEE_SAFEGUARDING)
        raise DeskProblem("no_permission")
    error = length_error(words, LONGEST_NOTE, "Write a note")
    if error:
        return refused(visit, {"guard_note": error})
    with visit.desk.database.write() as session:
        safeguarding.add_note(session, reference, visit.staff.id, words, visit.now)
        note(session, visit, Event.SAFEGUARDING_NOTE_ADDED, reference)
    return visit.redirect(f"/referrals/{reference}?done=guard_noted")


def _errors(visit: Visit) -> dict[str, str]:
    agreement, because = visit.field("agreement"), visit.field("because")
    errors = {"agreement": "" if agreement in AGREEMENTS else "Say whether they agreed."}
    least = 0 if agreement == "agreed" else _SHORTEST
    errors["because"] = length_error(because, LONGEST_NOTE, "Say why", least=least)
    concern = visit.field("concern")
    errors["concern"] = length_error(concern, LONGEST_NOTE, "Say what worries you", least=_SHORTEST)
    return errors


def _words(visit: Visit) -> str:
    agreement = f"{AGREEMENTS[visit.field('agreement')].rstrip(' …')}"
    because = visit.field("because")
    return f"{visit.field('concern')}\n\n{agreement}{' ' + because if because else ''}"
