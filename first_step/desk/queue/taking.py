"""Taking work from the queue: the next one to ring, or several at once."""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.errors import NotFound
from first_step.admissions.referral import Status, find_reference
from first_step.desk.access import Permission, may
from first_step.desk.events import Event, note
from first_step.desk.problems import DeskProblem
from first_step.desk.queue.ring import ring_of
from first_step.desk.visit import Visit
from first_step.store import call_queue, leases, referrals, staff
from first_step.store.database import Session

_BOX = "pick-"
_OVER = (Status.CLOSED, Status.WITHDRAWN)


def take_next(visit: Visit) -> Response:
    """Assign the first request that nobody has and that is safe to ring now, and hold it.

    Of two people at the same moment each gets another one: the lease decides, in the database.
    """
    with visit.desk.database.read() as reading:
        for entry in call_queue.free_to_ring(reading, visit.now):
            if ring_of(entry, visit.desk.hours, visit.now).state != "now":
                continue
            if _take(visit, entry.request.reference):
                return visit.redirect(f"/referrals/{entry.request.reference}?done=taken")
    return visit.redirect("/?done=nobody")


def take_several(visit: Visit) -> Response:
    """Give the requests that were ticked to whoever is signed in, or to a colleague."""
    to = _recipient(visit)
    picked = [find_reference(name[len(_BOX) :]) for name in visit.form if name.startswith(_BOX)]
    references = sorted({reference for reference in picked if reference})
    with visit.desk.database.write() as session:
        referrals.lock(session, references)
        given = sum(_give(session, visit, reference, to) for reference in references)
    if not given:
        return visit.redirect("/?done=none")
    if given < len(references):
        return visit.redirect("/?done=some")
    return visit.redirect("/?done=took" if to == visit.staff.id else "/?done=assigned")


def _take(visit: Visit, reference: str) -> bool:
    """Assign and hold one, in a transaction of its own: what others have is not kept locked."""
    me = visit.staff.id
    with visit.desk.database.write() as session:
        if not _hold(session, visit, reference):
            return False
        referrals.assign(session, reference, me, me, visit.now)
        note(session, visit, Event.TAKEN_NEXT, reference)
    return True


def _hold(session: Session, visit: Visit, reference: str) -> bool:
    """Hold a request for a call; False when a colleague took or closed it in the same moment."""
    try:
        if not leases.claim(session, reference, visit.staff.id, visit.now):
            return False
    except NotFound:
        return False
    if referrals.get(session, reference).assigned_to is None:
        return True
    leases.release(session, reference, visit.staff.id, visit.now)
    return False


def _give(session: Session, visit: Visit, reference: str, to: str) -> bool:
    """Assign one request unless it is over, a colleague has it, or rings there now.

    Whoever may give requests to others may also take them from others.
    """
    me = visit.staff.id
    referral = referrals.find(session, reference)
    if referral is None or referral.status in _OVER or referral.assigned_to == to:
        return False
    if referral.assigned_to is not None and not visit.may(Permission.ASSIGN_OTHERS):
        return False
    if leases.holder(session, reference, visit.now) not in (None, me, to):
        return False
    referrals.assign(session, reference, to, me, visit.now)
    note(session, visit, Event.REFERRAL_GIVEN, reference, to=to)
    return True


def _recipient(visit: Visit) -> str:
    """Return whom to give requests to; raises DeskProblem for somebody who may not have them."""
    chosen = visit.field("to")
    if visit.field("what") != "give":
        return visit.staff.id
    if not visit.may(Permission.ASSIGN_OTHERS):
        raise DeskProblem("no_permission")
    with visit.desk.database.read() as session:
        found = staff.get(session, chosen)
    if found is None or not found.active or not may(found.roles, Permission.WORK_REFERRALS):
        raise DeskProblem("bad_form")
    return chosen
