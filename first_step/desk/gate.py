"""Stands before every page: reads the cookie and the form, checks the token and the role."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from first_step.admissions.errors import FirstStepError, StoreError
from first_step.desk import sessions
from first_step.desk.access import Permission
from first_step.desk.csrf import CSRF_FIELD, CSRF_HEADER, csrf_valid
from first_step.desk.events import refused
from first_step.desk.forms import read_form
from first_step.desk.pages import secured
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Desk, Visit

View = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

_log = logging.getLogger(__name__)


def open_page(desk: Desk, view: View) -> Endpoint:
    """Return an endpoint for a page that needs no sign-in."""

    def answer(visit: Visit) -> Response:
        _check_form(visit)
        return view(visit)

    return _endpoint(desk, answer, touch=True)


def staff_page(
    desk: Desk, view: View, needs: Permission | None = None, *, touch: bool = True
) -> Endpoint:
    """Return an endpoint for staff with a permission.

    touch: whether opening it counts as use, which keeps the session alive; what a script asks
    for by itself does not.
    """

    def answer(visit: Visit) -> Response:
        if visit.signed_in is None:
            return _to_sign_in(visit) if touch else Response(status_code=401)
        _check_form(visit)
        if needs is not None and not visit.may(needs):
            refused(visit, needs)
            raise DeskProblem("no_permission")
        return view(visit)

    return _endpoint(desk, answer, touch=touch)


def _endpoint(desk: Desk, answer: View, *, touch: bool) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form: Mapping[str, str] = {}
        kind = None
        if request.method == "POST":
            try:
                form = await read_form(request)
            except DeskProblem as problem:
                kind = problem.kind
        return await run_in_threadpool(_answer, desk, request, form, answer, touch, kind)

    return endpoint


def _answer(
    desk: Desk,
    request: Request,
    form: Mapping[str, str],
    answer: View,
    touch: bool,
    kind: str | None,
) -> Response:
    visit = Visit(desk, request, desk.clock(), sessions.cookie_of(request), None, form)
    try:
        visit = _recognised(visit, touch)
        response = visit.problem(kind) if kind else answer(visit)
    except DeskProblem as problem:
        response = visit.problem(problem.kind)
    except StoreError as error:
        _log.error("desk: records cannot be reached: %s", type(error).__name__)
        response = visit.problem("unavailable")
    except FirstStepError as error:
        _log.error("desk: page failed: %s", type(error).__name__)
        response = visit.problem("broken")
    return secured(response)


def _recognised(visit: Visit, touch: bool) -> Visit:
    """Return the visit with whoever the cookie belongs to."""
    signed_in = sessions.recognise(visit.desk, visit.cookie, visit.now, touch=touch)
    cookie = visit.cookie or secrets.token_urlsafe(32)
    return Visit(visit.desk, visit.request, visit.now, cookie, signed_in, visit.form)


def _check_form(visit: Visit) -> None:
    """Raise DeskProblem unless a POST comes from a page this browser was shown."""
    if visit.request.method != "POST":
        return
    given = visit.form.get(CSRF_FIELD) or visit.request.headers.get(CSRF_HEADER, "")
    foreign = visit.request.headers.get("sec-fetch-site", "same-origin") == "cross-site"
    sent_cookie = sessions.cookie_of(visit.request)
    if foreign or not csrf_valid(visit.desk.settings.token_key, sent_cookie, given):
        raise DeskProblem("stale_form")


def _to_sign_in(visit: Visit) -> Response:
    if visit.request.method != "GET":
        return visit.redirect("/sign-in?notice=ended")
    path = visit.request.url.path.removeprefix(visit.root)
    return visit.redirect("/sign-in" if path in ("", "/") else f"/sign-in?next={path}")
