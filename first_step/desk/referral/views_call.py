"""Ringing: one at a time, with the number shown, and each call kept with how it went."""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.safe_to_ring import safe_to_ring
from first_step.desk.events import Event, note
from first_step.desk.problems import DeskProblem
from first_step.desk.referral.call import outcomes_of, what_follows
from first_step.desk.referral.card import OVER
from first_step.desk.referral.contact import rules_of
from first_step.desk.referral.page import (
    LONGEST_REASON,
    change,
    length_error,
    page,
    reference_of,
    refused,
)
from first_step.desk.visit import Visit
from first_step.store import call_attempts, leases, referrals
from first_step.store.database import Session
from first_step.store.referrals import Referral

_OVER = "This request is over, so nobody rings. Look at the history."
_TAKEN = "A colleague is ringing them now. Nobody else rings until that call is over."


def ring(visit: Visit) -> Response:
    """Let nobody else ring, and show who it is; both are written down."""
    reference = reference_of(visit)
    problem = ""
    with visit.desk.database.write() as session:
        referral = referrals.get(session, reference)
        if referral.status in OVER:
            problem = _OVER
        elif not leases.claim(session, reference, visit.staff.id, visit.now):
            problem = _TAKEN
        else:
            safe = _is_safe(session, visit, referral)
            note(session, visit, Event.CALL_STARTED, reference, safe_time=safe)
    if problem:
        return page(visit, Event.REFERRAL_OPENED, 409, problem=problem)
    return page(visit, Event.DETAILS_SHOWN, details=True)


def stop_ringing(visit: Visit) -> Response:
    """Let others ring again, for no call was made."""
    reference = reference_of(visit)
    with visit.desk.database.write() as session:
        if leases.release(session, reference, visit.staff.id, visit.now):
            note(session, visit, Event.CALL_DROPPED, reference)
    return visit.redirect(f"/referrals/{reference}?done=dropped")


def keep_call(visit: Visit) -> Response:
    """Keep how a call went and when to try again; the state follows."""
    outcome, words = visit.field("outcome"), visit.field("call_words")
    errors = {"outcome": "" if outcome else "Choose how it went."}
    errors["call_words"] = length_error(words, LONGEST_REASON, "Say it shorter", least=0)
    if any(errors.values()):
        return refused(visit, errors)

    def keep(session: Session, referral: Referral) -> str:
        rules = rules_of(referral, referrals.linked(session, referral.reference))
        if referral.status in OVER or outcome not in outcomes_of(referral, rules):
            raise DeskProblem("bad_form")
        _keep(session, visit, referral, outcome, words)
        note(session, visit, Event.CALL_KEPT, referral.reference, outcome=outcome)
        return "called"

    return change(visit, keep)


def _keep(session: Session, visit: Visit, referral: Referral, outcome: str, words: str) -> None:
    reference, me = referral.reference, visit.staff.id
    made = call_attempts.record_attempt(
        session, reference, outcome, me, visit.now, words=words or None
    )
    rules = rules_of(made, referrals.linked(session, reference))
    found = what_follows(made, rules, visit.desk.hours, visit.now)
    if found.start is not None:
        call_attempts.plan(session, reference, found.start)


def _is_safe(session: Session, visit: Visit, referral: Referral) -> bool:
    rules = rules_of(referral, referrals.linked(session, referral.reference))
    return safe_to_ring(referral.contact_window, rules, visit.desk.hours, visit.now).now
