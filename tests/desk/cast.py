"""A fixed cast: alice admits, bob is duty manager, charlie owns content and sees no referrals."""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.referral import Consent, ContactRequest, Level
from first_step.admissions.safe_contact import preset
from first_step.admissions.settings import Settings, read_settings
from first_step.admissions.triage import Triage
from first_step.desk.passwords import Passwords
from first_step.store import alerts, conversations, referrals, staff
from first_step.store.database import Database, Session
from first_step.store.referrals import Referral

CONTENT = Path(__file__).parents[2] / "content"
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=timezone.utc)
PASSWORD = "quiet-harbour-lamp-42"
# Real ones are slow on purpose, and tests sign in many hundred times.
CHEAP = (1, 8, 1)
PASSWORDS = Passwords(PasswordHasher(*CHEAP))
PASSWORD_HASH = PASSWORDS.hash(PASSWORD)
ROLES = {"alice": "admissions", "bob": "duty_manager", "charlie": "content_owner"}
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]*)"')


class Clock:
    """Time that moves when a test says so."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, span: timedelta) -> None:
        self.now += span


class Browser:
    """Somebody's browser at the desk: it keeps cookies and sends what the page's forms hold."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.text = ""
        self.status = 0

    def open(self, path: str, **headers: str) -> str:
        """Open a page and return its text."""
        answer = self.client.get("/desk" + path, headers=headers)
        self.text, self.status = answer.text, answer.status_code
        return self.text

    def send(self, path: str, **fields: str) -> str:
        """Send a form with the token of the page that is open; return the page that follows."""
        fields = {"csrf": self.found(_CSRF), "seen": self.found(_SEEN), **fields}
        answer = self.client.post("/desk" + path, data=fields)
        self.text, self.status = answer.text, answer.status_code
        return self.text

    def sign_in(self, login: str, password: str = PASSWORD) -> str:
        """Sign in and return the page that follows."""
        self.open("/sign-in")
        return self.send("/sign-in", login=login, password=password)

    def found(self, pattern: re.Pattern[str]) -> str:
        """Return what the open page holds there, empty when nothing."""
        match = pattern.search(self.text)
        return match.group(1) if match else ""


def settings_for(folder: Path, **given: str) -> Settings:
    environ = {"FIRST_STEP_ENV": "development", "FIRST_STEP_DATA_DIR": str(folder)}
    environ["FIRST_STEP_CONTENT_DIR"] = str(CONTENT)
    environ["FIRST_STEP_SEALING_KEYS"] = "k1:" + secret(1)
    environ["FIRST_STEP_INDEX_KEY"] = secret(2)
    environ["FIRST_STEP_TOKEN_KEY"] = secret(3)
    environ["FIRST_STEP_RASA_TOKEN"] = secret(4)
    return read_settings({**environ, **given})


def secret(number: int) -> str:
    return base64.b64encode(bytes((number * 37 + place * 11) % 256 for place in range(32))).decode()


def add_cast(session: Session) -> dict[str, str]:
    """Store alice, bob and charlie and return their ids."""
    return {
        login: staff.add(session, login.capitalize(), login, PASSWORD_HASH, [role]).id
        for login, role in ROLES.items()
    }


def id_of(database: Database, login: str) -> str:
    """Return the identifier of the member of staff who signs in as `login`."""
    with database.read() as session:
        member = staff.by_login(session, login)
    assert member is not None
    return member.id


def contact_request(key: str = "request-1", **changed: object) -> ContactRequest:
    """Return Kev's request; phone numbers are of Ofcom's ranges for drama."""
    values: dict[str, object] = {
        "key": key,
        "for_whom": "self",
        "writer_age": "adult",
        "person_age": "adult",
        "name": "Kev",
        "phone": "+447700900123",
        "email": None,
        "contact_window": ContactWindow(None, None, "any time"),
        "safe_contact": preset("private"),
        "consent": Consent("2026-11-23", NOW - timedelta(hours=5), "a" * 64, if_cut_off=True),
        "red_flags": ("R13",),
        "red_flags_state": "asked",
    }
    return ContactRequest(**{**values, **changed})  # type: ignore[arg-type]


def add_referral(
    database: Database,
    request: ContactRequest | None = None,
    *,
    level: Level = Level.URGENT,
    reasons: tuple[str, ...] = ("R13",),
    due_at: datetime = NOW + timedelta(hours=2),
    created_at: datetime = NOW - timedelta(hours=5),
    conversation: str | None = None,
) -> Referral:
    with database.write() as session:
        referral, _ = referrals.record(
            session,
            request or contact_request(),
            conversation_id=conversation,
            channel="website",
            triage=Triage(level, reasons),
            due_at=due_at,
            now=created_at,
        )
    return referral


def add_alert(database: Database, conversation: str = "kev-conversation") -> int:
    with database.write() as session:
        conversations.create(session, conversation, "website", NOW)
        return alerts.raise_alert(session, conversation, "crisis_overdose", "act", {}, NOW).id
