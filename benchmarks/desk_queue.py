"""How long the queue page of the staff console takes when much is stored.

`python -m benchmarks.desk_queue --referrals 100000 --messages 1000000` fills a database of its
own, on SQLite and on PostgreSQL, opens the page through the app in this process, and deletes it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from rich.console import Console
from sqlalchemy import create_engine, insert, text
from sqlalchemy.engine import make_url
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from benchmarks.results import as_table, keep_rows
from benchmarks.timing import Row
from first_step.admissions.contact_window import ANY_TIME
from first_step.admissions.referral import Consent, ContactRequest, Level, new_reference
from first_step.admissions.safe_contact import preset
from first_step.admissions.sealing import Sealer
from first_step.admissions.settings import Settings, read_settings
from first_step.content.live import LiveLibrary
from first_step.desk.app import create_desk
from first_step.desk.passwords import Passwords
from first_step.store import staff
from first_step.store.database import Database, open_database
from first_step.store.migrating import migrate
from first_step.store.referral_records import body_of, body_purpose
from first_step.store.tables import ConversationRow, MessageRow, ReferralEventRow, ReferralRow
from tests.postgres import is_installed, postgres_server

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=timezone.utc)
PAGES = {
    "the first page": "/",
    "unassigned": "/?show=new",
    "mine": "/?show=mine",
    "overdue": "/?show=overdue",
    "one level": "/?level=emergency",
    "a rare channel": "/?channel=sms",
    "a rare channel, unassigned": "/?show=new&channel=sms",
    "a rare channel, one level": "/?level=routine&channel=sms",
    "page 40": "/?page=40",
    "the live part": "/queue/live",
    "conversations": "/conversations",
    "conversations with the team": "/conversations?show=staff",
    "conversations in danger": "/conversations?show=danger",
    "waiting on the website": "/conversations?show=waiting&channel=website",
}
DATABASES = ("sqlite", "postgresql")
TIMES = 60
_PASSWORD = "quiet-harbour-lamp-42"
_AT_ONCE = 5_000
_MESSAGES_EACH = 20
_JOINS_EVERY = 50
_LEVELS = (Level.EMERGENCY, *(Level.URGENT,) * 9, *(Level.SOON,) * 40, *(Level.ROUTINE,) * 50)
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


def measure(url: str, folder: Path, referrals: int, messages: int, is_open: float) -> list[Row]:
    """Return the rows for one database. is_open: the share of requests that are not over."""
    settings = _settings(url, folder)
    migrate(settings)
    database = open_database(settings)
    try:
        me = _add_staff(database)
        started = time.perf_counter()
        fill_messages(url, settings, messages)
        _fill_referrals(url, settings, referrals, is_open, me)
        _settle(url)
        Console().print(f"filled in {time.perf_counter() - started:.0f} s")
        with _signed_in(database, settings) as client:
            return _timed(client, url.partition(":")[0], referrals, messages, is_open)
    finally:
        database.dispose()


def _timed(
    client: TestClient, name: str, referrals: int, messages: int, is_open: float
) -> list[Row]:
    many = f"{name}, {referrals:,} requests ({is_open:.0%} open), {messages:,} messages"
    rows = []
    for page, path in PAGES.items():
        client.get("/desk" + path)
        taken = [_milliseconds(client, "GET", path, {}) for _ in range(TIMES)]
        rows.append(_row(f"{page}: {many}", taken))
    csrf = _CSRF.search(client.get("/desk/").text)
    assert csrf is not None
    found = {"csrf": csrf.group(1), "q": "Zebedee"}
    taken = [_milliseconds(client, "POST", "/search", found) for _ in range(10)]
    return [*rows, _row(f"search by name: {many}", taken)]


def _row(words: str, taken: list[tuple[float, float]]) -> Row:
    """Return p95 of the clock; on a busy machine the CPU time of this process says more."""
    clock, cpu = zip(*taken, strict=True)
    p50, p95, busy = np.percentile(clock, 50), np.percentile(clock, 95), np.percentile(cpu, 95)
    return (f"{words}; p95, ms (p50 {p50:.1f}, CPU p95 {busy:.1f})", f"{p95:.1f}", "", "")


def _milliseconds(
    client: TestClient, method: str, path: str, form: dict[str, str]
) -> tuple[float, float]:
    """Return how long a request took by the clock, and the CPU time of this process."""
    started, cpu = time.perf_counter(), time.process_time()
    answer = client.request(method, "/desk" + path, data=form or None)
    taken = ((time.perf_counter() - started) * 1000, (time.process_time() - cpu) * 1000)
    assert answer.status_code == 200, answer.status_code
    return taken


@contextmanager
def _signed_in(database: Database, settings: Settings) -> Iterator[TestClient]:
    desk = create_desk(database, LiveLibrary(settings.content_dir), settings, clock=lambda: NOW)
    with TestClient(Starlette(routes=[Mount("/desk", routes=desk)])) as client:
        csrf = _CSRF.search(client.get("/desk/sign-in").text)
        assert csrf is not None
        form = {"csrf": csrf.group(1), "login": "alice", "password": _PASSWORD}
        assert "Queue" in client.post("/desk/sign-in", data=form).text
        yield client


def _settings(url: str, folder: Path) -> Settings:
    secret = {
        name: base64.b64encode(os.urandom(32)).decode() for name in ("seal", "index", "token")
    }
    return read_settings(
        {
            "FIRST_STEP_ENV": "development",
            "FIRST_STEP_DATA_DIR": str(folder),
            "FIRST_STEP_DATABASE_URL": url,
            "FIRST_STEP_SEALING_KEYS": "k1:" + secret["seal"],
            "FIRST_STEP_INDEX_KEY": secret["index"],
            "FIRST_STEP_TOKEN_KEY": secret["token"],
        }
    )


def _add_staff(database: Database) -> str:
    with database.write() as session:
        me = staff.add(session, "Alice", "alice", Passwords().hash(_PASSWORD), ["admissions"])
        for number in range(20):
            staff.add(session, f"Colleague {number}", f"c{number}", "x", ["admissions"])
    return me.id


def fill_messages(url: str, settings: Settings, count: int) -> None:
    """Store conversations of 20 messages; all share one sealed text, which nothing opens."""
    body = Sealer.from_settings(settings).seal('{"text": "' + "word " * 15 + '"}', "filler")
    for first in range(0, count // _MESSAGES_EACH, _AT_ONCE // _MESSAGES_EACH):
        last = min(first + _AT_ONCE // _MESSAGES_EACH, count // _MESSAGES_EACH)
        talks = [_talk(number) for number in range(first, last)]
        said = [
            {
                "conversation_id": talk["id"],
                "seq": seq,
                "id": f"m{seq}",
                "sender": "visitor" if seq % 2 else "bot",
                "body": body,
                "at": NOW,
            }
            for talk in talks
            for seq in range(1, _MESSAGES_EACH + 1)
        ]
        _insert(url, ConversationRow, talks)
        _insert(url, MessageRow, said)


def _talk(number: int) -> dict[str, Any]:
    at = NOW - timedelta(seconds=number)
    return {
        "id": f"conversation-{number}",
        "channel": "website",
        "holder": "bot",
        "created_at": at,
        "last_message_at": at,
        "last_seq": _MESSAGES_EACH,
    }


def _fill_referrals(url: str, settings: Settings, count: int, is_open: float, me: str) -> None:
    """Store requests, each sealed as the product seals it, with two lines of history."""
    random, sealer = Random(7), Sealer.from_settings(settings)
    used: set[str] = set()
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        rows = [_referral(number, random, sealer, is_open, me, used) for number in numbers]
        for lead, other in zip(rows[::_JOINS_EVERY], rows[1::_JOINS_EVERY]):  # noqa: B905
            other["joins"] = lead["reference"]
        lines = [
            {
                "referral_id": row["id"],
                "at": row["created_at"],
                "by": "visitor",
                "event": event,
                "status": row["status"],
            }
            for row in rows
            for event in ("recorded", "assigned")
        ]
        _insert(url, ReferralRow, rows)
        _insert(url, ReferralEventRow, lines)


def _referral(
    number: int, random: Random, sealer: Sealer, is_open: float, me: str, used: set[str]
) -> dict[str, Any]:
    reference = _unused_reference(number, used)
    level = random.choice(_LEVELS)
    created = NOW - timedelta(minutes=random.randrange(90 * 24 * 60))
    over = random.random() >= is_open
    assigned = me if random.random() < 0.01 else random.choice((None, "somebody"))
    request = _request(number)
    body = body_of(request, ("R13", "R8"))
    status = "closed" if over else "assigned" if assigned else "new"
    return {
        "id": number + 1,
        "reference": reference,
        "request_key": uuid.uuid4().hex,
        "status": status,
        "level": level.value,
        "level_order": Level.EMERGENCY.rank - level.rank,
        "channel": "sms" if number % 5_000 == 0 else "website",
        "created_at": created,
        "due_at": created + timedelta(days=random.randrange(1, 90)),
        "touched_at": created,
        "closed_at": created + timedelta(days=1) if over else None,
        "consent_version": "2026-11-23",
        "assigned_to": assigned,
        "phone_index": sealer.blind_index(request.phone or "", "phone"),
        "conversation_id": f"conversation-{number}",
        "joins": None,
        "attempts": 0,
        "body": sealer.seal(json.dumps(body), body_purpose(reference)),
    }


def _unused_reference(number: int, used: set[str]) -> str:
    """Return a reference that no other row has: they are short, and chance repeats one."""
    tries = 0
    while True:
        digest = hashlib.sha256(f"{number} {tries}".encode()).digest()
        reference = new_reference(digest[:16])
        if reference not in used:
            used.add(reference)
            return reference
        tries += 1


def _request(number: int) -> ContactRequest:
    return ContactRequest(
        key=str(number + 1),
        for_whom="self",
        writer_age="adult",
        person_age="adult",
        name="Zebedee" if number % 10_000 == 0 else f"Kev {number}",
        phone=f"+447700{number:06d}"[:13],
        email=None,
        contact_window=ANY_TIME,
        safe_contact=preset("private") or {},
        consent=Consent("2026-11-23", NOW, "a" * 64),
        red_flags=("R13", "R8"),
        red_flags_state="asked",
    )


_ENGINES: dict[str, Any] = {}


def _insert(url: str, table: Any, rows: list[dict[str, Any]]) -> None:
    with _engine(url).begin() as connection:
        connection.execute(insert(table.__table__), rows)


def _settle(url: str) -> None:
    """Do what PostgreSQL does by itself after a while; nothing does it on SQLite."""
    if url.startswith("postgresql"):
        with _engine(url).begin() as connection:
            connection.execute(text("ANALYZE"))
    _ENGINES.pop(url).dispose()


def _engine(url: str) -> Any:
    if url not in _ENGINES:
        options = {"executemany_mode": "values"} if url.startswith("postgresql") else {}
        _ENGINES[url] = create_engine(url, future=True, hide_parameters=True, **options)
    return _ENGINES[url]


def main(arguments: list[str] | None = None) -> None:
    """Measure on SQLite, and on PostgreSQL where a server is named or installed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk_queue", description=__doc__)
    parser.add_argument("--referrals", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--open", type=float, default=1.0, help="share of requests still open")
    parser.add_argument("--only", choices=DATABASES)
    given = parser.parse_args(arguments)
    rows: list[Row] = []
    for name in (given.only,) if given.only else DATABASES:
        rows += measure_on(name, given.referrals, given.messages, given.open)
        Console().print(as_table(rows))
    keep_rows("desk_queue", rows)


def measure_desk() -> list[Row]:
    """Return the rows for both databases, with 100,000 open requests and 1,000,000 messages."""
    return [row for name in DATABASES for row in measure_on(name, 100_000, 1_000_000, 1.0)]


def measure_on(name: str, referrals: int, messages: int, is_open: float) -> list[Row]:
    """Return the rows for one of DATABASES; one that says so where no PostgreSQL is to be had."""
    with tempfile.TemporaryDirectory(prefix="first-step-queue-") as folder, ExitStack() as stack:
        if name == "sqlite":
            url = f"sqlite:///{folder}/first-step.db"
        elif os.environ.get("FIRST_STEP_TEST_POSTGRES") or is_installed():
            url = stack.enter_context(postgres_database())
        else:
            return [("the desk on PostgreSQL: not installed here", "", "", "")]
        return measure(url, Path(folder), referrals, messages, is_open)


@contextmanager
def postgres_database(durable: bool = False) -> Iterator[str]:
    """Give the address of an empty database, on a server that is named or started for this.

    durable: a server started for this has PostgreSQL's own settings, as an operator's does.
    """
    with ExitStack() as stack:
        named = os.environ.get("FIRST_STEP_TEST_POSTGRES")
        server = named or stack.enter_context(postgres_server(durable))
        yield stack.enter_context(_database_on(server))


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    name = "queue_" + uuid.uuid4().hex
    engine = create_engine(server, future=True, isolation_level="AUTOCOMMIT", pool_pre_ping=True)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        url = make_url(server).set(database=name)
        yield str(url.render_as_string(hide_password=False))
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


if __name__ == "__main__":
    main()
