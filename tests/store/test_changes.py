from __future__ import annotations

import pytest

from first_step.admissions.referral import Status
from first_step.store import duties, handover_notes, referrals, staff
from first_step.store.changes import versions
from first_step.store.database import Database, Session

from .samples import KEV, NOW, URGENT, contact_request, later


def set_duty(session: Session, sam: str, reference: str) -> None:
    duties.put(session, "duty_manager", sam, NOW, later(60), sam)


def hand_over(session: Session, sam: str, reference: str) -> None:
    handover_notes.add(session, sam, "another", NOW)


def be_done(session: Session, sam: str, reference: str) -> None:
    note = handover_notes.open_notes(session)[0]
    handover_notes.mark_done(session, note.id, sam, NOW)


def withdraw(session: Session, sam: str, reference: str) -> None:
    referrals.move(session, reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat")


@pytest.mark.parametrize(
    ("step", "topic"),
    [(set_duty, "shift"), (hand_over, "shift"), (be_done, "shift"), (withdraw, "endings")],
)
def test_a_topic_has_another_mark_after_every_change(
    database: Database, step: object, topic: str
) -> None:
    with database.write() as session:
        sam = staff.add(session, "Sam", "sam", "x", []).id
        handover_notes.add(session, sam, "read this", NOW)
        # Another one ended at the same moment: the mark has to change all the same.
        references = [
            referrals.record(
                session,
                contact_request(key),
                conversation_id=KEV,
                channel="website",
                triage=URGENT,
                due_at=NOW,
                now=NOW,
            )[0].reference
            for key in ("1", "2")
        ]
        withdraw(session, sam, references[0])
    with database.read() as session:
        before = versions(session)[topic]
        assert versions(session)[topic] == before
    with database.write() as session:
        step(session, sam, references[1])  # type: ignore[operator]
    with database.read() as session:
        assert versions(session)[topic] != before
