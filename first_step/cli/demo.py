"""`first-step demo`: a made-up shift to try the console with, never beside real requests."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import typer
import yaml

from first_step.admissions.contact_window import ANY_TIME
from first_step.admissions.errors import StoreError
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Consent, ContactRequest, Status
from first_step.admissions.safe_contact import preset
from first_step.admissions.triage import TriageFacts, due_at, triage
from first_step.admissions.window_reader import find_window
from first_step.cli.demo_counts import add_counts
from first_step.cli.demo_past import add_past
from first_step.content.library import Library, load_library
from first_step.store import alerts, conversations, messages, referrals
from first_step.store.database import Database, Session, open_database
from first_step.store.ids import new_id
from first_step.store.process_environment import process_settings

SHIFT = Path(__file__).with_name("demo_shift.yml")
KEY = "demo-"
WHO = "demo"


def demo() -> None:
    """Fill an empty installation with a made-up shift. Refused where anybody real may be."""
    settings = process_settings()
    if settings.production or not settings.demo:
        raise StoreError("made-up requests are for a demonstration: FIRST_STEP_DEMO is off")
    added = add_shift(
        open_database(settings), load_library(settings.content_dir), datetime.now(timezone.utc)
    )
    typer.echo(f"Added {added} made-up requests. See them on {settings.public_url}/desk/")


def add_shift(database: Database, library: Library, now: datetime) -> int:
    """Store the made-up shift and what came before it; return how many requests are shown.

    Raises StoreError when there are requests already, made up or not.
    """
    people = yaml.safe_load(SHIFT.read_text(encoding="utf-8"))["people"]
    with database.write() as session:
        if referrals.list_all(session):
            raise StoreError("there are requests already; a demonstration needs an empty database")
        add_past(session, library, now)
        for number, person in enumerate(people, start=1):
            _add(session, library, person, f"{KEY}{number}", now)
        add_counts(session, now)
    return len(people)


def _add(
    session: Session, library: Library, person: Mapping[str, Any], key: str, now: datetime
) -> None:
    asked_at = now - timedelta(hours=person["hours_ago"])
    conversation = _talk(session, library, person, asked_at)
    hours = library.opening_hours()
    request = _request(person, key, library, asked_at, hours)
    found = triage(TriageFacts.of(request))
    referral, _ = referrals.record(
        session,
        request,
        conversation_id=conversation,
        channel="website",
        triage=found,
        due_at=due_at(found.level, asked_at, hours, request.contact_window),
        now=asked_at,
    )
    status = Status(person.get("status", "new"))
    if status not in (Status.NEW, Status.ASSIGNED):
        path = (Status.REACHED, status) if status is Status.BOOKED else (status,)
        for step in path:
            referrals.move(session, referral.reference, step, WHO, None, asked_at)


def _talk(session: Session, library: Library, person: Mapping[str, Any], now: datetime) -> str:
    """Store what was said and return the conversation; danger raises its alert."""
    talk = conversations.create(session, new_id(), "website", now).id
    for line in person.get("chat", ()):
        if "v" in line:
            messages.add_visitor_message(session, talk, new_id(), line["v"], None, now)
            continue
        answer = line["b"]
        messages.add_reply(session, talk, "bot", library.render(answer), (), answer, now)
        if answer.startswith("crisis/"):
            label = answer.replace("/", "_")
            conversations.mark(session, talk, "in_danger", now)
            alerts.raise_alert(session, talk, label, "act", {"patterns": [WHO]}, now)
    return talk


def _request(
    person: Mapping[str, Any], key: str, library: Library, now: datetime, hours: OpeningHours
) -> ContactRequest:
    version, words = library.consent_text()
    adult = {"writer_age": "adult", "person_age": "adult"}
    return ContactRequest(
        key=key,
        for_whom=person.get("for_whom", "self"),
        **{name: person.get(name, value) for name, value in adult.items()},
        name=person["name"],
        phone=person.get("phone"),
        email=person.get("email"),
        contact_window=find_window(person["when"], now, hours) or ANY_TIME,
        safe_contact={**(preset(person["safe_contact"]) or {}), "note": person.get("note", "")},
        consent=Consent(version, now, hashlib.sha256(words.encode()).hexdigest()),
        red_flags=tuple(person.get("red_flags", ())),
        red_flags_state="asked",
        signs=tuple(person.get("signs", ())),
        extras=person.get("extras", {}),
    )
