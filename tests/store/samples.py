"""A fixed cast: Kev asks to be called, Margaret writes for her son, Sam and Alex work the desk."""

from __future__ import annotations

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from threading import Barrier
from typing import TypeVar

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.referral import Consent, ContactRequest, Level
from first_step.admissions.settings import Settings, read_settings
from first_step.admissions.triage import Triage
from first_step.store import conversations, messages, turns
from first_step.store.database import Database, Session
from first_step.store.ids import new_id

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)
KEV = "kev-conversation"
MARGARET = "margaret-conversation"
LEASE = 30.0

Result = TypeVar("Result")


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def settings_for(database_url: str, env: str = "production", data_dir: str = "var") -> Settings:
    environ = {"FIRST_STEP_ENV": env, "FIRST_STEP_DATABASE_URL": database_url}
    environ["FIRST_STEP_DATA_DIR"] = data_dir
    environ["FIRST_STEP_SEALING_KEYS"] = "k1:" + secret(1)
    environ["FIRST_STEP_INDEX_KEY"] = secret(2)
    environ["FIRST_STEP_TOKEN_KEY"] = secret(3)
    environ["FIRST_STEP_RASA_TOKEN"] = secret(4)
    return read_settings(environ)


def secret(number: int) -> str:
    return base64.b64encode(bytes((number * 37 + place * 11) % 256 for place in range(32))).decode()


def add_conversation(session: Session, conversation: str = KEV) -> None:
    conversations.create(session, conversation, "website", NOW)


def say(
    session: Session, text: str, seconds: float = 0, conversation: str = KEV
) -> messages.Message:
    """Store a visitor's message and queue its turn, as the front door does."""
    moment = later(seconds)
    message, _ = messages.add_visitor_message(session, conversation, new_id(), text, None, moment)
    turns.queue(session, conversation, message.seq, None, moment)
    return message


def claimed(database: Database, worker: str, seconds: float = 0) -> turns.Turn:
    with database.write() as session:
        turn = turns.claim(session, worker, later(seconds), LEASE)
    assert turn is not None
    return turn


def contact_request(key: str = "request-1", name: str = "Kevin Zebedee") -> ContactRequest:
    return ContactRequest(
        key=key,
        for_whom="self",
        writer_age="adult",
        person_age="adult",
        name=name,
        phone="+447700900123",
        email="kev.zebedee@example.org",
        contact_window=ContactWindow(None, None, "any time"),
        safe_contact={"voicemail": False, "code_word": "tulip"},
        consent=Consent("2026-11-23", NOW, "a" * 64),
        red_flags=("R8",),
        red_flags_state="asked",
    )


def without_email(request: ContactRequest) -> ContactRequest:
    return replace(request, email=None)


URGENT = Triage(Level.URGENT, ("R8",))
SOON = Triage(Level.SOON, ("R0",))


def at_once(*jobs: Callable[[], Result]) -> list[Result]:
    """Run jobs in threads that start at the same moment; raises what a job raised."""
    barrier = Barrier(len(jobs))

    def start(job: Callable[[], Result]) -> Result:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(start, jobs))
