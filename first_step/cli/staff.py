"""`first-step staff`: who may sign in to the console."""

from __future__ import annotations

import secrets
from datetime import datetime, timezone

import typer

from first_step.desk.passwords import hash_password
from first_step.store import audit
from first_step.store import staff as people
from first_step.store.database import Database, open_database
from first_step.store.process_environment import process_settings

app = typer.Typer(no_args_is_help=True)
ROLES = ("admissions", "duty_manager", "content_owner", "administrator")


@app.callback()
def _group() -> None:
    """Keep `add` a command of its own."""


@app.command()
def add(
    login: str = typer.Argument(..., help="What the person types to sign in."),
    name: str = typer.Option(..., help="The name that colleagues and visitors see."),
    role: list[str] = typer.Option(["admissions"], help=", ".join(ROLES)),
) -> None:
    """Add a person; a password is made and shown once."""
    unknown = sorted(set(role) - set(ROLES))
    if unknown:
        raise typer.BadParameter(f"no such role: {', '.join(unknown)}. Roles: {', '.join(ROLES)}")
    password = add_person(open_database(process_settings()), login, name, tuple(role))
    typer.echo(f"Sign-in: {login}\nPassword: {password}\nIt is shown this once. Keep it safe.")


def add_person(database: Database, login: str, name: str, roles: tuple[str, ...]) -> str:
    """Store a member of staff and return the password made for them."""
    password = secrets.token_urlsafe(15)
    now = datetime.now(timezone.utc)
    with database.write() as session:
        people.add(session, name, login, hash_password(password), roles)
        audit.write(session, "command line", "staff.added", login, now)
    return password
