"""Search by reference, phone number, e-mail address or name.

What was typed may say who somebody is, so it is sent as a form and never stands in an address.
"""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.details import find_ways_to_reach
from first_step.admissions.referral import find_reference
from first_step.desk.events import Event, note
from first_step.desk.queue.board import row_of
from first_step.desk.queue.views import queue_page, reader_of
from first_step.desk.visit import Visit
from first_step.desk.words import counted
from first_step.store import call_queue, referrals
from first_step.store.call_queue import MOST_NAMES_READ, Found
from first_step.store.database import Session

_SHORTEST_NAME = 2
_LONGEST = 120
_TYPE_SOMETHING = "Type a reference such as FS-7K3M-QX, a phone number, an email address or a name."
_NOT_FOUND = "No request has this reference."


def search(visit: Visit) -> Response:
    """Lead to the request with a reference, or list those of a number, an address or a name."""
    typed = visit.field("q")[:_LONGEST]
    reference = find_reference(typed)
    if reference is not None:
        return _by_reference(visit, typed, reference)
    if len(typed) < _SHORTEST_NAME:
        return queue_page(visit, 400, problem=_TYPE_SOMETHING, typed=typed)
    phone, email = find_ways_to_reach(typed)
    with visit.desk.database.write() as session:
        kind = "contact" if phone or email else "name"
        found = _found(session, visit, typed, phone, email)
        note(session, visit, Event.SEARCHED, kind, found=len(found.entries))
        reader = reader_of(visit, session)
    if len(found.entries) == 1 and kind == "contact":
        return visit.redirect(f"/referrals/{found.entries[0].request.reference}")
    rows = tuple(row_of(entry, reader) for entry in found.entries)
    return visit.page(
        "queue/templates/found.html",
        "Search",
        section="queue",
        searched=typed,
        search_problem="",
        rows=rows,
        by_name=kind == "name",
        title_words=f"{counted(len(rows), 'request')} found" if rows else "Nobody found",
        incomplete="" if found.complete else _incomplete(),
    )


def show_search(visit: Visit) -> Response:
    """Lead back to the queue: a search is sent as a form, so its page has no address."""
    return visit.redirect("/")


def _by_reference(visit: Visit, typed: str, reference: str) -> Response:
    with visit.desk.database.write() as session:
        found = referrals.find(session, reference)
        note(session, visit, Event.SEARCHED, reference, found=found is not None)
    if found is None:
        return queue_page(visit, 404, problem=_NOT_FOUND, typed=typed)
    return visit.redirect(f"/referrals/{reference}")


def _found(
    session: Session, visit: Visit, typed: str, phone: str | None, email: str | None
) -> Found:
    if phone is None and email is None:
        return call_queue.named(session, typed, visit.now)
    same = referrals.find_by_contact(session, phone=phone, email=email, limit=50)
    references = [each.reference for each in same]
    return Found(tuple(call_queue.of_references(session, references, visit.now)), True)


def _incomplete() -> str:
    return f"There may be more: the {MOST_NAMES_READ:,} due first were looked through."
