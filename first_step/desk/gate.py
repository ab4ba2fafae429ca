"""Stands before every page: reads the cookie and the form, checks the token and the role."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from first_step.admissions.errors import (
    FirstStepError,
    NotFound,
    SchemaOutOfDate,
    StoreUnavailable,
)
from first_step.desk import sessions
from first_step.desk.access import Permission
from first_step.desk.csrf import CSRF_FIELD, CSRF_HEADER, csrf_valid
from first_step.desk.events import note_refusal
from first_step.desk.forms import fields_of, read_body
from first_step.desk.pages import secured
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Desk, Visit

View = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

# Whom a page answers besides those who may work: who has an errand first (a new password, a second
# factor), and who left the desk alone until it locked.
OpenTo = Literal["ready", "with_errand", "locked"]

_log = logging.getLogger(__name__)


def open_page(desk: Desk, view: View) -> Endpoint:
    """Return an endpoint for a page that needs no sign-in."""

    def answer(visit: Visit) -> Response:
        _check_token(visit)
        return view(visit)

    return _endpoint(desk, answer, touch=True)


def staff_page(
    desk: Desk,
    view: View,
    needs: Permission | None = None,
    *,
    touch: bool = True,
    open_to: OpenTo = "ready",
) -> Endpoint:
    """Return an endpoint for staff with a permission.

    touch: whether it counts as use, which keeps the session alive; what a script asks for by
    itself does not, and is told 401 instead of being sent to the sign-in page.
    """

    def answer(visit: Visit) -> Response:
        if visit.signed_in is None:
            return _to_sign_in(visit) if touch else Response(status_code=401)
        if visit.signed_in.locked and open_to != "locked":
            return _to_unlock(visit, touch)
        _check_token(visit)
        if visit.errand and open_to == "ready":
            return visit.redirect(visit.errand)
        if needs is not None and not visit.may(needs):
            note_refusal(visit, needs)
            raise DeskProblem("no_permission")
        return view(visit)

    return _endpoint(desk, answer, touch=touch)


def _endpoint(desk: Desk, answer: View, *, touch: bool) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        body = await read_body(request) if request.method == "POST" else b""
        return await run_in_threadpool(_respond, desk, request, body, answer, touch)

    return endpoint


def _respond(
    desk: Desk, request: Request, body: bytes | None, answer: View, touch: bool
) -> Response:
    """Return the page, or the page that says in words why there is none."""
    cookie = sessions.cookie_of(request)
    visit = Visit(desk, request, desk.clock(), cookie or secrets.token_urlsafe(32))
    try:
        signed_in = sessions.recognise(desk.database, cookie, visit.now, touch=touch)
        visit = replace(visit, signed_in=signed_in)
        visit = replace(visit, form=_form(body))
        response = answer(visit)
    except Exception as error:
        response = visit.problem(_kind_of(error))
    return secured(response)


def _form(body: bytes | None) -> Mapping[str, str]:
    if body is None:
        raise DeskProblem("bad_form")
    return fields_of(body)


def _kind_of(error: Exception) -> str:
    """Return which page tells about an error; the log gets its type, never its words."""
    if isinstance(error, DeskProblem):
        return error.kind
    if isinstance(error, NotFound):
        return "not_found"
    if isinstance(error, (StoreUnavailable, SchemaOutOfDate)):
        _log.error("desk: records cannot be reached: %s", type(error).__name__)
        return "unavailable"
    if isinstance(error, FirstStepError):
        _log.error("desk: a page failed: %s", type(error).__name__)
        return "broken"
    raise error


def _check_token(visit: Visit) -> None:
    """Raise DeskProblem unless a POST comes from a page that this browser was shown."""
    if visit.request.method != "POST":
        return
    headers = visit.request.headers
    given = visit.form.get(CSRF_FIELD) or headers.get(CSRF_HEADER, "")
    cookie = sessions.cookie_of(visit.request)
    from_elsewhere = headers.get("sec-fetch-site", "") == "cross-site"
    if from_elsewhere or not csrf_valid(visit.desk.settings.token_key, cookie, given):
        raise DeskProblem("stale_form")


def _to_unlock(visit: Visit, touch: bool) -> Response:
    """Return the page that asks for the password; scripts are told 423 and cover their page."""
    if not touch or "hx-request" in visit.request.headers:
        return Response(status_code=423)
    if visit.request.method != "GET":
        raise DeskProblem("locked")
    path = visit.request.url.path.removeprefix(visit.root)
    return visit.redirect(f"/unlock?next={quote(path)}")


def _to_sign_in(visit: Visit) -> Response:
    if visit.request.method != "GET":
        return visit.redirect("/sign-in?notice=ended")
    path = visit.request.url.path.removeprefix(visit.root)
    return visit.redirect("/sign-in" if path == "/" else f"/sign-in?next={quote(path)}")
