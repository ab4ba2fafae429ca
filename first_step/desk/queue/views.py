"""The first screen: alerts, who is on shift, and the queue with its live part."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from starlette.responses import Response

from first_step.desk.access import Permission, may
from first_step.desk.duty.shift import Shift, shift_of
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.pages import html
from first_step.desk.problems import DeskProblem
from first_step.desk.queue.board import Found, Reader, board_of
from first_step.desk.queue.filters import SHOWS, Asked, asked_of, wanted_of
from first_step.desk.visit import Visit
from first_step.store import alerts, call_queue, staff
from first_step.store.database import Session

PAGE_SIZE = 25
VERSION_HEADER = "x-desk-version"
# Long enough for the next shift to see who took on what.
OWNED_FOR = timedelta(hours=12)
_LARGEST_ID = 2**63 - 1
_DONE: Mapping[str, str] = {
    "acknowledged": "You are on it. Colleagues see your name.",
    "somebody": "A colleague was faster and is on it already.",
    "took": "Taken. They are under Mine.",
    "some": "Some were taken; the others had been taken or closed meanwhile.",
    "assigned": "Given to your colleague.",
    "none": "Nothing was changed. Tick the requests first.",
    "nobody": "There is nobody to ring right now: no free request has its safe time now.",
    "call_ended": "Noted that you are not ringing any more.",
}


def show_queue(visit: Visit) -> Response:
    """Return the whole page."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.QUEUE_OPENED, "queue")
    return queue_page(visit)


def show_live(visit: Visit) -> Response:
    """Return the part that changes; 204 when it is what the browser shows already."""
    with visit.desk.database.read() as session:
        values = live_values(visit, session)
    if visit.request.headers.get(VERSION_HEADER) == values["version"]:
        return Response(status_code=204)
    return html(visit.render("queue/templates/live.html", "Queue", **values))


def show_shift(visit: Visit) -> Response:
    """Return who is on shift and what was handed over; 204 when the browser shows the same."""
    with visit.desk.database.read() as session:
        values = _shift_values(visit, session)
    if visit.request.headers.get(VERSION_HEADER) == values["shift_version"]:
        return Response(status_code=204)
    return html(visit.render("queue/templates/shift.html", "Queue", **values))


def acknowledge(visit: Visit) -> Response:
    """Make whoever is signed in the owner of an alert, unless a colleague is on it already."""
    alert_id = int(visit.request.path_params["alert_id"])
    if alert_id > _LARGEST_ID:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        alert = alerts.acknowledge(session, alert_id, visit.staff.id, visit.now)
        note(session, visit, Event.ALERT_ACKNOWLEDGED, f"alert:{alert_id}")
    mine = alert.acknowledged_by == visit.staff.id
    return visit.redirect(f"/?done={'acknowledged' if mine else 'somebody'}")


def queue_page(visit: Visit, status: int = 200, *, problem: str = "", typed: str = "") -> Response:
    """Return the page; problem: why a search found nothing."""
    with visit.desk.database.read() as session:
        values = {**live_values(visit, session), **_shift_values(visit, session)}
        colleagues = _colleagues(visit, session)
    return visit.page(
        "queue/templates/queue.html",
        "Queue",
        status=status,
        section="queue",
        hours_known=visit.desk.hours.known,
        done=_DONE.get(visit.query("done"), ""),
        searched=typed,
        search_problem=problem,
        colleagues=colleagues,
        **values,
    )


def reader_of(visit: Visit, session: Session) -> Reader:
    """Return with whose eyes rows are put into words."""
    names = load_names(session, visit.staff.id)
    return Reader(visit.desk.reasons, names, visit.desk.hours, visit.staff.id, visit.now)


def live_values(visit: Visit, session: Session) -> dict[str, object]:
    """Return what the live part shows, its version, and where to ask for it again."""
    asked = asked_of(visit)
    board = board_of(_found(visit, session, asked), reader_of(visit, session))
    return {
        "board": board,
        "version": _version(board),
        "live_address": f"{visit.root}/queue/live?{asked.query(page=asked.page)}",
    }


def _found(visit: Visit, session: Session, asked: Asked) -> Found:
    now, me = visit.now, visit.staff.id
    offset = (asked.page - 1) * PAGE_SIZE
    wanted = wanted_of(asked, me, now)
    listed = call_queue.page(session, wanted, now, limit=PAGE_SIZE + 1, offset=offset)
    waiting = alerts.unacknowledged(session)
    owned = alerts.acknowledged(session, now - OWNED_FOR)
    conversations = [alert.conversation for alert in (*waiting, *owned)]
    return Found(
        asked=asked,
        entries=listed[:PAGE_SIZE],
        more=len(listed) > PAGE_SIZE,
        alerts=waiting,
        owned=owned,
        references=call_queue.references_of(session, conversations),
        counts={show: call_queue.count(session, wanted_of(Asked(show), me, now)) for show in SHOWS},
    )


def _shift_values(visit: Visit, session: Session) -> dict[str, object]:
    shift: Shift = shift_of(session, load_names(session, visit.staff.id), visit.now)
    may_set = visit.may(Permission.MANAGE_DUTIES)
    return {"shift": shift, "may_set_duty": may_set, "shift_version": _version(shift)}


def _colleagues(visit: Visit, session: Session) -> tuple[tuple[str, str], ...]:
    """Return who a request may be given to, by those who may give it: id and name."""
    if not visit.may(Permission.ASSIGN_OTHERS):
        return ()
    return tuple(
        (each.id, f"{each.name} (you)" if each.id == visit.staff.id else each.name)
        for each in staff.everyone(session)
        if each.active and may(each.roles, Permission.WORK_REFERRALS)
    )


def _version(shown: object) -> str:
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]
