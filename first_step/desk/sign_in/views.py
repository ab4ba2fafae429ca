"""The sign-in page, its second step, signing out, and how long the session still lasts."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from first_step.desk import sessions
from first_step.desk.events import NOBODY, Event, note
from first_step.desk.sign_in import codes
from first_step.desk.sign_in.half_way import holder_of, ticket_for
from first_step.desk.sign_in.limits import WINDOW, count, forgive, try_of, try_of_code
from first_step.desk.sign_in.welcome import lead_in, safe_next, start_of, start_session
from first_step.desk.visit import Visit
from first_step.store import audit, staff, staff_sessions
from first_step.store.staff import StaffMember

NOTICES = {
    "out": "You are signed out.",
    "ended": "You were signed out after a while without use. What you sent last was not saved.",
}
WRONG_CODE = "That code is not right, or was used before. Wait for the next one and type it."
_WRONG = "The login name or the password is not right."
_TICKET_OVER = "That took too long. Please start again."
TOO_MANY = f"Too many tries. Wait {int(WINDOW.total_seconds()) // 60} minutes, then try again."


def show_sign_in(visit: Visit) -> Response:
    """Return the form, or the desk for somebody who is signed in already."""
    if visit.signed_in is not None:
        return visit.redirect(start_of(visit.staff.roles, ""))
    return show_form(visit, notice=NOTICES.get(visit.query("notice"), ""))


def sign_in(visit: Visit) -> Response:
    """Check login and password; the answer and the work are the same for unknown logins."""
    login, password = visit.field("login"), visit.form.get("password", "")
    attempt = try_of(visit.request, visit.desk.settings, login)
    with visit.desk.database.write() as session:
        within_limits = count(session, attempt, visit.now)
        member = staff.by_login(session, login) if login else None
    if not within_limits:
        return show_form(visit, 429, problem=TOO_MANY)
    good = member if member is not None and member.active else None
    stored = good.password_hash if good else None
    if not visit.desk.passwords.match(stored, password) or good is None:
        _note_failure(visit, member)
        return show_form(visit, 401, problem=_WRONG)
    _rehash_when_old(visit, good, password)
    if good.second_factor:
        return ask_for_code(visit, good)
    with visit.desk.database.write() as session:
        forgive(session, attempt)
        token = start_session(session, visit, good, "password")
    return lead_in(visit, good, token, visit.field("next"))


def ask_for_code(visit: Visit, member: StaffMember, wanted: str = "") -> Response:
    """Return the second step, for somebody whose first was right."""
    return _code_form(visit, ticket_for(visit, member), wanted=wanted)


def give_code(visit: Visit) -> Response:
    """Check the one-time code and let its owner in; five tries in a quarter of an hour."""
    ticket = visit.field("ticket")
    with visit.desk.database.write() as session:
        member = holder_of(session, visit, ticket)
        if member is None:
            return show_form(visit, 401, problem=_TICKET_OVER)
        attempt = try_of_code(member.id)
        if not count(session, attempt, visit.now):
            return show_form(visit, 429, problem=TOO_MANY)
        if codes.accept(session, member.id, visit.field("code"), visit.now):
            forgive(session, attempt)
            forgive(session, try_of(visit.request, visit.desk.settings, member.login))
            token = start_session(session, visit, member, "code")
            return lead_in(visit, member, token, visit.field("next"))
        audit.write(session, NOBODY, str(Event.CODE_FAILED), member.id, visit.now)
    return _code_form(visit, ticket, 401, problem=WRONG_CODE)


def sign_out(visit: Visit) -> Response:
    """End the session for good, not only the cookie."""
    with visit.desk.database.write() as session:
        staff_sessions.end(session, visit.cookie)
        note(session, visit, Event.SIGNED_OUT, visit.staff.id)
    response = visit.redirect("/sign-in?notice=out")
    sessions.drop_cookie(response, visit.root, visit.desk.settings)
    return response


def show_session(visit: Visit) -> Response:
    """Return the seconds until the session locks and ends without use, for the page's script."""
    assert visit.signed_in is not None
    left, until_lock = (
        max(0, int((moment - visit.now).total_seconds()))
        for moment in (visit.signed_in.ends_at, visit.signed_in.locks_at)
    )
    locked = visit.signed_in.locked
    return JSONResponse({"seconds_left": left, "locks_in": 0 if locked else until_lock})


def stay(visit: Visit) -> Response:
    """Answer somebody who wants to stay signed in; the gate has noted the use."""
    return Response(status_code=204)


def _rehash_when_old(visit: Visit, member: StaffMember, password: str) -> None:
    if visit.desk.passwords.outdated(member.password_hash):
        fresh = visit.desk.passwords.hash(password)
        with visit.desk.database.write() as session:
            staff.rehash(session, member.id, fresh)


def _note_failure(visit: Visit, member: StaffMember | None) -> None:
    """Write that a sign-in failed; never what was typed, which may be a password."""
    with visit.desk.database.write() as session:
        about = member.id if member else NOBODY
        audit.write(session, NOBODY, str(Event.SIGN_IN_FAILED), about, visit.now)


def show_form(visit: Visit, status: int = 200, *, notice: str = "", problem: str = "") -> Response:
    """Return the sign-in page, with a cookie that its form is bound to."""
    response = visit.page(
        "sign_in/templates/sign_in.html",
        "Sign in",
        status=status,
        notice=notice,
        problem=problem,
        login=visit.field("login"),
        next=safe_next(visit.field("next") or visit.query("next")),
        lock_minutes=int(sessions.LOCK_AFTER.total_seconds()) // 60,
        idle_minutes=int(sessions.IDLE.total_seconds()) // 60,
    )
    sessions.set_cookie(response, visit.cookie, visit.root, visit.desk.settings)
    return response


def _code_form(
    visit: Visit, ticket: str, status: int = 200, *, problem: str = "", wanted: str = ""
) -> Response:
    response = visit.page(
        "sign_in/templates/code.html",
        "Your code",
        status=status,
        problem=problem,
        ticket=ticket,
        next=safe_next(visit.field("next") or wanted),
    )
    sessions.set_cookie(response, visit.cookie, visit.root, visit.desk.settings)
    return response
