from __future__ import annotations

import html
from datetime import timedelta

import pytest

from first_step.admissions.referral import Level, Status
from first_step.admissions.safe_contact import preset
from first_step.admissions.triage import TriageFacts, triage
from first_step.desk.reasons import load_reasons
from first_step.store import audit, referrals, staff
from first_step.store.database import Database
from first_step.store.referrals import Referral
from first_step.understanding.red_flags import CODES

from .cast import CONTENT, NOW, Browser, add_referral, contact_request

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}<b>{% raw %}",
    "' onmouseover='alert(1)",
    "</title><svg/onload=alert(1)>",
)


def stored(database: Database, reference: str) -> Referral:
    with database.read() as session:
        return referrals.get(session, reference)


def staff_ids(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {member.login: member.id for member in staff.everyone(session)}


def audited(database: Database, about: str) -> list[str]:
    with database.read() as session:
        return [entry.event for entry in audit.latest(session, 50, about=about)]


def test_safe_contact_rules_come_before_everything_else(alice: Browser, database: Database) -> None:
    rules = {**(preset("private") or {}), "code_word": "tulip", "note": "My husband reads texts"}
    reference = add_referral(database, contact_request(safe_contact=rules)).reference
    page = alice.open(f"/referrals/{reference}")
    assert (
        page.index("Before you contact them") < page.index("Why urgent") < page.index("Who to call")
    )
    for words in (
        "Never say who is calling, or why",
        "Never leave a voicemail",
        "Never send a text",
        "Never let our number show",
        "tulip",
        "My husband reads texts",
    ):
        assert words in page


def test_what_was_not_said_is_forbidden(alice: Browser, database: Database) -> None:
    reference = add_referral(database, contact_request(safe_contact={"voicemail": True})).reference
    page = alice.open(f"/referrals/{reference}")
    assert "You may leave a voicemail" in page
    assert "Never send a text" in page
    assert "Ask for the first name and nothing else until you know who it is" in page


def test_the_strictest_rules_of_all_requests_from_one_phone_are_shown(
    alice: Browser, database: Database
) -> None:
    one = add_referral(database, contact_request("1", safe_contact=preset("private"))).reference
    other = add_referral(database, contact_request("2", safe_contact=preset("open"))).reference
    page = alice.open(f"/referrals/{other}")
    assert "1 other request comes from the same phone number." in page
    assert one in page
    assert "Never leave a voicemail" in page
    assert "You may leave a voicemail" not in page


def test_who_it_is_stays_hidden_until_asked_for_and_that_is_written_down(
    alice: Browser, database: Database
) -> None:
    request = contact_request(name="Zebedee", extras={"message": "It was the 9th of May"})
    reference = add_referral(database, request).reference
    page = alice.open(f"/referrals/{reference}")
    for secret in ("Zebedee", "7700", "It was the 9th"):
        assert secret not in page
    assert audited(database, reference) == ["referral_opened"]
    page = alice.send(f"/referrals/{reference}/details")
    assert "Zebedee" in page
    assert '<a href="tel:+447700900123">07700 900123</a>' in page
    assert "It was the 9th of May" in page
    assert audited(database, reference) == ["details_shown", "referral_opened"]
    assert "Zebedee" not in alice.open(f"/referrals/{reference}")


def test_an_email_is_shown_in_place_of_a_phone(alice: Browser, database: Database) -> None:
    request = contact_request(phone=None, email="kev@example.org")
    reference = add_referral(database, request).reference
    assert "Name, email." in alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/details")
    assert '<a href="mailto:kev@example.org">' in page


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_was_typed_becomes_part_of_the_page(
    alice: Browser, database: Database, attack: str
) -> None:
    rules = {**(preset("private") or {}), "code_word": attack[:40], "note": attack}
    request = contact_request(name=attack, safe_contact=rules, extras={"message": attack})
    reference = add_referral(database, request, reasons=("R13", attack)).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/notes", note=attack)
    alice.send(f"/referrals/{reference}/details")
    queue = alice.client.get("/desk/").text
    for page in (alice.text, queue):
        assert attack not in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49<b>" not in page
    assert html.escape(attack) in alice.text.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")


def test_taking_a_request_makes_it_mine_and_is_written_down(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/take")
    assert "This request is yours now." in page
    assert "Take it" not in page
    assert stored(database, reference).status is Status.ASSIGNED
    assert "referral_taken" in audited(database, reference)
    page = bob.open(f"/referrals/{reference}")
    assert "Alice has this one." in page
    assert "Take it over" in page
    bob.send(f"/referrals/{reference}/take")
    assert "Taken, with you" in bob.text


def test_a_call_without_answer_a_call_that_reached_and_closing(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database, level=Level.SOON, reasons=("R0",)).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/call", outcome="no_answer", call_words="Rang twice")
    alice.send(f"/referrals/{reference}/call", outcome="reached")
    alice.send(f"/referrals/{reference}/move", status="booked", reason="Assessment on Friday")
    page = alice.send(
        f"/referrals/{reference}/move", status="closed", ending="no_contact", reason="Came to it"
    )
    assert "Closed, with you" in page
    assert "due" not in page.split("<main")[1].split("<section")[0]
    states = [event.status for event in stored(database, reference).history]
    assert states[-4:] == [Status.ATTEMPTED, Status.REACHED, Status.BOOKED, Status.CLOSED]
    assert audited(database, reference).count("referral_moved") == 2
    assert audited(database, reference).count("call_kept") == 2


def test_the_reasons_of_staff_are_not_in_the_audit_log(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    words = {"outcome": "wrong_person", "call_words": "Her sister answered"}
    assert "Her sister answered" in alice.send(f"/referrals/{reference}/call", **words)
    with database.read() as session:
        assert "sister" not in repr(audit.latest(session, 50))


def test_putting_it_back_leaves_it_to_nobody(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/take")
    page = alice.send(f"/referrals/{reference}/move", status="new", reason="End of my shift")
    assert "New, nobody has it yet" in page
    assert stored(database, reference).assigned_to is None


def test_a_move_that_is_not_allowed_is_not_made(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    page = alice.open(f"/referrals/{reference}")
    assert 'value="booked"' not in page
    alice.send(f"/referrals/{reference}/move", status="booked", reason="x")
    assert alice.status == 400
    assert stored(database, reference).status is Status.NEW


def test_a_move_needs_a_reason_and_says_so_next_to_the_field(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/call", outcome="reached")
    page = alice.send(f"/referrals/{reference}/move", status="booked", reason="  ")
    assert alice.status == 400
    assert 'id="reason-error"' in page
    assert 'aria-describedby="reason-hint reason-error"' in page
    assert 'value="booked" id="move-booked" checked' in page
    page = alice.send(f"/referrals/{reference}/move", reason="x" * 201)
    assert "Choose what happened." in page
    assert "Say why, in 1 to 200 characters." in page
    assert stored(database, reference).status is Status.REACHED


def test_an_end_needs_its_reason_and_shows_it(alice: Browser, database: Database) -> None:
    reference = add_referral(database, level=Level.SOON, reasons=("R0",)).reference
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/move", status="closed", reason="Spoke")
    assert alice.status == 400
    assert "Choose why it ends." in page
    assert stored(database, reference).status is Status.NEW
    move = {"status": "closed", "ending": "declined", "reason": "Spoke"}
    assert "They said no, thank you: Spoke" in alice.send(f"/referrals/{reference}/move", **move)
    assert stored(database, reference).history[-1].reason == "declined"


def test_an_urgent_request_that_nobody_reached_is_closed_by_the_duty_manager_alone(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database, level=Level.URGENT).reference
    page = alice.open(f"/referrals/{reference}")
    assert 'value="closed"' not in page
    assert "Only a duty manager closes" in page
    alice.send(f"/referrals/{reference}/move", status="closed", ending="no_contact", reason="x")
    assert alice.status == 400
    page = bob.open(f"/referrals/{reference}")
    assert 'value="closed"' in page
    bob.send(
        f"/referrals/{reference}/move",
        status="closed",
        ending="no_contact",
        reason="Rang three times",
    )
    assert stored(database, reference).status is Status.CLOSED


def test_a_colleague_who_was_faster_is_not_overwritten(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    bob.open(f"/referrals/{reference}")
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/take")
    call = {"outcome": "no_answer", "call_words": "Rang once"}
    page = bob.send(f"/referrals/{reference}/call", **call)
    assert bob.status == 409
    assert "A colleague changed this request" in page
    assert 'value="Rang once"' in page
    assert stored(database, reference).status is Status.ASSIGNED
    bob.send(f"/referrals/{reference}/call", **call)
    assert stored(database, reference).status is Status.ATTEMPTED


def test_withdrawn_requests_say_not_to_contact_and_cannot_be_moved(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/withdraw", how="asked_by_phone")
    assert "They withdrew. Do not contact them." in page
    assert "Taken back, Tue 24 Nov 2026, 14:05" in page
    assert "They asked by phone" in page
    for gone in ("How did the call go?", "What happens with it?", "Take it", "/ring", "/raise"):
        assert gone not in page
    for path, fields in (
        ("take", {}),
        ("withdraw", {"how": "asked_in_writing"}),
        ("call", {"outcome": "reached"}),
        ("raise", {"level": "emergency", "why": "other"}),
    ):
        alice.open(f"/referrals/{reference}")
        alice.send(f"/referrals/{reference}/{path}", **fields)
        assert alice.status == 400, path
    alice.open(f"/referrals/{reference}")
    assert "This request is over" in alice.send(f"/referrals/{reference}/ring")
    assert alice.status == 409


def test_withdrawing_needs_how_they_asked_and_goes_by_its_own_form_alone(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    for how in ("", "asked_in_a_dream"):
        page = alice.send(f"/referrals/{reference}/withdraw", how=how)
        assert alice.status == 400
        assert "Choose how they asked." in page
    move = {"status": "withdrawn", "ending": "asked_by_phone", "reason": "x"}
    alice.send(f"/referrals/{reference}/move", **move)
    assert alice.status == 400
    assert stored(database, reference).status is Status.NEW


def test_giving_it_to_a_colleague_who_works_on_requests(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    ids = staff_ids(database)
    page = alice.open(f"/referrals/{reference}")
    assert ids["charlie"] not in page
    alice.send(f"/referrals/{reference}/assign", colleague=ids["charlie"])
    assert alice.status == 400
    alice.open(f"/referrals/{reference}")
    assert "Choose a colleague." in alice.send(f"/referrals/{reference}/assign", colleague="")
    page = alice.send(f"/referrals/{reference}/assign", colleague=ids["bob"])
    assert "Taken, with Bob" in page
    assert "Taken, with you" in bob.open(f"/referrals/{reference}")
    assert audited(database, reference).count("referral_assigned") == 1


def test_who_has_left_is_given_nothing(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    bob = staff_ids(database)["bob"]
    alice.open(f"/referrals/{reference}")
    with database.write() as session:
        staff.change(session, bob, active=False)
    alice.send(f"/referrals/{reference}/assign", colleague=bob)
    assert alice.status == 400
    assert bob not in alice.open(f"/referrals/{reference}")


def test_a_closed_request_can_be_opened_again(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database, level=Level.ROUTINE, reasons=("R22",)).reference
    alice.open(f"/referrals/{reference}")
    alice.send(
        f"/referrals/{reference}/move",
        status="closed",
        ending="no_contact",
        reason="Went elsewhere",
    )
    bob.open(f"/referrals/{reference}")
    page = bob.send(f"/referrals/{reference}/move", status="assigned", reason="Rang back")
    assert "Taken, with you" in page


def test_a_note_is_added_and_an_empty_one_is_not(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/notes", note="Prefers the second number")
    assert "The note is added." in page
    assert "Prefers the second number" in page
    for note in ("", "x" * 501):
        page = alice.send(f"/referrals/{reference}/notes", note=note)
        assert alice.status == 400
        assert 'id="note-error"' in page
    assert audited(database, reference).count("note_added") == 1


def test_consent_stands_with_version_and_time(alice: Browser, database: Database) -> None:
    page = alice.open(f"/referrals/{add_referral(database).reference}")
    assert "Consent text of 2026-11-23" in page
    assert "Tue 24 Nov 2026, 09:05" in page
    assert "May still be called" in page


def test_what_was_not_assessed_is_said(alice: Browser, database: Database) -> None:
    request = contact_request(red_flags=(), red_flags_state="skipped")
    page = alice.open(f"/referrals/{add_referral(database, request, reasons=('R0',)).reference}")
    assert "Not assessed" in page
    assert "The safety questions were skipped." in page


@pytest.mark.parametrize("code", CODES)
def test_every_red_flag_that_is_read_from_messages_has_its_words(
    alice: Browser, database: Database, code: str
) -> None:
    adult = TriageFacts(writer_age="adult", person_age="adult", red_flags_state="asked")
    found = triage(adult.with_more(red_flags=[code]))
    assert found.reasons == (code,)
    request = contact_request(red_flags=(code,))
    referral = add_referral(database, request, level=found.level, reasons=found.reasons)
    reason = load_reasons(CONTENT).of(code)
    assert reason.words in html.unescape(alice.open("/"))
    page = html.unescape(alice.open(f"/referrals/{referral.reference}"))
    assert reason.words in page
    assert reason.why in page
    assert f"Rule {code}" not in page


def test_a_reference_that_does_not_exist_is_not_found(alice: Browser, database: Database) -> None:
    for path in ("/referrals/FS-0000-00", "/referrals/..%2f..%2fetc", "/referrals/%3Cscript%3E"):
        page = alice.open(path)
        assert alice.status == 404
        assert "There is nothing here" in page
    reference = add_referral(database, due_at=NOW + timedelta(days=1)).reference
    assert "due tomorrow by 14:05" in alice.open(f"/referrals/{reference.lower()}")
