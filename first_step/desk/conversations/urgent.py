"""How much cannot wait, on every page; and whether I can talk to a visitor now."""

from __future__ import annotations

from starlette.responses import Response

from first_step.desk.events import Event, note
from first_step.desk.pages import html
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit
from first_step.store import alerts, availability, waiting

VERSION_HEADER = "x-desk-version"


def show_urgent(visit: Visit) -> Response:
    """Return the number of alerts nobody has seen and of visitors who wait; 204 if unchanged."""
    with visit.desk.database.read() as session:
        number = len(alerts.unacknowledged(session)) + waiting.count(session)
    if visit.request.headers.get(VERSION_HEADER) == str(number):
        return Response(status_code=204)
    return html(visit.render("conversations/templates/urgent.html", "", number=number))


def set_availability(visit: Visit) -> Response:
    """Note whether whoever is signed in can talk to a visitor now."""
    chosen = visit.field("availability")
    if chosen not in ("available", "away"):
        raise DeskProblem("bad_form")
    says: availability.Availability = "available" if chosen == "available" else "away"
    with visit.desk.database.write() as session:
        availability.put(session, visit.staff.id, says, visit.now)
        note(session, visit, Event.AVAILABILITY_SET, visit.staff.id, availability=says)
    return visit.redirect(_page_before(visit))


def _page_before(visit: Visit) -> str:
    """Return the path of the desk that the form was sent from, the queue when it is unknown."""
    path = visit.field("page")
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if plain else "/"
