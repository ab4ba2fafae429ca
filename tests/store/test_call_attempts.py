from __future__ import annotations

import pytest

from first_step.admissions.errors import NotFound, StoreError
from first_step.admissions.next_try import OUTCOMES
from first_step.admissions.referral import Status
from first_step.store import call_attempts, leases, referrals
from first_step.store.database import Database
from first_step.store.tables import ReferralEventRow

from .samples import KEV, NOW, URGENT, contact_request, later


@pytest.fixture
def reference(database: Database) -> str:
    with database.write() as session:
        return referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=URGENT,
            due_at=NOW,
            now=NOW,
        )[0].reference


def test_a_call_in_vain_counts_and_stands_in_the_history(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        made = call_attempts.record_attempt(
            session,
            reference,
            "no_answer",
            "sam",
            later(60),
            words="rang out",
        )
        call_attempts.plan(session, reference, later(9000))
    assert (made.status, made.assigned_to) == (Status.ATTEMPTED, "sam")
    line = made.history[-1]
    assert (line.event, line.reason, line.note, line.by) == ("call", "no_answer", "rang out", "sam")
    with database.read() as session:
        found = call_attempts.calls(session, reference)
        stored = session.query(ReferralEventRow).filter_by(event="call").one()
        assert "rang out" not in str(stored.note)
    assert found == call_attempts.Calls(1, later(60), "no_answer", later(9000))


def test_reaching_them_starts_the_count_anew(database: Database, reference: str) -> None:
    with database.write() as session:
        for second, outcome in enumerate(("no_answer", "wrong_person", "reached")):
            made = call_attempts.record_attempt(session, reference, outcome, "sam", later(second))
            if outcome != "reached":
                call_attempts.plan(session, reference, later(99))
        assert made.status is Status.REACHED
        assert call_attempts.calls(session, reference).attempts == 0
        assert call_attempts.calls(session, reference).next_at is None
        assert call_attempts.since_reached(made) == [(later(2), "reached")]
        made = call_attempts.record_attempt(session, reference, "no_answer", "sam", later(5))
        assert call_attempts.since_reached(made) == [(later(5), "no_answer")]
        assert made.status is Status.ATTEMPTED
        assert call_attempts.calls(session, reference).attempts == 1


def test_a_message_is_no_call_and_one_who_is_booked_stays_booked(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        made = call_attempts.record_attempt(session, reference, "message_sent", "sam", NOW)
        assert made.status is Status.ASSIGNED
        assert call_attempts.calls(session, reference).attempts == 0
        call_attempts.record_attempt(session, reference, "reached", "sam", NOW)
        referrals.move(session, reference, Status.BOOKED, "sam", None, NOW)
        made = call_attempts.record_attempt(session, reference, "no_answer", "sam", NOW)
        assert made.status is Status.BOOKED


def test_with_the_call_ones_own_lease_is_over_and_nobody_elses(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        leases.claim(session, reference, "sam", NOW)
        call_attempts.record_attempt(session, reference, "no_answer", "alex", later(1))
        assert leases.holder(session, reference, later(2)) == "sam"
        call_attempts.record_attempt(session, reference, "no_answer", "sam", later(3))
        assert leases.holder(session, reference, later(4)) is None


def test_who_has_it_keeps_it_when_a_colleague_rings(database: Database, reference: str) -> None:
    with database.write() as session:
        referrals.assign(session, reference, "alex", "alex", NOW)
        made = call_attempts.record_attempt(session, reference, "no_answer", "sam", NOW)
    assert made.assigned_to == "alex"


def test_only_a_known_outcome_of_an_open_request_is_kept(
    database: Database, reference: str
) -> None:
    with pytest.raises(StoreError), database.write() as session:
        call_attempts.record_attempt(session, reference, "shouted", "sam", NOW)
    with pytest.raises(NotFound), database.write() as session:
        call_attempts.record_attempt(session, "nothing", "no_answer", "sam", NOW)
    with pytest.raises(NotFound), database.read() as session:
        call_attempts.calls(session, "nothing")
    with database.write() as session:
        referrals.move(session, reference, Status.WITHDRAWN, "sam", None, NOW, "asked_by_phone")
    for outcome in OUTCOMES:
        with pytest.raises(StoreError), database.write() as session:
            call_attempts.record_attempt(session, reference, outcome, "sam", NOW)
