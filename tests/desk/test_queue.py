from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.referral import ContactRequest, Level, new_reference
from first_step.admissions.triage import RED_FLAGS
from first_step.desk.queue.views import PAGE_SIZE, VERSION_HEADER
from first_step.desk.reasons import load_reasons
from first_step.store import alerts, audit, referrals, staff
from first_step.store.database import Database

from .cast import CONTENT, NOW, Browser, add_alert, add_referral, contact_request, settings_for

Open = Callable[..., Browser]
_ROWS = re.compile(r'id="open-(FS-[0-9A-Z]{4}-[0-9A-Z]{2})"')
_VERSION = re.compile(r'id="live"[^>]*"X-Desk-Version": "([0-9a-f]+)"')


def someone(number: int) -> ContactRequest:
    """Return a request of somebody with a phone of their own."""
    return contact_request(str(number), phone=f"+447700900{number:03d}")


def test_requests_from_one_phone_are_one_row(alice: Browser, database: Database) -> None:
    first = add_referral(database, contact_request("1")).reference
    add_referral(database, contact_request("2"))
    assert _ROWS.findall(alice.open("/")) == [first]
    assert "All open (1)" in alice.text


def test_the_first_due_stands_on_top_and_the_more_urgent_before_the_less(
    alice: Browser, database: Database
) -> None:
    due = {"later": NOW + timedelta(days=2), "same": NOW + timedelta(hours=1)}
    later = add_referral(database, someone(1), level=Level.URGENT, due_at=due["later"])
    routine = add_referral(database, someone(2), level=Level.ROUTINE, due_at=due["same"])
    urgent = add_referral(database, someone(3), level=Level.URGENT, due_at=due["same"])
    over = add_referral(database, someone(4), level=Level.ROUTINE, due_at=NOW - timedelta(hours=2))
    alice.open("/")
    expected = [each.reference for each in (over, urgent, routine, later)]
    assert _ROWS.findall(alice.text) == expected


def test_a_row_says_how_soon_why_and_what_is_wanted(alice: Browser, database: Database) -> None:
    window = ContactWindow(
        NOW + timedelta(hours=1), NOW + timedelta(hours=3), "Tuesday 24 November, 3pm to 5pm"
    )
    request = contact_request(for_whom="someone_else", contact_window=window)
    add_referral(database, request, reasons=("R13", "R8", "R16", "R19", "R20"))
    page = alice.open("/")
    assert "due today by 16:05" in page
    assert '<span class="badge">Urgent</span>' in page
    assert "Overdose in the last month" in page
    assert '<span class="code">R13</span>' in page
    assert "and 2 more" in page
    assert "Call about someone else. Best time: Tuesday 24 November, 3pm to 5pm" in page
    assert "Website" in page
    assert "New, nobody has it yet" in page


def test_the_queue_does_not_say_who_it_is(alice: Browser, database: Database) -> None:
    add_referral(database, contact_request(name="Zebedee", email="kev.z@example.org"))
    page = alice.open("/")
    assert "Zebedee" not in page
    assert "07700" not in page
    assert "447700" not in page
    assert "example.org" not in page


def test_an_overdue_request_says_by_how_much(alice: Browser, database: Database) -> None:
    add_referral(database, due_at=NOW - timedelta(hours=2, minutes=10))
    page = alice.open("/")
    assert "overdue by 2 hours" in page
    assert "1 open request. 1 is overdue." in page


def test_filters_show_what_nobody_has_and_what_is_mine(
    alice: Browser, bob: Browser, database: Database
) -> None:
    first = add_referral(database, someone(1)).reference
    second = add_referral(database, someone(2)).reference
    alice.open(f"/referrals/{first}")
    alice.send(f"/referrals/{first}/take")
    assert _ROWS.findall(alice.open("/?show=new")) == [second]
    assert _ROWS.findall(alice.open("/?show=mine")) == [first]
    assert "All open (2)" in alice.text
    assert "Unassigned (1)" in alice.text
    assert "Mine (1)" in alice.text
    assert "Taken, with you" in alice.text
    assert "Taken, with Alice" in bob.open("/")
    assert _ROWS.findall(bob.open("/?show=mine")) == []
    assert "You have none" in bob.text


def test_an_empty_queue_says_so(alice: Browser) -> None:
    assert "Nobody is waiting" in alice.open("/")


def test_a_long_queue_comes_in_pages_and_no_page_is_large(
    alice: Browser, database: Database
) -> None:
    for number in range(PAGE_SIZE + 3):
        due_at = NOW + timedelta(minutes=number)
        add_referral(
            database,
            someone(number),
            reasons=("R13", "R8", "R16", "R19"),
            due_at=due_at,
        )
    first = alice.open("/")
    assert len(_ROWS.findall(first)) == PAGE_SIZE
    assert len(first.encode()) < 100_000
    assert "page=2" in first
    second = alice.open("/?page=2")
    assert len(_ROWS.findall(second)) == 3
    assert not set(_ROWS.findall(first)) & set(_ROWS.findall(second))
    for odd in ("0", "-1", "x", "99999999999", "²"):
        assert alice.client.get("/desk/", params={"page": odd}).status_code == 200


def test_a_reference_is_found_however_it_is_typed(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    alice.open("/")
    page = alice.send("/search", q=" " + reference.lower().replace("-", " "))
    assert f"Request {reference}" in page


def test_a_search_that_finds_nothing_says_why(alice: Browser) -> None:
    alice.open("/")
    page = alice.send("/search", q="<script>alert(1)</script>")
    assert "Nobody found" in page
    assert "<script>alert" not in page
    page = alice.send("/search", q="x")
    assert alice.status == 400
    assert "Type a reference such as" in page
    page = alice.send("/search", q=new_reference(bytes(range(8))))
    assert alice.status == 404
    assert "No request has this reference" in page


def test_an_alert_stands_on_top_until_somebody_has_seen_it(
    alice: Browser, database: Database
) -> None:
    add_referral(database)
    alert = add_alert(database)
    page = alice.open("/")
    assert page.index("Possible overdose") < page.index("open-FS-")
    assert "1 alert nobody is on yet" in page
    page = alice.send(f"/alerts/{alert}/acknowledge")
    assert "You are on it. Colleagues see your name." in page
    assert "nobody is on yet" not in page
    assert "<strong>You are on it</strong>: possible overdose" in page
    with database.read() as session:
        seen = alerts.of_conversation(session, "kev-conversation")[0]
        member = staff.by_login(session, "alice")
        events = [(entry.event, entry.about) for entry in audit.latest(session, 3)]
    assert member is not None
    assert seen.acknowledged_by == member.id
    assert ("alert_acknowledged", f"alert:{alert}") in events


def test_many_alerts_do_not_hide_the_queue(alice: Browser, database: Database) -> None:
    for number in range(7):
        add_alert(database, f"conversation-{number}")
    page = alice.open("/")
    assert "7 alerts nobody is on yet. The first 5 are shown." in page
    assert page.count("I am on it") == 5


def test_an_alert_that_does_not_exist_is_nothing(alice: Browser) -> None:
    alice.open("/")
    page = alice.text
    for number in ("77", str(2**80)):
        alice.text = page
        alice.send(f"/alerts/{number}/acknowledge")
        assert alice.status == 404


def test_the_live_part_comes_only_when_something_changed(
    alice: Browser, database: Database
) -> None:
    alice.open("/")
    version = alice.found(_VERSION)
    alice.open("/queue/live", **{VERSION_HEADER: version})
    assert alice.status == 204
    reference = add_referral(database).reference
    alice.open("/queue/live", **{VERSION_HEADER: version})
    assert alice.status == 200
    assert reference in alice.text
    assert "<html" not in alice.text


def test_opening_the_queue_and_searching_are_written_down_refreshing_is_not(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open("/")
    alice.send("/search", q=reference)
    alice.open("/queue/live")
    with database.read() as session:
        entries = audit.latest(session, 4)
        assert audit.verify_chain(session).whole
    assert [entry.event for entry in entries][:3] == [
        "referral_opened",
        "searched",
        "queue_opened",
    ]


def test_banners_say_what_is_not_real_and_not_reviewed(open_desk: Open, tmp_path: object) -> None:
    alice = open_desk()
    alice.sign_in("alice")
    assert "Nobody will ring. Use made-up names only." in alice.text
    assert "have no reviewer, danger cards too" in alice.text
    assert "The team's hours are not set" in alice.text
    page = alice.open("/wording")
    assert "crisis/overdose" in page
    assert "Needs a reviewer before real visitors" in page


def test_without_a_demonstration_nothing_says_that_nobody_rings(
    open_desk: Open, settings: object
) -> None:
    from first_step.admissions.settings import Settings

    assert isinstance(settings, Settings)
    real = open_desk(settings=settings_for(settings.data_dir, FIRST_STEP_DEMO="false"))
    real.sign_in("alice")
    assert "Nobody will ring" not in real.text


def test_every_rule_of_triage_has_words_for_staff() -> None:
    reasons = load_reasons(CONTENT)
    assert [flag.reason for flag in RED_FLAGS.values() if flag.reason not in reasons] == []


def test_a_rule_without_words_is_still_shown(alice: Browser, database: Database) -> None:
    add_referral(database, reasons=("R99",))
    assert "Rule R99" in alice.open("/")


def test_closed_requests_leave_the_queue(alice: Browser, database: Database) -> None:
    reference = add_referral(database, level=Level.ROUTINE, reasons=("R22",)).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/withdraw", how="other")
    assert _ROWS.findall(alice.open("/")) == []
    with database.read() as session:
        assert referrals.get(session, reference).closed_at == NOW
