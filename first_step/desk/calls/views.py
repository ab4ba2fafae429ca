"""The notice above every page for a call that has to stop, and the end of a call."""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.referral import find_reference
from first_step.desk.events import Event, note
from first_step.desk.pages import html
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.desk.words import moment_in_words
from first_step.store import call_queue, leases

VERSION_HEADER = "x-desk-version"


def show_stopped(visit: Visit) -> Response:
    """Return the notice; 204 when the browser shows the same already, which may be nothing."""
    with visit.desk.database.read() as session:
        stopped = call_queue.stopped_calls(session, visit.staff.id, visit.now)
    version = " ".join(each.reference for each in stopped)
    if visit.request.headers.get(VERSION_HEADER, "") == version:
        return Response(status_code=204)
    lines = [(each.reference, moment_in_words(each.at)) for each in stopped]
    values = {"stopped": lines, "version": version}
    return html(visit.render("calls/templates/stopped.html", "Stop", **values))


def end_call(visit: Visit) -> Response:
    """End one's own lease, so that nobody is shown as calling."""
    reference = find_reference(str(visit.request.path_params["reference"]))
    if reference is None:
        raise DeskProblem("not_found")
    with visit.desk.database.write() as session:
        if leases.release(session, reference, visit.staff.id, visit.now):
            note(session, visit, Event.CALL_ENDED, reference)
    return visit.redirect("/?done=call_ended")
