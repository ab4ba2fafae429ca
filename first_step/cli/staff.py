"""`first-step staff`: who may sign in to the console."""

from __future__ import annotations

from datetime import datetime, timezone

import typer

from first_step.admissions.errors import StoreError
from first_step.desk.access import Role
from first_step.desk.passwords import Passwords, new_password
from first_step.store import audit, sign_in_secrets, staff_sessions, workloads
from first_step.store import staff as people
from first_step.store.database import Database, Session, open_database
from first_step.store.process_environment import process_settings
from first_step.store.staff import StaffMember

app = typer.Typer(no_args_is_help=True)
ROLES = tuple(map(str, Role))
ACTOR = "command line"
_LOGIN = typer.Argument(..., help="What the person types to sign in.")


@app.command()
def add(
    login: str = _LOGIN,
    name: str = typer.Option(..., help="The name that colleagues and visitors see."),
    role: list[str] = typer.Option(["admissions"], help=", ".join(ROLES)),
) -> None:
    """Add a person; a password is made, shown once, and changed at the first sign-in."""
    unknown = sorted(set(role) - set(ROLES))
    if unknown:
        raise typer.BadParameter(f"no such role: {', '.join(unknown)}. Roles: {', '.join(ROLES)}")
    password = add_person(_database(), login, name, tuple(role))
    _show_password(login, password)


@app.command(name="list")
def list_people() -> None:
    """List everybody: login, name, roles, second factor, and whether they may sign in."""
    with _database().read() as session:
        for each in people.everyone(session):
            marks = [", ".join(each.roles) or "no role"]
            marks.append("codes on" if each.second_factor else "no codes")
            marks += [] if each.active else ["cannot sign in"]
            typer.echo(f"{each.login}\t{each.name}\t" + "\t".join(marks))


@app.command()
def reset(
    login: str = _LOGIN,
    second_factor: bool = typer.Option(
        False, "--second-factor", help="Turn their one-time codes off; the password stays."
    ),
) -> None:
    """Make a new password for a person, shown once; or turn their one-time codes off."""
    database, now = _database(), datetime.now(timezone.utc)
    password = "" if second_factor else new_password()
    password_hash = Passwords().hash(password) if password else ""
    with database.write() as session:
        member = _member(session, login)
        if password:
            people.change(
                session, member.id, password_hash=password_hash, must_change_password=True
            )
        else:
            sign_in_secrets.forget_secret(session, member.id)
            staff_sessions.end_all(session, member.id)
        event = "staff.password_reset" if password else "staff.second_factor_reset"
        audit.write(session, ACTOR, event, member.id, now)
    if password:
        _show_password(login, password)
    else:
        typer.echo("One-time codes are off for them, and they are signed out.")


@app.command()
def deactivate(
    login: str = _LOGIN,
    give_back: bool = typer.Option(
        False, "--give-back", help="Put their open requests back in the queue."
    ),
) -> None:
    """End a person's access at once. Says how many open requests they have."""
    database, now = _database(), datetime.now(timezone.utc)
    with database.write() as session:
        member = _member(session, login)
        if people.is_last_administrator(session, member.id):
            raise StoreError("this is the last administrator; add another one first")
        people.change(session, member.id, active=False)
        given = workloads.give_back(session, member.id, ACTOR, now) if give_back else []
        held = workloads.held_by(session, member.id)
        details = {"given_back": len(given)}
        audit.write(session, ACTOR, "staff.deactivated", member.id, now, details)
    typer.echo(f"{login} can no longer sign in. Requests put back in the queue: {len(given)}.")
    if held:
        typer.echo(f"Open requests still with them: {held}. --give-back puts them in the queue.")


def add_person(
    database: Database, login: str, name: str, roles: tuple[str, ...], *, for_oneself: bool = False
) -> str:
    """Store a member of staff and return the password made for them.

    for_oneself: who sees it keeps it; otherwise it has to be changed at the first sign-in.
    """
    password = new_password()
    password_hash = Passwords().hash(password)
    now = datetime.now(timezone.utc)
    with database.write() as session:
        member = people.add(
            session, name, login, password_hash, roles, must_change_password=not for_oneself
        )
        audit.write(session, ACTOR, "staff.added", member.id, now, {"roles": list(roles)})
    return password


def _database() -> Database:
    return open_database(process_settings())


def _member(session: Session, login: str) -> StaffMember:
    member = people.by_login(session, login)
    if member is None:
        raise StoreError("nobody has this login name")
    return member


def _show_password(login: str, password: str) -> None:
    typer.echo(
        f"Sign-in: {login}\nPassword: {password}\n"
        "It is shown this once, and has to be changed at the first sign-in."
    )
