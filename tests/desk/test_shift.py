"""Who is on shift, what was handed over, and calls that have to stop."""

from __future__ import annotations

from datetime import timedelta

from first_step.admissions.referral import Status
from first_step.store import audit, duties, leases, referrals
from first_step.store.database import Database

from .cast import NOW, Browser, add_referral, id_of


def put_down(bob: Browser, who: str, **changed: str) -> str:
    bob.open("/duty")
    usual = {"duty": "safeguarding_lead", "from": "2026-11-24T14:00", "until": "2026-11-24T22:30"}
    return bob.send("/duty", who=who, **{**usual, **changed})


def test_the_first_screen_says_when_nobody_is_on_shift(alice: Browser) -> None:
    assert alice.open("/").count("Nobody on shift") == 2


def test_a_duty_manager_puts_a_shift_down_and_everybody_sees_it_until_it_ends(
    alice: Browser, bob: Browser, database: Database
) -> None:
    page = put_down(bob, id_of(database, "alice"))
    assert "Safeguarding lead: Alice" in page
    page = alice.open("/")
    assert page.count("Nobody on shift") == 1
    assert "<strong>You</strong>" in page
    assert "until 10.30pm" in page
    with database.read() as session:
        shift = duties.current(session, NOW)["safeguarding_lead"]
        assert audit.latest(session, 2)[1].event == "duty_set"
    bob.open("/duty")
    bob.send(f"/duty/{shift.id}/end")
    assert alice.open("/").count("Nobody on shift") == 2


def test_admissions_staff_see_shifts_and_set_none(alice: Browser, database: Database) -> None:
    assert "Put somebody down" not in alice.open("/duty")
    page = put_down(alice, id_of(database, "alice"))
    assert alice.status == 403
    assert "Your role cannot see this" in page


def test_a_shift_with_a_slip_in_it_is_not_saved(bob: Browser, database: Database) -> None:
    alice = id_of(database, "alice")
    for changed, words in (
        ({"until": "2026-11-24T13:00"}, "The end has to come after the start"),
        ({"until": "2027-11-24T13:00"}, "A shift lasts 48 hours at most"),
        ({"from": "tonight"}, "Give a date and a time"),
        ({"duty": "king"}, "Choose a duty."),
    ):
        page = put_down(bob, alice, **changed)
        assert bob.status == 400
        assert words in page
    assert "Choose who is on shift." in put_down(bob, "nobody")
    with database.read() as session:
        assert duties.coming(session, NOW) == []


def test_a_handover_note_stands_above_the_queue_until_it_is_done(
    alice: Browser, bob: Browser
) -> None:
    assert "Nothing left to read" in alice.open("/handover")
    page = alice.send("/handover", note="FS-7K3M-QX rings back after six")
    assert "The next shift will see it." in page
    assert "1 note to read" in bob.open("/")
    assert "rings back after six" in bob.text
    note = bob.open("/handover").partition("/handover/")[2].partition("/done")[0]
    bob.send(f"/handover/{note}/done")
    assert "Done in the last two days" in bob.text
    assert "Nothing left to read" in alice.open("/")
    alice.open("/handover")
    assert "Write a note of 1 to" in alice.send("/handover", note="")


def test_whoever_is_ringing_is_told_that_the_visitor_withdrew_and_nobody_else(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    with database.write() as session:
        leases.claim(session, reference, id_of(database, "alice"), NOW)
    alice.open("/calls/stopped")
    assert (alice.status, alice.text) == (204, "")
    with database.write() as session:
        referrals.move(session, reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat")
    assert f"Stop: {reference} withdrew" in alice.open("/calls/stopped")
    alice.open("/calls/stopped", **{"x-desk-version": reference})
    assert alice.status == 204
    bob.open("/calls/stopped")
    assert bob.status == 204
    alice.open("/")
    alice.send(f"/calls/{reference}/end")
    assert alice.open("/calls/stopped", **{"x-desk-version": reference}).count("Stop:") == 0
    assert alice.status == 200


def test_every_page_of_somebody_who_may_ring_asks_for_the_notice(
    alice: Browser, charlie: Browser
) -> None:
    for path in ("/", "/handover", "/wording"):
        assert 'hx-get="/desk/calls/stopped"' in alice.open(path)
    assert "calls/stopped" not in charlie.open("/wording")
    charlie.open("/handover")
    assert charlie.status == 403


def test_a_shift_of_the_past_does_not_stand_on_the_first_screen(
    alice: Browser, database: Database
) -> None:
    me = id_of(database, "alice")
    with database.write() as session:
        duties.put(session, "duty_manager", me, NOW - timedelta(hours=9), NOW, me)
    assert alice.open("/").count("Nobody on shift") == 2
