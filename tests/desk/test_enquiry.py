"""An enquiry by phone is recorded like one from the chat, with consent by phone."""

from __future__ import annotations

import hashlib
import re

import pytest

from first_step.admissions.referral import Level
from first_step.content.live import LiveLibrary
from first_step.store import audit, referrals
from first_step.store.database import Database

from .cast import NOW, Browser

_KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')
ANSWERS = {
    "crisis_check": "no",
    "for_whom": "self",
    "writer_age": "adult",
    "name": "Zebedee",
    "phone": "07700 900123",
    "voicemail": "yes",
    "code_word": "tulip",
    "consent": "yes",
    "flags_state": "asked",
    "flag-R13": "yes",
}


def enter(alice: Browser, **changed: str) -> str:
    """Send the form; an answer of None or "" is left out."""
    alice.open("/enquiry")
    answers = {"key": alice.found(_KEY), **ANSWERS, **changed}
    return alice.send("/enquiry", **{name: value for name, value in answers.items() if value})


def recorded(database: Database) -> list[referrals.Referral]:
    with database.read() as session:
        return referrals.list_all(session)


def test_an_enquiry_is_recorded_with_level_consent_and_who_entered_it(
    alice: Browser, database: Database, library: LiveLibrary
) -> None:
    page = enter(alice)
    made = recorded(database)[0]
    assert f"Request {made.reference}" in page
    version, words = library.current().consent_text()
    assert (made.name, made.phone, made.channel) == ("Zebedee", "+447700900123", "phone")
    assert (made.priority, made.reasons) == (Level.URGENT, ("R13",))
    assert made.consent.version == version
    assert made.consent.text_sha256 == hashlib.sha256(words.encode()).hexdigest()
    assert made.consent.given_at == NOW
    assert made.extras["consent_by"] == "phone"
    assert made.safe_contact["voicemail"] is True
    assert made.safe_contact["text"] is False
    assert made.safe_contact["code_word"] == "tulip"
    assert made.history[-1].event == "entered_by_phone"
    with database.read() as session:
        entries = audit.latest(session, 3)
    assert [each.about for each in entries if each.event == "enquiry_entered"] == [made.reference]
    assert "Phone, asked today" in alice.open("/")


def test_sent_twice_it_is_one_request(alice: Browser, database: Database) -> None:
    alice.open("/enquiry")
    answers = {**ANSWERS, "key": alice.found(_KEY)}
    page = alice.text
    for _ in range(2):
        alice.text = page
        alice.send("/enquiry", **answers)
    assert len(recorded(database)) == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"consent": ""}, "Without their yes nothing is kept."),
        ({"phone": "999"}, "Nobody can be rung back on this number."),
        ({"phone": ""}, "Ask for a phone number or an email address."),
        ({"phone": "", "email": "nonsense"}, "This is no email address."),
        ({"name": ""}, "Give a first name or nickname"),
        ({"writer_age": "child"}, "Under 13 there is no form."),
        ({"for_whom": "someone_else"}, "Choose an age."),
        ({"crisis_check": ""}, "Ask whether anyone is in danger right now."),
        ({"crisis_check": "yes"}, "Choose what the danger is."),
        ({"flags_state": ""}, "Say whether you asked the safety questions."),
        ({"when": "when the cows come home"}, "Say it with a day and a time"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    alice: Browser, database: Database, changed: dict[str, str], words: str
) -> None:
    page = enter(alice, **changed)
    assert alice.status == 400
    assert words in page
    assert recorded(database) == []
    if "phone" not in changed:
        assert 'value="07700 900123"' in page


def test_danger_on_the_phone_is_an_emergency(alice: Browser, database: Database) -> None:
    enter(alice, crisis_check="yes", sign="overdose")
    made = recorded(database)[0]
    assert made.priority is Level.EMERGENCY
    assert made.signs == ("overdose",)


def test_a_time_that_was_said_becomes_a_window(alice: Browser, database: Database) -> None:
    enter(alice, when="tomorrow 2pm to 4pm")
    window = recorded(database)[0].contact_window
    assert window.start is not None
    assert "Wednesday 25 November" in window.words


def test_who_sees_no_requests_enters_none(charlie: Browser) -> None:
    charlie.open("/enquiry")
    assert charlie.status == 403
