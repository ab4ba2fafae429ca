"""The page of one request: opened, shown in full, taken, moved, noted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from first_step.admissions.referral import REASONS, Status, find_reference
from first_step.desk.access import moves_open_to
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.problems import DeskProblem
from first_step.desk.referral.card import Card, Reader, card_of, version_of
from first_step.desk.visit import Visit
from first_step.store import referrals
from first_step.store.database import Session
from first_step.store.referrals import Referral

LONGEST_REASON = 200
LONGEST_NOTE = 500
_DONE = {
    "taken": "This request is yours now.",
    "moved": "Saved.",
    "noted": "The note is added.",
}
_CHANGED = (
    "A colleague changed this request while you had it open, so nothing was saved."
    " Look at the history, then try again."
)
_FIELDS = ("status", "ending", "reason", "note")


def show_referral(visit: Visit) -> Response:
    """Return the page without who it is."""
    return _page(visit, Event.REFERRAL_OPENED)


def show_details(visit: Visit) -> Response:
    """Return the page with name, phone and e-mail, which is written down."""
    return _page(visit, Event.DETAILS_SHOWN, details=True)


def take(visit: Visit) -> Response:
    """Give the request to whoever is signed in."""

    def take_it(session: Session, referral: Referral) -> None:
        if referral.status in (Status.CLOSED, Status.WITHDRAWN):
            raise DeskProblem("bad_form")
        referrals.assign(session, referral.reference, visit.staff.id, visit.staff.id, visit.now)
        note(session, visit, Event.REFERRAL_TAKEN, referral.reference)

    return _change(visit, "taken", take_it)


def move(visit: Visit) -> Response:
    """Change where the request stands, with a reason."""
    errors = _move_errors(visit)
    if errors:
        return _page(visit, Event.REFERRAL_OPENED, 400, errors=errors)

    def move_it(session: Session, referral: Referral) -> None:
        status = _chosen(visit, referral)
        _move(session, visit, referral, status)
        note(session, visit, Event.REFERRAL_MOVED, referral.reference, status=status.value)

    return _change(visit, "moved", move_it)


def add_note(visit: Visit) -> Response:
    """Add a note to the history."""
    words = visit.field("note")
    if not 1 <= len(words) <= LONGEST_NOTE:
        error = f"Write a note of 1 to {LONGEST_NOTE} characters."
        return _page(visit, Event.REFERRAL_OPENED, 400, errors={"note": error})
    reference = _reference(visit)
    with visit.desk.database.write() as session:
        referrals.add_event(session, reference, "note", visit.staff.id, visit.now, words)
        note(session, visit, Event.NOTE_ADDED, reference)
    return visit.redirect(f"/referrals/{reference}?done=noted")


def _change(visit: Visit, done: str, step: Callable[[Session, Referral], None]) -> Response:
    """Take a step unless a colleague was faster; opening and step are one transaction."""
    reference = _reference(visit)
    with visit.desk.database.write() as session:
        referral = referrals.get(session, reference)
        current = version_of(referral) == visit.field("seen")
        if current:
            step(session, referral)
    if not current:
        return _page(visit, Event.REFERRAL_OPENED, 409, problem=_CHANGED)
    return visit.redirect(f"/referrals/{reference}?done={done}")


def _move(session: Session, visit: Visit, referral: Referral, status: Status) -> None:
    me, reference, words = visit.staff.id, referral.reference, visit.field("reason")
    # One list serves both ways to end; for any other step it is left as it was.
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
    for status in moves_open_to(visit.staff.roles, referral.status, referral.priority):
        if status.value == visit.field("status"):
            return status
    raise DeskProblem("bad_form")


def _move_errors(visit: Visit) -> Mapping[str, str]:
    errors = {}
    if visit.field("status") not in {status.value for status in Status}:
        errors["status"] = "Choose what happened."
    elif not _ending_fits(Status(visit.field("status")), visit.field("ending")):
        errors["ending"] = "Choose why it ends."
    if not 1 <= len(visit.field("reason")) <= LONGEST_REASON:
        errors["reason"] = f"Say why, in 1 to {LONGEST_REASON} characters."
    return errors


def _ending_fits(status: Status, ending: str) -> bool:
    return status not in REASONS or ending in REASONS[status]


def _page(
    visit: Visit,
    event: Event,
    status: int = 200,
    *,
    details: bool = False,
    errors: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    card = _card(visit, event, details)
    return visit.page(
        "referral/templates/referral.html",
        f"Request {card.reference}",
        status=status,
        section="referral",
        card=card,
        done=_DONE.get(visit.query("done"), ""),
        problem=problem or ("Nothing was saved. See below." if errors else ""),
        errors={**dict.fromkeys(_FIELDS, ""), **(errors or {})},
        typed={name: visit.field(name) for name in _FIELDS},
    )


def _card(visit: Visit, event: Event, details: bool) -> Card:
    """Return the request in words; what is shown is written down in the same transaction."""
    reader = Reader(visit.staff.id, visit.staff.roles, visit.now, details)
    reference = _reference(visit)
    with visit.desk.database.write() as session:
        referral = referrals.get(session, reference)
        linked = referrals.linked(session, reference)
        names = load_names(session, reader.id)
        note(session, visit, event, reference)
    return card_of(referral, linked, reader, visit.desk.reasons, names)


def _reference(visit: Visit) -> str:
    reference = find_reference(str(visit.request.path_params["reference"]))
    if reference is None:
        raise DeskProblem("not_found")
    return reference
