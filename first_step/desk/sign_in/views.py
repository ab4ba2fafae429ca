"""The sign-in page, signing out, and how long the session still lasts."""

from __future__ import annotations

import re

from starlette.responses import JSONResponse, Response

from first_step.desk import sessions
from first_step.desk.access import Permission, may
from first_step.desk.events import NOBODY, Event, note
from first_step.desk.passwords import hash_password, needs_new_hash, password_matches
from first_step.desk.sign_in.limits import WINDOW, Try, count, forgive, try_of
from first_step.desk.visit import Visit
from first_step.store import audit, staff
from first_step.store.staff import StaffMember

NOTICES = {
    "out": "You are signed out.",
    "ended": "You were signed out after a while without use. What you sent last was not saved.",
}
_WRONG = "The login name or the password is not right."
_TOO_MANY = f"Too many tries. Wait {int(WINDOW.total_seconds()) // 60} minutes, then try again."
# Only pages of the desk itself: anything else in an address could lead away.
_NEXT = re.compile(r"/(?:referrals/FS-[0-9A-Z]{4}-[0-9A-Z]{2}|wording)?")


def show_sign_in(visit: Visit) -> Response:
    """Return the form, or the desk for somebody who is signed in already."""
    if visit.signed_in is not None:
        return visit.redirect(_start_of(visit.staff.roles, ""))
    return _form(visit, notice=NOTICES.get(visit.query("notice"), ""))


def sign_in(visit: Visit) -> Response:
    """Check login and password; the answer and the work are the same for unknown logins."""
    login, password = visit.field("login"), visit.form.get("password", "")
    attempt = try_of(visit.request, visit.desk.settings, login)
    with visit.desk.database.write() as session:
        within_limits = count(session, attempt, visit.now)
        member = staff.by_login(session, login) if login else None
    if not within_limits:
        return _form(visit, 429, problem=_TOO_MANY)
    good = member if member is not None and member.active else None
    if not password_matches(good.password_hash if good else None, password) or good is None:
        _note_failure(visit, member)
        return _form(visit, 401, problem=_WRONG)
    return _welcome(visit, attempt, good, password)


def sign_out(visit: Visit) -> Response:
    """End the session for good, not only the cookie."""
    with visit.desk.database.write() as session:
        staff.end_session(session, visit.cookie)
        note(session, visit, Event.SIGNED_OUT, visit.staff.id)
    response = visit.redirect("/sign-in?notice=out")
    sessions.drop_cookie(response, visit.root, visit.desk.settings)
    return response


def show_session(visit: Visit) -> Response:
    """Return how many seconds the session lasts without use, for the warning on the page."""
    assert visit.signed_in is not None
    return JSONResponse(
        {"seconds_left": int((visit.signed_in.ends_at - visit.now).total_seconds())}
    )


def stay(visit: Visit) -> Response:
    """Answer somebody who wants to stay signed in; the gate has noted the use."""
    return Response(status_code=204)


def _welcome(visit: Visit, attempt: Try, member: StaffMember, password: str) -> Response:
    fresh = hash_password(password) if needs_new_hash(member.password_hash) else None
    with visit.desk.database.write() as session:
        if fresh is not None:
            staff.change(session, member.id, password_hash=fresh)
        forgive(session, attempt)
        staff.end_session(session, visit.cookie)
        # A new token at every sign-in: one planted in the browser before is worth nothing.
        token = staff.start_session(session, member.id, visit.now, sessions.LONGEST)
        audit.write(session, member.id, str(Event.SIGNED_IN), member.id, visit.now)
    response = visit.redirect(_start_of(member.roles, visit.field("next")))
    sessions.set_cookie(response, token, visit.root, visit.desk.settings)
    return response


def _note_failure(visit: Visit, member: StaffMember | None) -> None:
    """Write that a sign-in failed; never what was typed, which may be a password."""
    with visit.desk.database.write() as session:
        about = member.id if member else NOBODY
        audit.write(session, NOBODY, str(Event.SIGN_IN_FAILED), about, visit.now)


def _form(visit: Visit, status: int = 200, *, notice: str = "", problem: str = "") -> Response:
    response = visit.page(
        "sign_in/templates/sign_in.html",
        "Sign in",
        status=status,
        notice=notice,
        problem=problem,
        login=visit.field("login"),
        next=_safe_next(visit.field("next") or visit.query("next")),
        idle_minutes=int(sessions.IDLE.total_seconds()) // 60,
    )
    sessions.set_cookie(response, visit.cookie, visit.root, visit.desk.settings)
    return response


def _start_of(roles: tuple[str, ...], wanted: str) -> str:
    """Return where somebody goes after signing in: what they wanted, else where they may work."""
    first = "/" if may(roles, Permission.SEE_REFERRALS) else "/wording"
    return _safe_next(wanted) or first


def _safe_next(path: str) -> str:
    return path if path and _NEXT.fullmatch(path) else ""
