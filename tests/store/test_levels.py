from __future__ import annotations

import pytest

from first_step.admissions.errors import StoreError
from first_step.admissions.referral import Level, Status
from first_step.store import levels, outbox, referrals
from first_step.store.database import Database

from .samples import KEV, NOW, SOON, contact_request, later


@pytest.fixture
def reference(database: Database) -> str:
    with database.write() as session:
        return referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=SOON,
            due_at=later(9000),
            now=NOW,
        )[0].reference


def test_a_person_raises_a_level_with_a_reason_and_staff_are_told(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        made = levels.lift(
            session,
            reference,
            Level.URGENT,
            "sam",
            "told_on_the_call",
            NOW,
            due_at=later(60),
            words="slept in a car",
        )
        assert (made.priority, made.due_at) == (Level.URGENT, later(60))
        line = made.history[-1]
        assert (line.event, line.reason, line.note) == (
            "raised",
            "told_on_the_call",
            "slept in a car",
        )
        listed = [each.reference for each in referrals.list_open(session, level=Level.URGENT)]
        assert listed == [reference]
    with database.write() as session:
        kinds = []
        while notice := outbox.claim(session, "relay", later(1), 30.0):
            kinds.append(notice.kind)
    assert kinds == ["referral_recorded", "referral_raised"]


def test_raising_never_puts_a_call_off(database: Database, reference: str) -> None:
    with database.write() as session:
        made = levels.lift(
            session, reference, Level.URGENT, "sam", "other", NOW, due_at=later(99_999)
        )
    assert made.due_at == later(9000)


@pytest.mark.parametrize(
    ("level", "reason"), [(Level.SOON, "other"), (Level.ROUTINE, "other"), (Level.URGENT, "bored")]
)
def test_only_a_higher_level_with_a_known_reason_is_set(
    database: Database, reference: str, level: Level, reason: str
) -> None:
    with pytest.raises(StoreError), database.write() as session:
        levels.lift(session, reference, level, "sam", reason, NOW, due_at=NOW)
    with database.read() as session:
        assert referrals.get(session, reference).priority is Level.SOON


def test_what_is_over_is_not_raised(database: Database, reference: str) -> None:
    with database.write() as session:
        referrals.move(session, reference, Status.WITHDRAWN, "sam", None, NOW, "asked_by_phone")
    with pytest.raises(StoreError), database.write() as session:
        levels.lift(session, reference, Level.URGENT, "sam", "other", NOW, due_at=NOW)


def test_why_a_level_was_lowered_stands_in_words_too(database: Database, reference: str) -> None:
    with database.write() as session:
        made = levels.lower(
            session, reference, Level.ROUTINE, "sam", "said_in_error", NOW, "pressed by mistake"
        )
    assert made.history[-1].note == "pressed by mistake"
