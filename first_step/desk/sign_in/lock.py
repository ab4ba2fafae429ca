"""Covers a desk that was left alone, and shows it again to who gives the password or a code."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from first_step.desk.csrf import CSRF_HEADER
from first_step.desk.events import Event, note
from first_step.desk.sign_in import codes
from first_step.desk.sign_in.limits import Try, count, forgive, try_of, try_of_code
from first_step.desk.sign_in.views import TOO_MANY
from first_step.desk.sign_in.welcome import safe_next, start_of
from first_step.desk.visit import Visit
from first_step.desk.words import moment_in_words
from first_step.store import staff_sessions

_WRONG = "That is not right. Please try again."


def show_unlock(visit: Visit) -> Response:
    """Return the page that asks for the password, or the desk when it is not locked."""
    assert visit.signed_in is not None
    if not visit.signed_in.locked:
        return visit.redirect(start_of(visit.staff.roles, visit.query("next")))
    return _form(visit)


def lock(visit: Visit) -> Response:
    """Cover the desk now, for somebody who gets up."""
    with visit.desk.database.write() as session:
        staff_sessions.lock(session, visit.cookie, visit.now)
        note(session, visit, Event.LOCKED, visit.staff.id)
    return visit.redirect("/unlock")


def unlock(visit: Visit) -> Response:
    """Let the session go on; a script is told in JSON, so that its page keeps what was typed."""
    secret = visit.form.get("secret", "")
    by_code = visit.staff.second_factor and codes.looks_like_a_code(secret)
    attempt = (
        try_of_code(visit.staff.id)
        if by_code
        else try_of(visit.request, visit.desk.settings, visit.staff.login)
    )
    with visit.desk.database.write() as session:
        within_limits = count(session, attempt, visit.now)
    if not within_limits:
        return _refused(visit, 429, TOO_MANY)
    if not by_code and not visit.desk.passwords.match(visit.staff.password_hash, secret):
        return _wrong(visit)
    return _unlocked(visit, attempt, secret if by_code else None)


def _unlocked(visit: Visit, attempt: Try, code: str | None) -> Response:
    with visit.desk.database.write() as session:
        if code is not None and not codes.accept(session, visit.staff.id, code, visit.now):
            right = False
        else:
            right = True
            forgive(session, attempt)
            staff_sessions.unlock(session, visit.cookie, visit.now)
            note(session, visit, Event.UNLOCKED, visit.staff.id)
    if not right:
        return _wrong(visit)
    if CSRF_HEADER in visit.request.headers:
        return Response(status_code=204)
    return visit.redirect(start_of(visit.staff.roles, visit.field("next")))


def _wrong(visit: Visit) -> Response:
    with visit.desk.database.write() as session:
        note(session, visit, Event.UNLOCK_FAILED, visit.staff.id)
    return _refused(visit, 403, _WRONG)


def _refused(visit: Visit, status: int, problem: str) -> Response:
    if CSRF_HEADER in visit.request.headers:
        return JSONResponse({"problem": problem}, status)
    return _form(visit, status, problem)


def _form(visit: Visit, status: int = 200, problem: str = "") -> Response:
    assert visit.signed_in is not None
    return visit.page(
        "sign_in/templates/unlock.html",
        "Locked",
        status=status,
        problem=problem,
        next=safe_next(visit.field("next") or visit.query("next")),
        ends=moment_in_words(visit.signed_in.ends_at),
    )
