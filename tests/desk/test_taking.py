"""Whom to ring now, what is next, and that no two people ring the same person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.safe_contact import preset
from first_step.desk.queue.ring import ring_of, tried_words
from first_step.store import audit, leases, referrals
from first_step.store.call_queue import Entry
from first_step.store.database import Database

from .cast import NOW, Browser, add_alert, add_referral, contact_request
from .test_queue import someone
from .test_shift import id_of

HOUR = timedelta(hours=1)
HOURS = OpeningHours((((9 * 60, 17 * 60),),) * 5 + ((),) * 2)
EVENING = ContactWindow(NOW + 4 * HOUR, NOW + 6 * HOUR, "Tuesday 24 November, 6pm to 8pm")
AFTERNOON = ContactWindow(NOW - HOUR, NOW + HOUR, "Tuesday 24 November, 1pm to 3pm")


@pytest.fixture
def entry(database: Database) -> Entry:
    return Entry(add_referral(database), (), None, 0, None, None, None)


def of(entry: Entry, **changed: object) -> Entry:
    return replace(entry, request=replace(entry.request, **changed))  # type: ignore[arg-type]


def test_a_row_says_whether_to_ring_now_or_not_before_when(entry: Entry) -> None:
    assert ring_of(entry, HOURS, NOW).words == "Ring now"
    assert (
        ring_of(of(entry, contact_window=AFTERNOON), HOURS, NOW).words == "Ring now, until 3.05pm"
    )
    assert ring_of(of(entry, contact_window=EVENING), HOURS, NOW).words == "Not before 6.05pm"
    assert ring_of(entry, HOURS, NOW - 8 * HOUR).words == "Not before 9am"
    assert ring_of(entry, HOURS, NOW + 8 * HOUR).words == "Not before tomorrow 9am"
    by_mail = of(entry, phone=None, email="kev@example.org")
    assert ring_of(by_mail, HOURS, NOW).words == "Email only"
    text_first = of(entry, safe_contact=preset("text_first"))
    assert ring_of(text_first, HOURS, NOW).words == "Text first, then ring"
    noted = of(entry, safe_contact={**(preset("private") or {}), "note": "only when he is out"})
    assert ring_of(noted, HOURS, NOW).words == "Ring now. Read their note first"


def test_a_try_that_was_put_off_and_a_joined_request_hold_the_call_back(entry: Entry) -> None:
    later = replace(entry, next_try_at=NOW + HOUR)
    assert ring_of(later, HOURS, NOW).words == "Not before 3.05pm"
    joined = replace(entry, joined=(replace(entry.request, contact_window=EVENING),))
    assert ring_of(joined, HOURS, NOW).state == "later"


def test_the_last_try_is_said_with_how_it_went(entry: Entry) -> None:
    assert tried_words(entry, NOW) == ""
    tried = replace(entry, attempts=2, last_attempt_at=NOW - HOUR, last_outcome="no_answer")
    assert tried_words(tried, NOW) == "2 tries, last today at 1.05pm: no answer"


def test_take_next_passes_over_who_must_not_be_rung_now(alice: Browser, database: Database) -> None:
    add_referral(database, replace(someone(1), contact_window=EVENING), due_at=NOW - HOUR)
    mail = replace(someone(2), phone=None, email="kev@example.org")
    add_referral(database, mail, due_at=NOW - HOUR)
    expected = add_referral(database, someone(3)).reference
    alice.open("/")
    page = alice.send("/queue/take-next")
    assert f"Request {expected}" in page
    me = id_of(database, "alice")
    with database.read() as session:
        assert referrals.get(session, expected).assigned_to == me
        assert leases.holder(session, expected, NOW) == me
        assert "taken_next" in {each.event for each in audit.latest(session, 3)}
    alice.open("/")
    assert "There is nobody to ring right now" in alice.send("/queue/take-next")


def test_two_people_who_take_next_ring_two_people(
    alice: Browser, bob: Browser, database: Database
) -> None:
    for number in (1, 2):
        add_referral(database, someone(number), due_at=NOW + number * HOUR)
    got = []
    for browser in (alice, bob):
        browser.open("/")
        got += re.findall(r"Request (FS-[0-9A-Z]{4}-[0-9A-Z]{2})", browser.send("/queue/take-next"))
    assert len(set(got)) == 2
    page = bob.open("/")
    assert "Alice is ringing now" in page
    assert "You are ringing now" in page


def test_who_rings_elsewhere_is_seen_and_cannot_be_picked(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    me = id_of(database, "alice")
    with database.write() as session:
        leases.claim(session, reference, me, NOW)
    page = bob.open("/")
    assert "Alice is ringing now" in page
    assert f'name="pick-{reference}"' not in page
    bob.send("/queue/take", **{f"pick-{reference}": "yes"})
    assert "Nothing was changed" in bob.text
    alice.open("/")
    alice.send(f"/calls/{reference}/end")
    assert "Noted that you are not ringing any more." in alice.text
    assert "ringing now" not in bob.open("/")


def test_several_are_taken_at_once_but_none_from_a_colleague(
    alice: Browser, bob: Browser, database: Database
) -> None:
    first, second, third = (
        add_referral(database, someone(number)).reference for number in range(3)
    )
    with database.write() as session:
        referrals.assign(session, third, id_of(database, "bob"), "bob", NOW)
    alice.open("/")
    picked = {f"pick-{each}": "yes" for each in (first, second, third)}
    assert "Some were taken" in alice.send("/queue/take", what="take", **picked)
    assert "Mine (2)" in alice.text
    with database.read() as session:
        assert referrals.get(session, third).assigned_to == id_of(database, "bob")


def test_only_those_who_lead_a_shift_give_requests_to_others(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    ids = {login: id_of(database, login) for login in ("alice", "bob", "charlie")}
    assert "Give to colleague" not in alice.open("/")
    picked = {f"pick-{reference}": "yes", "what": "give"}
    alice.send("/queue/take", to=ids["bob"], **picked)
    assert alice.status == 403
    bob.open("/")
    page = bob.text
    bob.send("/queue/take", to=ids["charlie"], **picked)
    assert bob.status == 400
    bob.text = page
    assert "Given to your colleague." in bob.send("/queue/take", to=ids["alice"], **picked)
    with database.read() as session:
        assert referrals.get(session, reference).assigned_to == ids["alice"]


def test_a_number_or_a_name_finds_who_asked_and_neither_stands_in_an_address_or_the_log(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database, contact_request(name="Zebedee")).reference
    for typed in ("07700 900123", "zebe"):
        alice.open("/")
        assert reference in alice.send("/search", q=typed)
    with database.read() as session:
        logged = " ".join(f"{each.about} {each.details}" for each in audit.latest(session, 10))
    assert "zebe" not in logged.lower()
    assert "900123" not in logged
    answer = alice.client.get("/desk/search", params={"q": "zebe"}, follow_redirects=False)
    assert answer.status_code == 303


def test_filters_narrow_the_list_and_can_be_cleared(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    assert reference in alice.open("/?level=urgent&channel=website&status=new")
    assert "Nothing fits these filters" in alice.open("/?level=routine")
    assert 'id="clear"' in alice.text
    assert reference in alice.open("/?level=nonsense&show=nonsense")
    assert "Nothing is overdue" in alice.open("/?show=overdue")


def test_an_alert_that_a_colleague_is_on_says_so(
    alice: Browser, bob: Browser, database: Database
) -> None:
    alert = add_alert(database)
    bob.open("/")
    alice.open("/")
    bob.send(f"/alerts/{alert}/acknowledge")
    assert "A colleague was faster" in alice.send(f"/alerts/{alert}/acknowledge")
    assert "<strong>Bob is on it</strong>" in alice.text
