from __future__ import annotations

from datetime import timedelta

from first_step.store import audit, duties, safeguarding, staff
from first_step.store.database import Database
from first_step.store.tables import SafeguardingNoteRow

from .cast import NOW, Browser, add_referral

WORRY = {"concern": "A child at home", "agreement": "agreed"}


def put_on_duty(database: Database, login: str, duty: duties.Duty = "safeguarding_lead") -> None:
    with database.write() as session:
        member = staff.by_login(session, login)
        assert member is not None
        until = NOW + timedelta(hours=8)
        duties.put(session, duty, member.id, NOW - timedelta(hours=1), until, member.id)


def audited(database: Database, about: str) -> list[str]:
    with database.read() as session:
        return [entry.event for entry in audit.latest(session, 50, about=about)]


def test_danger_now_means_999_first_and_it_says_whom_to_tell(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    page = alice.open(f"/referrals/{reference}")
    assert "If anyone is in danger now, ring 999 first." in page
    assert "Nobody is down as safeguarding lead or duty manager now." in page
    put_on_duty(database, "bob", "duty_manager")
    assert "Tell the duty manager, Bob." in alice.open(f"/referrals/{reference}")
    put_on_duty(database, "bob")
    assert "Bob is safeguarding lead now." in alice.open(f"/referrals/{reference}")


def test_who_tells_the_lead_sees_nothing_of_it_afterwards(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    page = alice.send(f"/referrals/{reference}/safeguarding", **WORRY)
    assert "The safeguarding lead sees it now." in page
    assert "A child at home" not in page
    assert "Safeguarding lead asked to look" not in page
    page = bob.open(f"/referrals/{reference}")
    assert "The lead was asked to look, Tue 24 Nov 2026, 14:05." in page
    assert "A child at home" in page
    assert "They were asked, and agreed" in page
    assert "Safeguarding lead asked to look" in page
    assert audited(database, reference)[0] == "safeguarding_shown"
    assert "safeguarding_shown" not in audited(database, reference)[2:]


def test_the_lead_of_the_shift_sees_it_whatever_the_role_and_no_longer(
    alice: Browser, database: Database, clock: object
) -> None:
    reference = add_referral(database).reference
    with database.write() as session:
        safeguarding.add_note(session, reference, "bob", "Told the council", NOW)
    assert "Told the council" not in alice.open(f"/referrals/{reference}")
    put_on_duty(database, "alice")
    page = alice.open(f"/referrals/{reference}")
    assert "Told the council" in page
    assert "You are safeguarding lead now." in page
    clock.pass_by(timedelta(hours=9))  # type: ignore[attr-defined]
    alice.sign_in("alice")
    assert "Told the council" not in alice.open(f"/referrals/{reference}")


def test_it_says_whether_they_agreed_and_why_not(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    for missing, words in (
        ({"concern": "A child at home"}, "Say whether they agreed."),
        ({**WORRY, "concern": ""}, "Say what worries you"),
        ({**WORRY, "agreement": "not_asked"}, "Say why"),
        ({**WORRY, "agreement": "refused", "because": "x" * 501}, "Say why"),
    ):
        page = alice.send(f"/referrals/{reference}/safeguarding", **missing)
        assert alice.status == 400
        assert words in page
    with database.read() as session:
        assert safeguarding.escalated_at(session, reference) is None
    asked = {**WORRY, "agreement": "not_asked", "because": "he listens in"}
    alice.send(f"/referrals/{reference}/safeguarding", **asked)
    assert "They were not asked, because he listens in" in bob.open(f"/referrals/{reference}")


def test_a_second_worry_is_added_and_tells_nothing_of_the_first(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    first = bob
    first.open(f"/referrals/{reference}")
    one = first.send(f"/referrals/{reference}/safeguarding", **WORRY)
    alice.open(f"/referrals/{reference}")
    other = alice.send(
        f"/referrals/{reference}/safeguarding", concern="He shouted", agreement="agreed"
    )
    said = "The safeguarding lead sees it now. Tell them in person as well."
    assert said in one
    assert said in other
    page = bob.open(f"/referrals/{reference}")
    assert "A child at home" in page
    assert "He shouted" in page


def test_notes_are_sealed_and_for_those_alone_who_may_read_them(
    alice: Browser, bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alice.open(f"/referrals/{reference}")
    alice.send(f"/referrals/{reference}/safeguarding/notes", guard_note="Let me in")
    assert alice.status == 403
    assert "Your role cannot see this" in alice.text
    assert "refused" in audited(database, "see_safeguarding")
    bob.open(f"/referrals/{reference}")
    page = bob.send(f"/referrals/{reference}/safeguarding/notes", guard_note="")
    assert bob.status == 400
    assert 'id="guard-note-error"' in page
    page = bob.send(f"/referrals/{reference}/safeguarding/notes", guard_note="Rang the council")
    assert "Rang the council" in page
    with database.read() as session:
        stored = session.query(SafeguardingNoteRow).one()
        assert "council" not in stored.body
        assert "council" not in repr(audit.latest(session, 50))
