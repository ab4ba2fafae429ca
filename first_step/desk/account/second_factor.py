"""Setting up one-time codes, moving them to another phone, and turning them off."""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.errors import SealError
from first_step.desk.access import needs_second_factor
from first_step.desk.events import Event, note
from first_step.desk.problems import DeskProblem
from first_step.desk.sign_in import codes
from first_step.desk.sign_in.limits import count, forgive, try_of_code
from first_step.desk.sign_in.views import TOO_MANY, WRONG_CODE
from first_step.desk.visit import Visit
from first_step.store import sign_in_secrets
from first_step.store.database import Session


def show_second_factor(visit: Visit) -> Response:
    """Return the page with a new secret to scan; nothing is kept until its code was given."""
    return _page(visit, codes.new_secret())


def set_up(visit: Visit) -> Response:
    """Keep the secret of who gives its code; who had one before gives the code of that too."""
    secret = _secret_from(visit)
    attempt = try_of_code(visit.staff.id)
    with visit.desk.database.write() as session:
        if not count(session, attempt, visit.now):
            return _page(visit, secret, 429, new=TOO_MANY)
        if visit.staff.second_factor and not _current_given(session, visit):
            return _page(visit, secret, 403, old=WRONG_CODE)
        step = codes.step_of(secret, visit.field("code"), visit.now)
        if step is None:
            return _page(visit, secret, 403, new=WRONG_CODE)
        forgive(session, attempt)
        sign_in_secrets.put_secret(session, visit.staff.id, secret)
        sign_in_secrets.accept_step(session, visit.staff.id, step)
        note(session, visit, Event.SECOND_FACTOR_ON, visit.staff.id)
    return visit.redirect("/account?done=on")


def turn_off(visit: Visit) -> Response:
    """Forget the secret, where the role may do without and the code is given."""
    if visit.desk.settings.second_factor and needs_second_factor(visit.staff.roles):
        raise DeskProblem("no_permission")
    attempt = try_of_code(visit.staff.id)
    with visit.desk.database.write() as session:
        if not count(session, attempt, visit.now):
            return _page(visit, codes.new_secret(), 429, off=TOO_MANY)
        if not _current_given(session, visit):
            return _page(visit, codes.new_secret(), 403, off=WRONG_CODE)
        forgive(session, attempt)
        sign_in_secrets.forget_secret(session, visit.staff.id)
        note(session, visit, Event.SECOND_FACTOR_OFF, visit.staff.id)
    return visit.redirect("/account?done=off")


def _current_given(session: Session, visit: Visit) -> bool:
    given = codes.accept(session, visit.staff.id, visit.field("old_code"), visit.now)
    if not given:
        note(session, visit, Event.CODE_FAILED, visit.staff.id)
    return given


def _purpose(visit: Visit) -> str:
    return f"totp-set-up:{visit.staff.id}"


def _secret_from(visit: Visit) -> str:
    """Return the secret that the form carried, sealed for this person; raises DeskProblem."""
    try:
        return visit.desk.database.sealer.open(visit.field("sealed"), _purpose(visit))
    except SealError:
        raise DeskProblem("bad_form") from None


def _page(
    visit: Visit, secret: str, status: int = 200, *, old: str = "", new: str = "", off: str = ""
) -> Response:
    required = visit.desk.settings.second_factor and needs_second_factor(visit.staff.roles)
    return visit.page(
        "account/templates/second_factor.html",
        "One-time codes",
        status=status,
        section="account",
        is_on=visit.staff.second_factor,
        required=required,
        picture=codes.picture_of(secret, visit.staff.login),
        by_hand=codes.in_groups(secret),
        sealed=visit.desk.database.sealer.seal(secret, _purpose(visit)),
        old_problem=old,
        new_problem=new,
        off_problem=off,
    )
