"""A believable shift at the desk, served for real; phone numbers from Ofcom's ranges for drama."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.referral import Level
from first_step.admissions.safe_contact import preset
from first_step.content.live import LiveLibrary
from first_step.desk.app import create_desk
from first_step.store import alerts, call_attempts, conversations, referrals
from first_step.store.database import Database, open_database
from first_step.store.migrating import migrate
from tests.desk.cast import (
    CONTENT,
    NOW,
    PASSWORDS,
    add_cast,
    add_referral,
    contact_request,
    settings_for,
)

HOUR = timedelta(hours=1)
_WINDOW = ContactWindow(NOW + HOUR, NOW + 3 * HOUR, "Tuesday 24 November, 3pm to 5pm")
_EVENING = ContactWindow(
    NOW + timedelta(days=1, hours=4), NOW + timedelta(days=1, hours=6), "Wednesday, after 6pm"
)
_CAREFUL = {
    **(preset("private") or {}),
    "code_word": "tulip",
    "note": "My husband is home after six. If he answers, ask for the vet.",
}
_REQUESTS: tuple[dict[str, Any], ...] = (
    {
        "request": {"name": "Margaret", "for_whom": "someone_else", "contact_window": _WINDOW},
        "level": Level.SOON,
        "reasons": ("R21",),
        "due_at": NOW + 3 * HOUR,
    },
    {
        "request": {
            "name": "Kev",
            "phone": "+447700900461",
            "safe_contact": _CAREFUL,
            "extras": {
                "substances": ["heroin", "pregabalin"],
                "area": "LS11",
                "message": "I get muddled on the phone, please go slow",
            },
        },
        "level": Level.URGENT,
        "reasons": ("R13", "R14", "R8", "R16", "R15"),
        "due_at": NOW - timedelta(hours=2, minutes=10),
    },
    {
        "request": {"name": "Aoife", "phone": "+447700900872", "person_age": "teen"},
        "level": Level.URGENT,
        "reasons": ("R11", "R18"),
        "due_at": NOW + timedelta(hours=2, minutes=55),
    },
    {
        "request": {
            "name": "Dr Bartholomew Featherstonehaugh-Cholmondeley",
            "for_whom": "professional",
            "phone": None,
            "email": "b.featherstonehaugh-cholmondeley@surgery.example.org",
            "safe_contact": preset("open"),
        },
        "level": Level.ROUTINE,
        "reasons": ("R22",),
        "due_at": NOW + timedelta(days=6, hours=3),
    },
    {
        "request": {"name": "Sunil", "phone": "+442079460958", "contact_window": _EVENING},
        "level": Level.SOON,
        "reasons": ("R0", "R15"),
        "due_at": NOW + timedelta(days=1, hours=6),
    },
    {
        "request": {"name": "Jo", "phone": "+447700900033", "safe_contact": preset("text_first")},
        "level": Level.EMERGENCY,
        "reasons": ("R1", "R16"),
        "due_at": NOW - timedelta(minutes=25),
    },
)


class Hour:
    """Time at the desk; it stands still unless a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Shift:
    """A desk that is being served. references: by the name of who asked."""

    url: str
    database: Database
    references: dict[str, str]
    hour: Hour
    stop: Callable[[], None]


def start_shift(folder: Path, *, full: bool = True) -> Shift:
    """Serve a desk from a new database below `folder`; full: with requests and an alert."""
    settings = settings_for(folder)
    migrate(settings)
    database = open_database(settings)
    references = {}
    with database.write() as session:
        staff_ids = add_cast(session)
    if full:
        references = _add_requests(database, staff_ids["bob"])
    hour = Hour()
    routes = create_desk(database, LiveLibrary(CONTENT), settings, passwords=PASSWORDS, clock=hour)
    url, stop = _serve(Starlette(routes=[Mount("/desk", routes=routes)]))

    def stop_all() -> None:
        stop()
        database.dispose()

    return Shift(url, database, references, hour, stop_all)


def _add_requests(database: Database, bob: str) -> dict[str, str]:
    references = {}
    for number, given in enumerate(_REQUESTS):
        asked_at = NOW - timedelta(hours=3 + 5 * number, minutes=7 * number)
        request = contact_request(str(number), **given["request"])
        rest = {key: value for key, value in given.items() if key != "request"}
        added = add_referral(database, request, created_at=asked_at, **rest)
        references[request.name.split()[0]] = added.reference
    kev = references["Kev"]
    with database.write() as session:
        tried = NOW - timedelta(hours=1)
        referrals.assign(session, kev, bob, bob, tried - timedelta(minutes=9))
        call_attempts.record_attempt(
            session, kev, "no_answer", bob, tried, words="Rang out, no voicemail left"
        )
        conversations.create(session, "3f9a1c77e2", "website", NOW)
        raised_at = NOW - timedelta(minutes=6)
        alerts.raise_alert(session, "3f9a1c77e2", "crisis_overdose", "act", {}, raised_at)
        alerts.raise_alert(session, "b81d02", "crisis_suicide", "check", {}, raised_at)
    return references


def _serve(app: Starlette) -> tuple[str, Callable[[], None]]:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        ws="none",
        log_level="warning",
        # Pages that are still open hold their stream of news.
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the desk does not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]

    def stop() -> None:
        server.should_exit = True
        thread.join(10)

    return f"http://127.0.0.1:{port}/desk", stop
