"""The queue, its live part, search by reference, and acknowledging an alert."""

from __future__ import annotations

import hashlib
import re

from starlette.responses import Response

from first_step.admissions.referral import Status, find_reference
from first_step.desk.events import Event, note
from first_step.desk.names import load_names
from first_step.desk.pages import html
from first_step.desk.problems import DeskProblem
from first_step.desk.queue.board import Found, board_of
from first_step.desk.visit import Visit
from first_step.store import alerts, referrals
from first_step.store.database import Session

PAGE_SIZE = 25
VERSION_HEADER = "x-desk-version"
_PAGE = re.compile(r"[1-9][0-9]{0,3}")
_LARGEST_ID = 2**63 - 1
_DONE = {"acknowledged": "Noted that you have seen the alert."}
_NO_REFERENCE = "That is not a reference. It looks like FS-7K3M-QX."
_NOT_FOUND = "No request has this reference."


def show_queue(visit: Visit) -> Response:
    """Return the whole page."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.QUEUE_OPENED, "queue")
    return _queue(visit)


def show_live(visit: Visit) -> Response:
    """Return the part that changes; 204 when it is what the browser shows already."""
    values = _live_values(visit)
    if visit.request.headers.get(VERSION_HEADER) == values["version"]:
        return Response(status_code=204)
    return html(visit.render("queue/templates/live.html", "Queue", **values))


def search(visit: Visit) -> Response:
    """Lead to the request with a reference, however it was typed."""
    typed = visit.query("reference")
    reference = find_reference(typed)
    if reference is None:
        return _queue(visit, 400, typed, _NO_REFERENCE)
    with visit.desk.database.write() as session:
        found = referrals.find(session, reference)
        note(session, visit, Event.SEARCHED, reference, found=found is not None)
    if found is None:
        return _queue(visit, 404, typed, _NOT_FOUND)
    return visit.redirect(f"/referrals/{reference}")


def acknowledge(visit: Visit) -> Response:
    """Note who has seen an alert; the first to see it stays noted."""
    alert_id = int(visit.request.path_params["alert_id"])
    if alert_id > _LARGEST_ID:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        alerts.acknowledge(session, alert_id, visit.staff.id, visit.now)
        note(session, visit, Event.ALERT_ACKNOWLEDGED, f"alert:{alert_id}")
    return visit.redirect("/?done=acknowledged")


def _queue(visit: Visit, status: int = 200, searched: str = "", problem: str = "") -> Response:
    return visit.page(
        "queue/templates/queue.html",
        "Queue",
        status=status,
        section="queue",
        hours_known=visit.desk.hours.known,
        done=_DONE.get(visit.query("done"), ""),
        searched=searched,
        search_problem=problem,
        **_live_values(visit),
    )


def _live_values(visit: Visit) -> dict[str, object]:
    show, page = _show(visit), _page_number(visit)
    with visit.desk.database.read() as session:
        found = _found(session, show, page, visit.staff.id)
        names = load_names(session, visit.staff.id)
    board = board_of(found, visit.desk.reasons, names, visit.now)
    return {
        "board": board,
        "version": hashlib.sha256(repr(board).encode()).hexdigest()[:16],
        "live_address": f"{visit.root}/queue/live?show={show}&page={page}",
    }


def _found(session: Session, show: str, page: int, me: str) -> Found:
    # Whoever works on a request takes it, so those that nobody has are exactly the new ones.
    listed = referrals.list_open(
        session,
        status=Status.NEW if show == "new" else None,
        assigned_to=me if show == "mine" else None,
        # One call answers all that join one request.
        calls_only=True,
        limit=PAGE_SIZE + 1,
        offset=(page - 1) * PAGE_SIZE,
    )
    return Found(
        show=show,
        page=page,
        more=len(listed) > PAGE_SIZE,
        referrals=listed[:PAGE_SIZE],
        alerts=alerts.unacknowledged(session),
        counts=referrals.count_open(session, calls_only=True),
        mine=_count_mine(session, me),
    )


def _count_mine(session: Session, me: str) -> str:
    mine = referrals.list_open(session, assigned_to=me, calls_only=True, limit=PAGE_SIZE + 1)
    count = len(mine)
    return str(count) if count <= PAGE_SIZE else f"{PAGE_SIZE}+"


def _show(visit: Visit) -> str:
    show = visit.query("show")
    return show if show in ("all", "new", "mine") else "all"


def _page_number(visit: Visit) -> int:
    page = visit.query("page")
    return int(page) if _PAGE.fullmatch(page) else 1
