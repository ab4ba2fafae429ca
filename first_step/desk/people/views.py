"""The list of people, one person, and adding somebody."""

from __future__ import annotations

from starlette.responses import Response

from first_step.admissions.errors import StoreError
from first_step.desk import sessions
from first_step.desk.access import Role
from first_step.desk.events import Event, note
from first_step.desk.passwords import new_password
from first_step.desk.problems import DeskProblem
from first_step.desk.visit import Visit, role_words
from first_step.desk.words import counted, moment_in_words
from first_step.store import staff, staff_sessions, workloads
from first_step.store.database import Session
from first_step.store.staff import StaffMember

_DONE = {
    "roles": "The roles are changed. They have to sign in again.",
    "deactivated": "They can no longer sign in.",
    "released": "They can no longer sign in. Their requests are back in the queue.",
    "reactivated": "They can sign in again, with their old password or a new one from you.",
    "second_factor": "One-time codes are off for them. They are signed out.",
    "sessions": "They are signed out everywhere.",
    "given_back": "Their requests are back in the queue.",
}
_PROBLEMS = {
    "last": "This is the last administrator. Make somebody else one first.",
    "self": "Not on your own account: somebody else has to do this for you.",
    "no_role": "Choose at least one role.",
}
_LONGEST_LOGIN = 120


def show_people(visit: Visit) -> Response:
    """Return the list of everybody, with the form that adds somebody."""
    return list_page(visit)


def list_page(visit: Visit, status: int = 200, *, problem: str = "") -> Response:
    """Return the list; after a problem the form keeps what was typed."""
    with visit.desk.database.write() as session:
        note(session, visit, Event.PEOPLE_OPENED, "people")
        everyone = staff.everyone(session)
    ordered = sorted(everyone, key=lambda each: (not each.active, each.name.casefold()))
    return visit.page(
        "people/templates/people.html",
        "People",
        status=status,
        section="people",
        problem=problem,
        people=[(each, role_words(each.roles)) for each in ordered],
        roles=tuple(Role),
        typed_name=visit.field("name"),
        typed_login=visit.field("login"),
        chosen=roles_from(visit),
    )


def add_person(visit: Visit) -> Response:
    """Add somebody and show the password made for them, this once."""
    name, login, roles = visit.field("name"), visit.field("login"), roles_from(visit)
    if not name or not login or " " in login or max(map(len, (name, login))) > _LONGEST_LOGIN:
        return list_page(visit, 400, problem="Give a name, and a login name without spaces.")
    if not roles:
        return list_page(visit, 400, problem=_PROBLEMS["no_role"])
    password = new_password()
    member = _added(visit, name, login, visit.desk.passwords.hash(password), roles)
    if member is None:
        return list_page(visit, 409, problem="Somebody has this login name already.")
    return password_page(visit, member, password)


def _added(
    visit: Visit, name: str, login: str, password_hash: str, roles: list[str]
) -> StaffMember | None:
    """Store somebody and return them; None when the login is taken."""
    with visit.desk.database.write() as session:
        try:
            member = staff.add(
                session, name, login, password_hash, roles, must_change_password=True
            )
        except StoreError:
            return None
        note(session, visit, Event.PERSON_ADDED, member.id, roles=roles)
    return member


def show_person(visit: Visit) -> Response:
    """Return the page of one person."""
    return person_page(visit, problem=_PROBLEMS.get(visit.query("problem"), ""))


def person_page(visit: Visit, status: int = 200, *, problem: str = "") -> Response:
    """Return the page of the person the address names; raises DeskProblem for nobody."""
    with visit.desk.database.write() as session:
        member = person_of(session, visit)
        note(session, visit, Event.PEOPLE_OPENED, member.id)
        found = staff_sessions.of_member(session, member.id, visit.now, sessions.IDLE)
        held = workloads.held_by(session, member.id)
    return visit.page(
        "people/templates/person.html",
        member.name,
        status=status,
        section="people",
        done=_DONE.get(visit.query("done"), ""),
        problem=problem,
        member=member,
        member_roles=role_words(member.roles),
        is_me=member.id == visit.staff.id,
        roles=tuple(Role),
        held=counted(held, "open request") if held else "",
        open_sessions=counted(len(found), "place") if found else "",
        last_seen=moment_in_words(found[0].seen_at) if found else "",
    )


def person_of(session: Session, visit: Visit) -> StaffMember:
    """Return the person whom the address names; raises DeskProblem for nobody."""
    member = staff.get(session, str(visit.request.path_params["staff_id"]))
    if member is None:
        raise DeskProblem("not_found")
    return member


def roles_from(visit: Visit) -> list[str]:
    """Return the roles that are ticked in the form; others are not read."""
    return [role.value for role in Role if visit.field(f"role_{role.value}")]


def password_page(visit: Visit, member: StaffMember, password: str) -> Response:
    """Return the only page that ever shows this password."""
    return visit.page(
        "people/templates/password_once.html",
        f"Password for {member.name}",
        section="people",
        member=member,
        password=password,
    )
