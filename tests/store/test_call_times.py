from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from first_step.admissions.referral import Level, Status
from first_step.store import referrals
from first_step.store.call_times import CallTime, call_times
from first_step.store.database import Database, Session

from .samples import URGENT, contact_request, without_email

# The clocks are an hour ahead in July: this is 00:30 on the 2nd in London.
ASKED = datetime(2026, 7, 1, 23, 30, tzinfo=timezone.utc)
DAY = date(2026, 7, 2)
HOUR = timedelta(hours=1)


def ask(session: Session, key: str = "one") -> str:
    referral, _ = referrals.record(
        session,
        without_email(contact_request(key)),
        conversation_id=None,
        channel="website",
        triage=URGENT,
        due_at=ASKED + 4 * HOUR,
        now=ASKED,
    )
    return referral.reference


def only(session: Session) -> CallTime:
    (found,) = call_times(session, DAY, DAY)
    return found


def test_the_first_call_counts_and_no_later_one(database: Database) -> None:
    with database.write() as session:
        reference = ask(session)
        referrals.assign(session, reference, "sam", "sam", ASKED + HOUR)
        referrals.move(session, reference, Status.ATTEMPTED, "sam", None, ASKED + 3 * HOUR)
        referrals.move(session, reference, Status.REACHED, "sam", None, ASKED + 9 * HOUR)
        found = only(session)
    assert (found.channel, found.level) == ("website", Level.URGENT)
    assert found.called_at == ASKED + 3 * HOUR
    assert found.waited == 3 * HOUR
    assert found.in_time(ASKED + 20 * HOUR) is True


def test_uncalled_is_late_once_the_promise_has_passed(database: Database) -> None:
    with database.write() as session:
        ask(session)
        found = only(session)
    assert found.waited is None
    assert found.in_time(ASKED + HOUR) is None
    assert found.in_time(ASKED + 5 * HOUR) is False


def test_what_was_withdrawn_uncalled_is_neither_kept_nor_late(database: Database) -> None:
    with database.write() as session:
        reference = ask(session)
        referrals.move(
            session, reference, Status.WITHDRAWN, "visitor", None, ASKED, "asked_in_chat"
        )
        found = only(session)
    assert found.in_time(ASKED + 5 * HOUR) is None


def test_days_are_those_of_london(database: Database) -> None:
    with database.write() as session:
        ask(session)
        assert call_times(session, DAY - timedelta(days=1), DAY - timedelta(days=1)) == []
        assert len(call_times(session, DAY, DAY)) == 1


def test_a_request_that_joins_another_waits_for_no_call_of_its_own(database: Database) -> None:
    with database.write() as session:
        ask(session)
        ask(session, "two")
        assert len(call_times(session, DAY, DAY)) == 1
