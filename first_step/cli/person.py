"""`first-step export` and `first-step erase`: what one person may ask for."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import typer

from first_step.admissions.phone_numbers import chosen_number
from first_step.cli.purge import show
from first_step.reception import whole_person
from first_step.reception.journal import Journal, open_journal
from first_step.store import audit
from first_step.store import person as people
from first_step.store.database import Database, Session, open_database
from first_step.store.person import Person
from first_step.store.process_environment import process_settings

_ACTOR = "command line"
_REFERENCE = typer.Argument("", show_default=False, help="The reference, such as FS-7K3M-QX.")
_PHONE = typer.Option("", show_default=False, help="All requests with this phone number instead.")
_EMAIL = typer.Option("", show_default=False, help="All requests with this e-mail address instead.")
_LINKED = typer.Option(
    False,
    "--linked",
    help="Also requests linked by phone, e-mail or conversation. Phones are shared: check first.",
)


def export(
    reference: str = _REFERENCE,
    phone: str = _PHONE,
    email: str = _EMAIL,
    to: Path = typer.Option(..., "--to", help="A file that does not exist yet."),
    linked: bool = _LINKED,
) -> None:
    """Write everything about one person into one JSON file that only you can read."""
    database = open_database(process_settings())
    wanted = _wanted(reference, phone, email)
    journal = _journal(database)
    with database.read() as session:
        person = people.find(session, **wanted, with_linked=linked)
        body = whole_person.export(session, journal, person)
    try:
        with database.write() as session:
            # Neither stands without the other: a file, and the entry that somebody took it.
            _note_export(session, person)
            _write_private(to, json.dumps(body, indent=2, ensure_ascii=False))
    except FileExistsError:
        raise typer.BadParameter("the file named by --to exists; it is not overwritten") from None
    except OSError as error:
        raise typer.BadParameter(f"--to cannot be written: {error.strerror}") from None
    typer.echo(f"Written to {to}: {len(person.references)} requests.")
    _tell_linked(person)


def erase(
    reference: str = _REFERENCE,
    phone: str = _PHONE,
    email: str = _EMAIL,
    linked: bool = _LINKED,
    yes: bool = typer.Option(False, "--yes", help="Delete. Without it nothing is changed."),
) -> None:
    """Say what is stored about one person, by kind; delete it with --yes."""
    database = open_database(process_settings())
    wanted = _wanted(reference, phone, email)
    journal = _journal(database)
    if yes:
        wanted["with_linked"] = linked
        now = datetime.now(timezone.utc)
        person, gone = whole_person.erase(database, journal, wanted, _ACTOR, now)
        show(f"Deleted, of {_listed(person.references)}", gone)
    else:
        with database.read() as session:
            person = people.find(session, **wanted, with_linked=linked)
            found = whole_person.parts_count(session, journal, person)
            show(f"Would go, of {_listed(person.references)}", found)
        typer.echo("Nothing was changed. Delete with --yes.")
    _tell_linked(person)


def _journal(database: Database) -> Journal:
    return open_journal(process_settings().data_dir, database.sealer)


def _wanted(reference: str, phone: str, email: str) -> dict[str, Any]:
    given = [each for each in (reference, phone, email) if each.strip()]
    if len(given) != 1:
        raise typer.BadParameter("give a reference, or --phone, or --email: one of them")
    if not phone.strip():
        return {"reference": reference, "email": email.strip()}
    number = chosen_number(phone)
    if number is None:
        raise typer.BadParameter("--phone is not a UK number")
    return {"phone": number}


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text + "\n")


def _note_export(session: Session, person: Person) -> None:
    details = {"references": person.references}
    now = datetime.now(timezone.utc)
    audit.write(session, _ACTOR, "person.exported", person.references[0], now, details)


def _tell_linked(person: Person) -> None:
    if person.linked:
        typer.echo(
            f"Left out, linked by phone, e-mail or conversation: {_listed(person.linked)}."
            " If they are the same person's, add --linked."
        )


def _listed(references: tuple[str, ...]) -> str:
    return ", ".join(references)
