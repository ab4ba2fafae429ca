"""The addresses below one request, and who may use each."""

from __future__ import annotations

from starlette.routing import Route

from first_step.desk.access import Permission
from first_step.desk.gate import View, staff_page
from first_step.desk.referral import (
    views,
    views_call,
    views_data,
    views_level,
    views_safeguarding,
)
from first_step.desk.visit import Desk

_ONE = "/referrals/{reference}"
_SEE = Permission.SEE_REFERRALS
_WORK = Permission.WORK_REFERRALS
_DATA = Permission.EXPORT_AND_ERASE

_FORMS: tuple[tuple[str, View, Permission], ...] = (
    ("/details", views.show_details, _SEE),
    ("/take", views.take, _WORK),
    ("/assign", views.assign, _WORK),
    ("/move", views.move, _WORK),
    ("/withdraw", views.withdraw, _WORK),
    ("/notes", views.add_note, _WORK),
    ("/ring", views_call.ring, _WORK),
    ("/stop-ringing", views_call.stop_ringing, _WORK),
    ("/call", views_call.keep_call, _WORK),
    ("/lower", views_level.lower, _WORK),
    ("/raise", views_level.lift, _WORK),
    ("/safeguarding", views_safeguarding.escalate, _WORK),
    ("/safeguarding/notes", views_safeguarding.add_note, _SEE),
    ("/export", views_data.export, _DATA),
    ("/erase", views_data.erase, _DATA),
)


def referral_routes(desk: Desk) -> list[Route]:
    """Return the page of a request, its live part, and the forms on it."""
    return [
        Route(_ONE, staff_page(desk, views.show_referral, _SEE), methods=["GET"]),
        Route(_ONE + "/live", staff_page(desk, views.show_live, _SEE, touch=False)),
        *(
            Route(_ONE + path, staff_page(desk, view, needs), methods=["POST"])
            for path, view, needs in _FORMS
        ),
    ]
