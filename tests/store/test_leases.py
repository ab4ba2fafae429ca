from __future__ import annotations

import pytest

from first_step.admissions.errors import NotFound
from first_step.admissions.referral import Status
from first_step.store import leases, referrals
from first_step.store.changes import versions
from first_step.store.database import Database

from .samples import KEV, NOW, URGENT, at_once, contact_request, later


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


def test_of_two_people_at_the_same_moment_one_alone_may_call(
    database: Database, other_process: Database, reference: str
) -> None:
    def claim(opened: Database, who: str) -> bool:
        with opened.write() as session:
            return leases.claim(session, reference, who, NOW)

    got = at_once(lambda: claim(database, "sam"), lambda: claim(other_process, "alex"))
    assert sorted(got) == [False, True]


def test_a_lease_that_is_over_may_be_taken(database: Database, reference: str) -> None:
    over = NOW + leases.LEASE
    with database.write() as session:
        assert leases.claim(session, reference, "sam", NOW)
        assert leases.holder(session, reference, later(1)) == "sam"
        assert leases.holder(session, reference, over) is None
        assert leases.claim(session, reference, "alex", over)
        assert leases.holder(session, reference, over) == "alex"


def test_claiming_again_renews_and_only_the_holder_releases(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        leases.claim(session, reference, "sam", NOW)
        assert leases.claim(session, reference, "sam", later(600))
        assert leases.holder(session, reference, NOW + leases.LEASE) == "sam"
        assert not leases.release(session, reference, "alex", later(601))
        assert leases.release(session, reference, "sam", later(601))
        assert leases.claim(session, reference, "alex", later(601))


def test_a_closed_request_cannot_be_claimed(database: Database, reference: str) -> None:
    with database.write() as session:
        referrals.move(session, reference, Status.WITHDRAWN, "sam", None, NOW, "asked_by_phone")
    with pytest.raises(NotFound), database.write() as session:
        leases.claim(session, reference, "sam", NOW)


def test_a_call_that_begins_and_one_that_is_dropped_stand_in_the_history(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        before = versions(session)["queue"]
        leases.claim(session, reference, "sam", NOW)
        begun = versions(session)["queue"]
        leases.claim(session, reference, "sam", later(600))
        leases.release(session, reference, "sam", later(601))
        events = [line.event for line in referrals.get(session, reference).history]
        assert before != begun != versions(session)["queue"]
    assert events == ["recorded", "ringing", "not_ringing"]


def test_requests_from_one_phone_are_one_call(
    database: Database, other_process: Database, reference: str
) -> None:
    with database.write() as session:
        second = referrals.record(
            session,
            contact_request("request-2"),
            conversation_id=None,
            channel="website",
            triage=URGENT,
            due_at=NOW,
            now=NOW,
        )[0].reference

    def claim(opened: Database, which: str, who: str) -> bool:
        with opened.write() as session:
            return leases.claim(session, which, who, NOW)

    got = at_once(
        lambda: claim(database, reference, "sam"), lambda: claim(other_process, second, "alex")
    )
    assert sorted(got) == [False, True]
    who = "sam" if got[0] else "alex"
    with database.read() as session:
        assert leases.holder(session, reference, later(1)) == who
        assert leases.holder(session, second, later(1)) == who
