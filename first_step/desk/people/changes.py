"""What an administrator changes about somebody: roles, password, second factor, being here."""

from __future__ import annotations

from starlette.responses import Response

from first_step.desk.events import Event, note
from first_step.desk.passwords import new_password
from first_step.desk.people.views import password_page, person_of, roles_from
from first_step.desk.visit import Visit
from first_step.store import sign_in_secrets, staff, staff_sessions, workloads
from first_step.store.database import Session
from first_step.store.staff import StaffMember


def change_roles(visit: Visit) -> Response:
    """Give the ticked roles and no others; whoever has other roles than before signs in again."""
    roles = roles_from(visit)
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        if not roles:
            return _refused(visit, member, "no_role")
        if staff.ADMINISTRATOR not in roles and staff.is_last_administrator(session, member.id):
            return _refused(visit, member, "last")
        if set(roles) != set(member.roles):
            staff.change(session, member.id, roles=roles)
            before = list(member.roles)
            note(session, visit, Event.ROLES_CHANGED, member.id, roles=roles, before=before)
    return _done(visit, member, "roles")


def deactivate(visit: Visit) -> Response:
    """Let somebody in no more; their requests stay theirs unless the box says otherwise."""
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        if staff.is_last_administrator(session, member.id):
            return _refused(visit, member, "last")
        if member.id == visit.staff.id:
            return _refused(visit, member, "self")
        staff.change(session, member.id, active=False)
        given_back = _give_back(session, visit, member) if visit.field("give_back") else 0
        note(session, visit, Event.PERSON_DEACTIVATED, member.id, given_back=given_back)
    return _done(visit, member, "released" if given_back else "deactivated")


def give_back(visit: Visit) -> Response:
    """Put somebody's open requests back into the queue."""
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        _give_back(session, visit, member)
    return _done(visit, member, "given_back")


def reactivate(visit: Visit) -> Response:
    """Let somebody in again."""
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        staff.change(session, member.id, active=True)
        note(session, visit, Event.PERSON_REACTIVATED, member.id)
    return _done(visit, member, "reactivated")


def reset_password(visit: Visit) -> Response:
    """Make a new password, show it this once, and have it changed at the next sign-in."""
    password = new_password()
    password_hash = visit.desk.passwords.hash(password)
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        if member.id == visit.staff.id:
            return _refused(visit, member, "self")
        staff.change(session, member.id, password_hash=password_hash, must_change_password=True)
        note(session, visit, Event.PASSWORD_RESET, member.id)
    return password_page(visit, member, password)


def reset_second_factor(visit: Visit) -> Response:
    """Let somebody whose phone is lost set up codes anew; never one's own, which a thief would."""
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        if member.id == visit.staff.id:
            return _refused(visit, member, "self")
        sign_in_secrets.forget_secret(session, member.id)
        staff_sessions.end_all(session, member.id)
        note(session, visit, Event.SECOND_FACTOR_RESET, member.id)
    return _done(visit, member, "second_factor")


def end_sessions(visit: Visit) -> Response:
    """Sign somebody out everywhere."""
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        ended = staff_sessions.end_all(session, member.id)
        note(session, visit, Event.SESSIONS_ENDED, member.id, count=ended)
    return _done(visit, member, "sessions")


def _give_back(session: Session, visit: Visit, member: StaffMember) -> int:
    references = workloads.give_back(session, member.id, visit.staff.id, visit.now)
    for reference in references:
        note(session, visit, Event.REFERRAL_GIVEN_BACK, reference, held_by=member.id)
    return len(references)


def _done(visit: Visit, member: StaffMember, what: str) -> Response:
    return visit.redirect(f"/people/{member.id}?done={what}")


def _refused(visit: Visit, member: StaffMember, why: str) -> Response:
    return visit.redirect(f"/people/{member.id}?problem={why}")
