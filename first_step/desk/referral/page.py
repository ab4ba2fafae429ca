"""The page of one request, and the way every form on it is acted upon."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from first_step.admissions.referral import find_reference
from first_step.desk.access import Permission, may
from first_step.desk.events import Event, note
from first_step.desk.names import Names, load_names
from first_step.desk.problems import DeskProblem
from first_step.desk.referral.call import Call, call_of
from first_step.desk.referral.card import Card, Reader, card_of, version_of
from first_step.desk.referral.contact import rules_of
from first_step.desk.referral.guarding import Guarding, guarding_of
from first_step.desk.referral.live import Live, live_of
from first_step.desk.referral.words import (
    AGREEMENTS,
    LOWERED_NAMES,
    RAISED_NAMES,
    Choice,
)
from first_step.desk.visit import Visit
from first_step.store import leases, referrals, staff
from first_step.store.database import Session
from first_step.store.referrals import Referral

LONGEST_REASON = 200
LONGEST_NOTE = 500
_TEMPLATE = "referral/templates/referral.html"
_DONE = {
    "taken": "This request is yours now.",
    "assigned": "Your colleague has it now. Tell them as well.",
    "moved": "Saved.",
    "noted": "The note is added.",
    "called": "The call is kept.",
    "dropped": "Colleagues see that you are not ringing any more.",
    "lowered": "The level is lowered.",
    "kept_high": "A request that joins this one is more urgent, so the level stays higher.",
    "raised": "The level is raised, and colleagues are told.",
    "withdrawn": "Noted. Nobody contacts them again.",
    "escalated": "The safeguarding lead sees it now. Tell them in person as well.",
    "guard_noted": "The safeguarding note is added.",
}
_CHANGED = (
    "A colleague changed this request while you had it open, so nothing was saved."
    " Look at the history, then try again."
)
_FIELDS = (
    *("status", "ending", "reason", "note", "outcome", "call_words", "colleague", "how"),
    *("level", "why", "level_words", "sure", "agreement", "because", "concern", "guard_note"),
    *("typed", "form", "export_sure"),
)


@dataclass(frozen=True)
class _Shown:
    card: Card
    call: Call
    live: Live
    guarding: Guarding
    colleagues: tuple[Choice, ...]


def page(
    visit: Visit,
    event: Event,
    status: int = 200,
    *,
    details: bool = False,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    """Return the page; what it shows is written down. errors: what to say next to which field."""
    shown = _shown(visit, event, details)
    return visit.page(
        _TEMPLATE,
        f"Request {shown.card.reference}",
        status=status,
        section="referral",
        card=shown.card,
        call=shown.call,
        live=shown.live,
        guarding=shown.guarding,
        colleagues=shown.colleagues,
        lowered=LOWERED_NAMES,
        raised=RAISED_NAMES,
        agreements=AGREEMENTS,
        may_export=visit.may(Permission.EXPORT_AND_ERASE),
        done=_DONE.get(visit.query("done"), ""),
        problem=problem or ("Nothing was saved. See below." if errors else ""),
        errors={**dict.fromkeys(_FIELDS, ""), **(errors or {})},
        typed={name: visit.field(name) for name in _FIELDS},
    )


def refused(visit: Visit, errors: Mapping[str, str]) -> Response:
    """Return the page with what was wrong with the form, next to its fields."""
    return page(visit, Event.REFERRAL_OPENED, 400, errors=errors)


def change(visit: Visit, step: Callable[[Session, Referral], str]) -> Response:
    """Take a step unless a colleague was faster; opening and step are one transaction.

    step returns what was done, as a key of the words that are shown then.
    """
    reference = reference_of(visit)
    done = ""
    with visit.desk.database.write() as session:
        referral = referrals.get(session, reference)
        if version_of(referral) == visit.field("seen"):
            done = step(session, referral)
    if not done:
        return page(visit, Event.REFERRAL_OPENED, 409, problem=_CHANGED)
    return visit.redirect(f"/referrals/{reference}?done={done}")


def reference_of(visit: Visit) -> str:
    """Return the reference in the address; raises DeskProblem."""
    reference = find_reference(str(visit.request.path_params["reference"]))
    if reference is None:
        raise DeskProblem("not_found")
    return reference


def length_error(words: str, longest: int, asked: str, *, least: int = 1) -> str:
    """Return what is wrong with the length of words, empty when nothing is."""
    return "" if least <= len(words) <= longest else f"{asked}, in {least} to {longest} characters."


def _shown(visit: Visit, event: Event, details: bool) -> _Shown:
    reference = reference_of(visit)
    with visit.desk.database.write() as session:
        referral = referrals.get(session, reference)
        linked = referrals.linked(session, reference)
        names = load_names(session, visit.staff.id)
        guarding = guarding_of(session, visit, reference, names)
        ringing = leases.holder(session, reference, visit.now)
        colleagues = _colleagues(session, referral)
        note(session, visit, event, reference)
        if guarding.shows_something:
            note(session, visit, Event.SAFEGUARDING_SHOWN, reference)
    me = visit.staff
    reader = Reader(me.id, me.roles, visit.now, details, guarding.visible)
    rules = rules_of(referral, linked)
    return _Shown(
        card=card_of(referral, linked, reader, visit.desk.reasons, names),
        call=call_of(referral, rules, visit.desk.hours, visit.now, mine=ringing == me.id),
        live=live_of(referral, _other(ringing, me.id, names), version_of(referral)),
        guarding=guarding,
        colleagues=colleagues,
    )


def _other(ringing: str | None, me: str, names: Names) -> str:
    return names.of(ringing) if ringing not in (None, me) and ringing else ""


def _colleagues(session: Session, referral: Referral) -> tuple[Choice, ...]:
    """Return who may be given the request: everybody active who works on requests."""
    return tuple(
        Choice(member.id, member.name)
        for member in staff.everyone(session)
        if member.active
        and member.id != referral.assigned_to
        and may(member.roles, Permission.WORK_REFERRALS)
    )
