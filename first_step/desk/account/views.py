"""One's own sign-in: its sessions, and a new password."""

from __future__ import annotations

from starlette.responses import Response

from first_step.desk import sessions
from first_step.desk.access import needs_second_factor
from first_step.desk.events import Event, note
from first_step.desk.passwords import (
    SHORTEST_PASSWORD,
    password_problem,
)
from first_step.desk.sign_in.devices import device_family
from first_step.desk.sign_in.limits import count, forgive, try_of
from first_step.desk.sign_in.views import TOO_MANY
from first_step.desk.visit import Visit
from first_step.desk.words import moment_in_words
from first_step.store import staff, staff_sessions

_DONE = {
    "password": "Your password is changed. Everywhere else you are signed out.",
    "on": "One-time codes are on. You are asked for one when you next sign in.",
    "off": "One-time codes are off.",
    "ended": "That sign-in is ended.",
    "others": "You are signed out everywhere else.",
}


def show_account(visit: Visit) -> Response:
    """Return the page with what somebody may change about their own sign-in."""
    assert visit.signed_in is not None
    with visit.desk.database.read() as session:
        found = staff_sessions.of_member(session, visit.staff.id, visit.now, sessions.IDLE)
    return visit.page(
        "account/templates/account.html",
        "Your account",
        section="account",
        done=_DONE.get(visit.query("done"), ""),
        required=visit.desk.settings.second_factor and needs_second_factor(visit.staff.roles),
        open_sessions=[
            {
                "mark": each.mark,
                "device": each.device or "another browser",
                "started": moment_in_words(each.started_at),
                "seen": moment_in_words(each.seen_at),
                "here": each.mark == visit.signed_in.mark,
            }
            for each in found
        ],
    )


def end_session(visit: Visit) -> Response:
    """End one of one's own sign-ins."""
    with visit.desk.database.write() as session:
        if staff_sessions.end_one(session, visit.staff.id, visit.field("mark")):
            note(session, visit, Event.SESSIONS_ENDED, visit.staff.id, count=1)
    return visit.redirect("/account?done=ended")


def end_others(visit: Visit) -> Response:
    """End all of one's own sign-ins but this one."""
    with visit.desk.database.write() as session:
        ended = staff_sessions.end_others(session, visit.staff.id, visit.cookie)
        note(session, visit, Event.SESSIONS_ENDED, visit.staff.id, count=ended)
    return visit.redirect("/account?done=others")


def show_password(visit: Visit) -> Response:
    """Return the form for a new password."""
    return _password_form(visit)


def change_password(visit: Visit) -> Response:
    """Take a new password from who knows the old one; every other sign-in ends."""
    old, new = visit.form.get("password", ""), visit.form.get("new_password", "")
    attempt = try_of(visit.request, visit.desk.settings, visit.staff.login)
    with visit.desk.database.write() as session:
        within_limits = count(session, attempt, visit.now)
    if not within_limits:
        return _password_form(visit, 429, old=TOO_MANY)
    if not visit.desk.passwords.match(visit.staff.password_hash, old):
        with visit.desk.database.write() as session:
            note(session, visit, Event.PASSWORD_CHANGE_FAILED, visit.staff.id)
        return _password_form(visit, 403, old="That is not your password.")
    problem = _problem_with(visit, old, new)
    fresh = visit.desk.passwords.hash(new) if not problem else ""
    with visit.desk.database.write() as session:
        forgive(session, attempt)
        if problem:
            return _password_form(visit, 400, new=problem)
        staff.change(session, visit.staff.id, password_hash=fresh, must_change_password=False)
        device = device_family(visit.request.headers.get("user-agent", ""))
        token = staff_sessions.start(session, visit.staff.id, visit.now, sessions.LONGEST, device)
        note(session, visit, Event.PASSWORD_CHANGED, visit.staff.id)
    response = visit.redirect("/account?done=password")
    sessions.set_cookie(response, token, visit.root, visit.desk.settings)
    return response


def _problem_with(visit: Visit, old: str, new: str) -> str | None:
    if new != visit.form.get("again", ""):
        return "The two are not the same."
    if new == old:
        return "It is the one you have."
    return password_problem(new, visit.staff.login, visit.staff.name)


def _password_form(visit: Visit, status: int = 200, *, old: str = "", new: str = "") -> Response:
    return visit.page(
        "account/templates/password.html",
        "Change your password",
        status=status,
        section="account",
        must=visit.staff.must_change_password,
        shortest=SHORTEST_PASSWORD,
        old_problem=old,
        new_problem=new,
    )
