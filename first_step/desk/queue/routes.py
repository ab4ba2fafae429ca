"""The addresses of the first screen and of what starts there, and who may use each."""

from __future__ import annotations

from starlette.routing import Route

from first_step.desk.access import Permission
from first_step.desk.calls import views as calls
from first_step.desk.duty import views as duty
from first_step.desk.enquiry import views as enquiry
from first_step.desk.gate import View, staff_page
from first_step.desk.handover import views as handover
from first_step.desk.queue import search, taking, views
from first_step.desk.visit import Desk

_SEE = Permission.SEE_REFERRALS
_WORK = Permission.WORK_REFERRALS

_PAGES: tuple[tuple[str, View, Permission], ...] = (
    ("/", views.show_queue, _SEE),
    ("/search", search.show_search, _SEE),
    ("/enquiry", enquiry.show_enquiry, _WORK),
    ("/duty", duty.show_duty, _SEE),
    ("/handover", handover.show_handover, _SEE),
)
_PARTS: tuple[tuple[str, View, Permission], ...] = (
    ("/queue/live", views.show_live, _SEE),
    ("/queue/shift", views.show_shift, _SEE),
    ("/calls/stopped", calls.show_stopped, _WORK),
)
_FORMS: tuple[tuple[str, View, Permission], ...] = (
    ("/search", search.search, _SEE),
    ("/alerts/{alert_id:int}/acknowledge", views.acknowledge, Permission.ACKNOWLEDGE_ALERTS),
    ("/queue/take-next", taking.take_next, _WORK),
    ("/queue/take", taking.take_several, _WORK),
    ("/calls/{reference}/end", calls.end_call, _WORK),
    ("/enquiry", enquiry.enter_enquiry, _WORK),
    ("/duty", duty.set_duty, Permission.MANAGE_DUTIES),
    ("/duty/{duty_id:int}/end", duty.end_duty, Permission.MANAGE_DUTIES),
    ("/handover", handover.write_note, _WORK),
    ("/handover/{note_id:int}/done", handover.mark_done, _WORK),
)


def queue_routes(desk: Desk) -> list[Route]:
    """Return the routes; what pages ask for by themselves does not keep a session alive."""
    groups = ((_PAGES, "GET", True), (_PARTS, "GET", False), (_FORMS, "POST", True))
    return [
        Route(path, staff_page(desk, view, needs, touch=touch), methods=[method])
        for group, method, touch in groups
        for path, view, needs in group
    ]
