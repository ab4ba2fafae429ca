from __future__ import annotations

from datetime import timedelta

import pytest

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.next_try import OUTCOMES
from first_step.admissions.referral import Level, Status
from first_step.admissions.safe_contact import preset
from first_step.desk.words import OUTCOME_NAMES
from first_step.store import audit, call_attempts, referrals
from first_step.store.database import Database

from .cast import NOW, Browser, Clock, add_referral, contact_request

HOUR = timedelta(hours=1)
EVENING = ContactWindow(NOW + 2 * HOUR, NOW + 4 * HOUR, "Tuesday 24 November, 4.05pm to 6.05pm")


def audited(database: Database, about: str) -> list[str]:
    with database.read() as session:
        return [entry.event for entry in audit.latest(session, 50, about=about)]


def part(browser: Browser, reference: str, seen: str, version: str = "") -> str:
    browser.open(f"/referrals/{reference}/live?seen={seen}", **{"X-Desk-Version": version})
    return browser.text


def test_every_way_a_call_can_go_has_its_words() -> None:
    assert set(OUTCOME_NAMES) == set(OUTCOMES)


def test_whether_it_is_safe_to_ring_stands_above_the_rules(
    alice: Browser, database: Database
) -> None:
    any_time = add_referral(database).reference
    page = alice.open(f"/referrals/{any_time}")
    assert "Safe to ring now, until 5pm." in page
    assert page.index("Safe to ring now") < page.index("Never leave a voicemail")
    later = add_referral(database, contact_request("2", contact_window=EVENING)).reference
    page = alice.open(f"/referrals/{later}")
    assert "Not before 4.05pm today." in page
    assert "I am ringing all the same" in page
    assert "duty manager weighs" not in page


def test_in_an_emergency_the_duty_manager_weighs_the_time_they_chose(
    alice: Browser, database: Database
) -> None:
    rules = {**(preset("private") or {}), "note": "only at work"}
    request = contact_request(contact_window=EVENING, safe_contact=rules)
    reference = add_referral(database, request, level=Level.EMERGENCY).reference
    page = alice.open(f"/referrals/{reference}")
    assert "the duty manager weighs the danger" in page
    assert "Read their own words below first." in page


def test_who_rings_sees_the_number_and_others_see_who_rings(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database, contact_request(name="Zebedee")).reference
    bob.open(f"/referrals/{reference}")
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/ring")
    assert "Zebedee" in page
    assert "07700 900123" in page
    assert "You are ringing now." in page
    assert audited(database, reference)[:2] == ["details_shown", "call_started"]
    page = bob.send(f"/referrals/{reference}/ring")
    assert bob.status == 409
    assert "A colleague is ringing them now." in page
    assert "Zebedee" not in page
    page = bob.open(f"/referrals/{reference}")
    assert "Alice is ringing them now." in page
    assert "/ring" not in page


def test_a_call_that_is_not_made_or_forgotten_lets_others_ring(
    alice: Browser, bob: Browser, database: Database, clock: Clock
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/ring")
    page = alice.send(f"/referrals/{reference}/stop-ringing")
    assert "you are not ringing any more" in page
    assert "is ringing them" not in bob.open(f"/referrals/{reference}")
    bob.send(f"/referrals/{reference}/ring")
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/stop-ringing")
    assert "Bob is ringing" in alice.open(f"/referrals/{reference}")
    clock.pass_by(timedelta(minutes=30))
    assert "Bob is ringing" not in alice.open(f"/referrals/{reference}")


def test_an_open_page_learns_who_rings_what_changed_and_of_a_withdrawal(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    page = bob.open(f"/referrals/{reference}")
    seen = page.split('name="seen" value="')[1].split('"')[0]
    own = page.split(f"/referrals/{reference}/live")[1]
    version = own.split('{"X-Desk-Version": "')[1].split('"')[0]
    assert f"/referrals/{reference}/live?seen={seen}" in page
    part(bob, reference, seen, version)
    assert bob.status == 204
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/ring")
    assert "Alice is ringing them now." in part(bob, reference, seen, version)
    assert "Alice is ringing" not in part(alice, reference, seen)
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/stop-ringing")
    assert "Something changed here." in part(bob, reference, seen)
    with database.write() as session:
        referrals.move(session, reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat")
    page = part(bob, reference, seen, version)
    assert 'role="alert"' in page
    assert "They withdrew. Do not contact them." in page
    assert "end the call kindly" in page
    opened = audited(database, reference).count("referral_opened")
    part(bob, reference, seen)
    assert audited(database, reference).count("referral_opened") == opened


def test_a_call_is_kept_with_how_it_went_and_the_next_at_another_time_of_day(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database, level=Level.SOON).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/ring")
    call = {"outcome": "no_answer", "call_words": "Rang out twice"}
    page = alice.send(f"/referrals/{reference}/call", **call)
    assert "The call is kept." in page
    assert "You are ringing now" not in page
    assert "Tried, not reached, with you" in page
    assert "1 try of 3 made. Last: no answer." in page
    assert "Try again at 9am tomorrow, until 11.40am." in page
    assert "Call: no answer" in page
    assert "Rang out twice" in page
    with database.read() as session:
        kept = call_attempts.calls(session, reference)
    assert kept.attempts == 1
    assert kept.next_at is not None
    assert kept.next_at.isoformat() == "2026-11-25T09:00:00+00:00"


def test_what_the_rules_forbid_cannot_be_said_to_have_been_done(
    alice: Browser, database: Database
) -> None:
    private = add_referral(database, contact_request("1")).reference
    page = alice.open(f"/referrals/{private}")
    for outcome in ("voicemail_left", "message_sent"):
        assert f'value="{outcome}"' not in page
        alice.open(f"/referrals/{private}")
        alice.send(f"/referrals/{private}/call", outcome=outcome)
        assert alice.status == 400
    # The same phone: the strictest rules of both hold.
    opened = contact_request("2", safe_contact=preset("open"))
    assert 'value="voicemail_left"' not in alice.open(
        f"/referrals/{add_referral(database, opened).reference}"
    )
    other = contact_request("3", phone="+447700900456", safe_contact=preset("open"))
    page = alice.open(f"/referrals/{add_referral(database, other).reference}")
    assert 'value="voicemail_left"' in page
    assert 'value="message_sent"' in page


@pytest.mark.parametrize(
    ("level", "rules", "words"),
    [
        (Level.URGENT, "open", "the duty manager decides"),
        (Level.SOON, "open", "Send one message, as their rules allow."),
        (Level.SOON, "private", "Close it kindly."),
    ],
)
def test_three_tries_lead_to_the_duty_manager_one_message_or_a_kind_end(
    alice: Browser, database: Database, clock: Clock, level: Level, rules: str, words: str
) -> None:
    request = contact_request(safe_contact=preset(rules))
    reference = add_referral(database, request, level=level).reference
    for _ in range(3):
        alice.open(f"/referrals/{reference}")
        assert words not in alice.text
        alice.send(f"/referrals/{reference}/call", outcome="no_answer")
        clock.pass_by(timedelta(minutes=14))
    assert "3 tries of 3 made." in alice.text
    assert words in alice.text


def test_a_call_needs_to_say_how_it_went(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/call", call_words="x" * 201)
    assert alice.status == 400
    assert 'aria-describedby="outcome-error"' in page
    assert "Say it shorter, in 0 to 200 characters." in page
    alice.send(f"/referrals/{reference}/call", outcome="shouted")
    assert alice.status == 400
    with database.read() as session:
        assert referrals.get(session, reference).status is Status.NEW


def test_an_email_is_written_and_not_rung(alice: Browser, database: Database) -> None:
    request = contact_request(phone=None, email="kev@example.org")
    page = alice.open(f"/referrals/{add_referral(database, request).reference}")
    assert "I am writing to them now" in page
    assert 'value="no_answer"' not in page
    assert 'value="message_sent"' in page


def test_who_may_not_see_requests_rings_nobody(charlie: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    charlie.open("/wording")
    for path in ("ring", "stop-ringing", "call", "live"):
        if path == "live":
            charlie.open(f"/referrals/{reference}/live")
        else:
            charlie.send(f"/referrals/{reference}/{path}", outcome="reached")
        assert charlie.status == 403
        assert "Kev" not in charlie.text
