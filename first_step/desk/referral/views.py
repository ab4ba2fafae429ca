"""The page of one request: opened, shown in full, taken, given, moved, withdrawn, noted on."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from first_step.admissions.referral import REASONS, Status
from first_step.desk.access import Permission, may
from first_step.desk.events import Event, note
from first_step.desk.problems import DeskProblem
from first_step.desk.referral.card import OVER, moves_on_offer
from first_step.desk.referral.live import show_live as live_part
from first_step.desk.referral.page import (
    LONGEST_NOTE,
    LONGEST_REASON,
    change,
    length_error,
    page,
    reference_of,
    refused,
)
from first_step.desk.visit import Visit
from first_step.store import referrals, staff
from first_step.store.database import Session
from first_step.store.referrals import Referral


def show_referral(visit: Visit) -> Response:
    """Return the page without who it is."""
    return page(visit, Event.REFERRAL_OPENED)


def show_live(visit: Visit) -> Response:
    """Return the part of the page that changes by itself."""
    return live_part(visit, reference_of(visit))


def show_details(visit: Visit) -> Response:
    """Return the page with name, phone and e-mail, which is written down."""
    return page(visit, Event.DETAILS_SHOWN, details=True)


def take(visit: Visit) -> Response:
    """Give the request to whoever is signed in."""

    def take_it(session: Session, referral: Referral) -> str:
        _check_open(referral)
        referrals.assign(session, referral.reference, visit.staff.id, visit.staff.id, visit.now)
        note(session, visit, Event.REFERRAL_TAKEN, referral.reference)
        return "taken"

    return change(visit, take_it)


def assign(visit: Visit) -> Response:
    """Give the request to a colleague who is active and works on requests."""
    wanted = visit.field("colleague")

    def give(session: Session, referral: Referral) -> str:
        _check_open(referral)
        member = staff.get(session, wanted)
        if not (member and member.active and may(member.roles, Permission.WORK_REFERRALS)):
            raise DeskProblem("bad_form")
        referrals.assign(session, referral.reference, member.id, visit.staff.id, visit.now)
        note(session, visit, Event.REFERRAL_ASSIGNED, referral.reference, to=member.id)
        return "assigned"

    return change(visit, give) if wanted else refused(visit, {"colleague": "Choose a colleague."})


def move(visit: Visit) -> Response:
    """Change where the request stands, with a reason."""
    errors = _move_errors(visit)
    if errors:
        return refused(visit, errors)

    def move_it(session: Session, referral: Referral) -> str:
        status = _chosen(visit, referral)
        _move(session, visit, referral, status)
        note(session, visit, Event.REFERRAL_MOVED, referral.reference, status=status.value)
        return "moved"

    return change(visit, move_it)


def withdraw(visit: Visit) -> Response:
    """End the request because the person asked us to stop, by phone or in writing."""
    how = visit.field("how")
    if how not in REASONS[Status.WITHDRAWN]:
        return refused(visit, {"how": "Choose how they asked."})

    def end(session: Session, referral: Referral) -> str:
        if referral.status is Status.WITHDRAWN:
            raise DeskProblem("bad_form")
        reference, me = referral.reference, visit.staff.id
        referrals.move(session, reference, Status.WITHDRAWN, me, None, visit.now, how)
        note(session, visit, Event.REFERRAL_MOVED, reference, status=Status.WITHDRAWN.value)
        return "withdrawn"

    return change(visit, end)


def add_note(visit: Visit) -> Response:
    """Add a note to the history."""
    words = visit.field("note")
    error = length_error(words, LONGEST_NOTE, "Write a note")
    if error:
        return refused(visit, {"note": error})
    reference = reference_of(visit)
    with visit.desk.database.write() as session:
        referrals.add_event(session, reference, "note", visit.staff.id, visit.now, words)
        note(session, visit, Event.NOTE_ADDED, reference)
    return visit.redirect(f"/referrals/{reference}?done=noted")


def _check_open(referral: Referral) -> None:
    if referral.status in OVER:
        raise DeskProblem("bad_form")


def _move(session: Session, visit: Visit, referral: Referral, status: Status) -> None:
    me, reference, words = visit.staff.id, referral.reference, visit.field("reason")
    # The list of endings stands in the form of every step: for any other it is left as it was.
    ending = visit.field("ending") if status in REASONS else None
    if referral.assigned_to is None and status is not Status.NEW:
        # Whoever works on a request has it: then those that nobody has are exactly the new ones.
        referrals.assign(session, reference, me, me, visit.now)
    referrals.move(session, reference, status, me, words, visit.now, ending)
    if status is Status.NEW:
        referrals.assign(session, reference, None, me, visit.now)
    elif status is Status.ASSIGNED and referral.assigned_to not in (None, me):
        referrals.assign(session, reference, me, me, visit.now)


def _chosen(visit: Visit, referral: Referral) -> Status:
    """Return the state that was chosen; raises DeskProblem for one that was not on offer."""
    for status in moves_on_offer(referral, visit.staff.roles):
        if status.value == visit.field("status"):
            return status
    raise DeskProblem("bad_form")


def _move_errors(visit: Visit) -> Mapping[str, str]:
    errors = {}
    if visit.field("status") not in {status.value for status in Status}:
        errors["status"] = "Choose what happened."
    elif not _ending_fits(Status(visit.field("status")), visit.field("ending")):
        errors["ending"] = "Choose why it ends."
    reason = length_error(visit.field("reason"), LONGEST_REASON, "Say why")
    return {**errors, **({"reason": reason} if reason else {})}


def _ending_fits(status: Status, ending: str) -> bool:
    return status not in REASONS or ending in REASONS[status]
