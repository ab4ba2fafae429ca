"""One person asking twice is one call: records are joined, never merged (facts P13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from first_step.admissions.referral import Level, Status
from first_step.admissions.triage import Triage
from first_step.store import levels, outbox, person, referrals
from first_step.store.database import Database, Session
from first_step.store.referrals import Referral

from .samples import NOW, SOON, URGENT, at_once, contact_request, later

ONE, OTHER = "+447700900123", "+447700900456"


def record(
    session: Session,
    key: str,
    triage: Triage = SOON,
    due: float = 3600,
    phone: str | None = ONE,
    email: str | None = None,
) -> str:
    made, _ = referrals.record(
        session,
        replace(contact_request(key), phone=phone, email=email),
        conversation_id=f"conversation-{key}",
        channel="website",
        triage=triage,
        due_at=later(due),
        now=NOW,
    )
    return made.reference


def close(session: Session, reference: str, seconds: float = 9) -> None:
    referrals.move(session, reference, Status.CLOSED, "sam", None, later(seconds), "declined")


def told(database: Database) -> list[tuple[str, str]]:
    found = []
    with database.write() as session:
        while notice := outbox.claim(session, "relay", later(99), 600):
            found.append((notice.kind, str(notice.body["reference"])))
    return found


def get(database: Database, reference: str) -> Referral:
    with database.read() as session:
        return referrals.get(session, reference)


def test_a_second_request_of_one_phone_joins_the_first_and_staff_make_one_call(
    database: Database,
) -> None:
    with database.write() as session:
        first, second = record(session, "1"), record(session, "2")
        (call,) = referrals.list_open(session, calls_only=True)
        assert len(referrals.list_open(session)) == 2
    assert call.reference == first
    assert get(database, second).joins == first
    assert told(database) == [("referral_recorded", first), ("referral_joined", second)]


def test_an_address_joins_as_a_phone_does_and_strangers_do_not(database: Database) -> None:
    with database.write() as session:
        first = record(session, "1", email="kev@example.org")
        by_mail = record(session, "2", phone=None, email="KEV@example.org")
        stranger = record(session, "3", phone=OTHER)
    assert get(database, by_mail).joins == first
    assert get(database, stranger).joins is None


def test_the_lead_becomes_as_urgent_and_as_early_as_what_joins_it(database: Database) -> None:
    with database.write() as session:
        first = record(session, "1", SOON, due=3600)
        record(session, "2", URGENT, due=60)
        record(session, "3", Triage(Level.ROUTINE, ("R22",)), due=99999)
    lead = get(database, first)
    assert (lead.priority, lead.due_at) == (Level.URGENT, later(60))
    assert ("referral_raised", first) in told(database)


def test_what_raises_a_joined_request_later_raises_its_lead(database: Database) -> None:
    with database.write() as session:
        first, second = record(session, "1"), record(session, "2")
        referrals.add_details(
            session, second, {}, by="visitor", now=later(1), triage=URGENT, due_at=later(30)
        )
    lead = get(database, first)
    assert (lead.priority, lead.due_at) == (Level.URGENT, later(30))


def test_a_level_is_not_lowered_below_that_of_a_joined_request(database: Database) -> None:
    with database.write() as session:
        first = record(session, "1", URGENT)
        record(session, "2", SOON)
        lowered = levels.lower(session, first, Level.ROUTINE, "sam", "other", later(1))
    assert lowered.priority is Level.SOON


def test_when_the_lead_is_over_the_oldest_of_the_rest_leads(database: Database) -> None:
    with database.write() as session:
        first, second = record(session, "1"), record(session, "2")
        third = record(session, "3", URGENT, due=60)
        close(session, first)
        calls = [each.reference for each in referrals.list_open(session, calls_only=True)]
    assert calls == [second]
    lead = get(database, second)
    assert (lead.joins, lead.priority, lead.due_at) == (None, Level.URGENT, later(60))
    assert get(database, third).joins == second


def test_those_that_share_nothing_with_each_other_get_calls_of_their_own(
    database: Database,
) -> None:
    with database.write() as session:
        first = record(session, "1", email="kev@example.org")
        by_phone = record(session, "2")
        by_mail = record(session, "3", phone=OTHER, email="kev@example.org")
        assert referrals.get(session, by_mail).joins == first
        close(session, first)
    assert get(database, by_phone).joins is None
    assert get(database, by_mail).joins is None


def test_a_closed_request_is_joined_by_nobody_and_opened_again_it_stands_alone(
    database: Database,
) -> None:
    with database.write() as session:
        first, second = record(session, "1"), record(session, "2")
        close(session, second)
        close(session, first)
        third = record(session, "3")
        again = referrals.move(session, second, Status.ASSIGNED, "sam", None, later(20))
    assert get(database, third).joins is None
    assert again.joins is None


def test_erasing_the_lead_leaves_the_others_in_the_queue(database: Database) -> None:
    with database.write() as session:
        first, second = record(session, "1"), record(session, "2")
        person.erase(session, person.find(session, reference=first), "sam", later(5))
        (call,) = referrals.list_open(session, calls_only=True)
    assert (call.reference, call.joins) == (second, None)


def test_the_same_contact_twice_at_once_has_one_lead(
    database: Database, other_process: Database
) -> None:
    def once(opened: Database, key: str) -> str:
        with opened.write() as session:
            return record(session, key)

    pairs = [(opened, f"{n}") for n, opened in enumerate((database, other_process) * 3)]
    made = at_once(*[lambda pair=pair: once(*pair) for pair in pairs])
    leads = {get(database, reference).joins for reference in made} - {None}
    with database.read() as session:
        (call,) = referrals.list_open(session, calls_only=True)
    assert leads == {call.reference}


@pytest.mark.parametrize("turn", range(3))
def test_closing_the_lead_and_joining_it_at_once_leaves_every_request_a_call(
    database: Database, other_process: Database, turn: int
) -> None:
    with database.write() as session:
        first = record(session, "1")
        follower = record(session, "2", email="kev@example.org")

    def closes() -> str:
        with database.write() as session:
            close(session, first)
        return first

    def adds() -> str:
        with other_process.write() as session:
            referrals.add_details(
                session, follower, {"area": "Leeds"}, by="visitor", now=NOW, triage=URGENT
            )
        return follower

    def asks() -> str:
        with other_process.write() as session:
            return record(session, "3", phone=None, email="kev@example.org")

    at_once(closes, adds, asks)
    with database.read() as session:
        still = {each.reference: each for each in referrals.list_open(session)}
        calls = {each.reference for each in referrals.list_open(session, calls_only=True)}
    assert len(still) == 2
    assert all((each.joins or name) in calls for name, each in still.items())
    assert all(still[name].joins is None for name in calls)
