from __future__ import annotations

from dataclasses import replace

import pytest

from first_step.admissions.errors import NotFound, StoreError
from first_step.admissions.referral import Level, Status, new_reference
from first_step.admissions.triage import Triage
from first_step.store import conversations, levels, outbox, referrals
from first_step.store.database import Database, Session
from first_step.store.referrals import Referral

from .samples import (
    KEV,
    NOW,
    SOON,
    URGENT,
    at_once,
    contact_request,
    later,
    without_email,
)

DUE = later(3600)


def record(
    session: Session,
    key: str = "request-1",
    triage: Triage = URGENT,
    due: float = 3600,
    phone: str | None = None,
) -> tuple[Referral, bool]:
    request = contact_request(key)
    return referrals.record(
        session,
        replace(request, phone=phone, email=None) if phone else request,
        conversation_id=KEV,
        channel="website",
        triage=triage,
        due_at=later(due),
        now=NOW,
    )


def notices(database: Database) -> list[outbox.Notice]:
    found = []
    with database.write() as session:
        while notice := outbox.claim(session, "relay", later(9), 60):
            found.append(notice)
    return found


def test_a_request_comes_back_as_it_was_recorded(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, created = record(session)
    request = contact_request()
    with with_kev.read() as session:
        found = referrals.get(session, made.reference)
        kev = conversations.get(session, KEV)
    assert created
    assert found == made
    assert (found.name, found.phone, found.email) == (request.name, request.phone, request.email)
    assert (found.status, found.priority, found.reasons) == ("new", "urgent", ("R8",))
    assert found.contact_window == request.contact_window
    assert found.safe_contact == request.safe_contact
    assert found.consent == request.consent
    assert (found.created_at, found.due_at, found.conversation) == (NOW, DUE, KEV)
    assert [(line.event, line.by) for line in found.history] == [("recorded", "visitor")]
    assert kev is not None
    assert kev.consented_at == NOW


def test_the_notice_to_staff_holds_codes_only(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
    (notice,) = notices(with_kev)
    assert notice.kind == "referral_recorded"
    assert notice.body == {
        "reference": made.reference,
        "level": "urgent",
        "due_at": DUE.isoformat(),
        "channel": "website",
    }


def test_the_same_request_recorded_again_gives_the_first(with_kev: Database) -> None:
    with with_kev.write() as session:
        first, _ = record(session)
    with with_kev.write() as session:
        again, created = record(session, triage=SOON)
    assert not created
    assert again == first
    assert len(notices(with_kev)) == 1


def test_the_same_request_recorded_twice_at_once_is_one_referral_and_one_notice(
    with_kev: Database, other_process: Database
) -> None:
    def once(database: Database) -> tuple[str, bool]:
        with database.write() as session:
            made, created = record(session)
        return made.reference, created

    results = at_once(*[lambda d=d: once(d) for d in (with_kev, other_process) * 3])
    assert len({reference for reference, _ in results}) == 1
    assert sorted(created for _, created in results) == [False] * 5 + [True]
    assert len(notices(with_kev)) == 1
    with with_kev.read() as session:
        (one,) = referrals.list_open(session)
    assert len(one.history) == 1


def test_a_crash_before_the_commit_leaves_nothing_behind(with_kev: Database) -> None:
    def killed() -> None:
        with with_kev.write() as session:
            record(session)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert notices(with_kev) == []
    with with_kev.write() as session:
        assert referrals.list_open(session) == []
        assert record(session)[1]


def test_a_request_without_a_stored_conversation_is_recorded(database: Database) -> None:
    with database.write() as session:
        made, created = record(session)
    assert created
    assert made.conversation == KEV


def test_a_taken_reference_is_not_given_twice(
    with_kev: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = iter([7, 7, 8])

    def reference(random_bytes: bytes) -> str:
        return new_reference(next(random).to_bytes(len(random_bytes), "big"))

    monkeypatch.setattr("first_step.store.referral_rows.new_reference", reference)
    with with_kev.write() as session:
        first, _ = record(session, "request-1")
        second, created = record(session, "request-2")
    assert created
    assert first.reference != second.reference


def test_a_reference_is_found_however_it_is_typed(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
    typed = made.reference.lower().replace("-", " ")
    with with_kev.read() as session:
        assert referrals.find(session, typed) == made
        assert referrals.find(session, "FS-0000-00X") is None
        with pytest.raises(NotFound):
            referrals.get(session, "nothing")


def test_the_queue_is_ordered_by_due_time_then_urgency(with_kev: Database) -> None:
    with with_kev.write() as session:
        soon, _ = record(session, "soon", SOON, due=60)
        urgent, _ = record(session, "urgent", URGENT, due=60, phone="+447700900201")
        late, _ = record(session, "late", URGENT, due=90, phone="+447700900202")
    with with_kev.read() as session:
        queue = [each.reference for each in referrals.list_open(session)]
        assert queue == [urgent.reference, soon.reference, late.reference]
        assert referrals.list_open(session, level=Level.SOON) == [soon]
        assert referrals.list_open(session, limit=1, offset=1) == [soon]
        assert referrals.count_open(session) == {Status.NEW: 3}


def test_a_closed_request_leaves_the_queue_and_can_come_back(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        closed = referrals.move(
            session, made.reference, Status.CLOSED, "sam", "His mum said", later(5), "declined"
        )
        assert referrals.list_open(session) == []
        assert referrals.list_all(session) == [closed]
    assert closed.closed_at == later(5)
    last = closed.history[-1]
    assert (last.event, last.by, last.status, last.note, last.reason) == (
        "moved",
        "sam",
        "closed",
        "His mum said",
        "declined",
    )
    with with_kev.write() as session:
        again = referrals.move(session, made.reference, Status.ASSIGNED, "sam", None, later(6))
    assert (again.closed_at, again.status) == (None, "assigned")


def test_a_withdrawn_request_stays_withdrawn(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        referrals.move(
            session, made.reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat"
        )
    with pytest.raises(StoreError), with_kev.write() as session:
        referrals.move(session, made.reference, Status.REACHED, "sam", None, NOW)


def test_assigning_a_new_request_moves_it_and_back(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        mine = referrals.assign(session, made.reference, "sam", "sam", later(1))
        assert (mine.assigned_to, mine.status) == ("sam", "assigned")
        assert referrals.list_open(session, assigned_to="sam") == [mine]
        nobodys = referrals.assign(session, made.reference, None, "sam", later(2))
    assert (nobodys.assigned_to, nobodys.status) == (None, "new")
    assert [line.event for line in nobodys.history] == ["recorded", "assigned", "unassigned"]


def test_an_event_is_the_last_contact(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        line = referrals.add_event(
            session, made.reference, "call_attempted", "sam", later(9), "no answer"
        )
        found = referrals.get(session, made.reference)
    assert found.history[-1] == line
    assert (line.note, found.touched_at) == ("no answer", later(9))


def test_details_added_later_raise_the_level_and_tell_staff(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session, triage=SOON)
        referrals.add_details(
            session, made.reference, {"area": "Leeds"}, by="visitor", now=later(1)
        )
        found = referrals.add_details(
            session,
            made.reference,
            {"pregnancy": "yes"},
            by="visitor",
            now=later(2),
            triage=Triage(Level.URGENT, ("R10",)),
            due_at=later(60),
        )
    assert found.extras == {"area": "Leeds", "pregnancy": "yes"}
    assert (found.priority, found.reasons) == ("urgent", ("R10", "R0"))
    assert found.due_at == later(60)
    kinds = [notice.kind for notice in notices(with_kev)]
    assert kinds == ["referral_recorded", "referral_raised"]


def test_details_added_later_never_lower_the_level(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session, triage=URGENT)
        found = referrals.add_details(
            session,
            made.reference,
            {},
            by="visitor",
            now=later(1),
            triage=Triage(Level.ROUTINE, ("R22",)),
            due_at=later(99999),
        )
    assert (found.priority, found.due_at, found.reasons) == ("urgent", DUE, ("R8",))


def test_requests_from_one_phone_or_address_are_linked(with_kev: Database) -> None:
    with with_kev.write() as session:
        first, _ = record(session, "request-1")
        second, _ = referrals.record(
            session,
            without_email(contact_request("request-2", "Kev")),
            conversation_id=None,
            channel="website",
            triage=SOON,
            due_at=DUE,
            now=later(1),
        )
    with with_kev.read() as session:
        assert [each.reference for each in referrals.linked(session, first.reference)] == [
            second.reference
        ]
        same = referrals.find_by_contact(session, email="KEV.zebedee@example.org")
        assert [each.reference for each in same] == [first.reference]
        assert referrals.find_by_contact(session, phone="+447700900999") == []
        assert referrals.find_by_contact(session) == []
        assert [each.reference for each in referrals.of_conversation(session, KEV)] == [
            first.reference
        ]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.CLOSED, None),
        (Status.CLOSED, "asked_in_chat"),
        (Status.WITHDRAWN, None),
        (Status.WITHDRAWN, "admitted"),
        (Status.REACHED, "other"),
    ],
)
def test_a_move_without_the_reason_it_needs_is_refused(
    with_kev: Database, status: Status, reason: str | None
) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
    with pytest.raises(StoreError), with_kev.write() as session:
        referrals.move(session, made.reference, status, "sam", "words", NOW, reason)
    with with_kev.read() as session:
        assert referrals.get(session, made.reference) == made


def test_staff_are_told_of_a_withdrawal_at_once(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        referrals.move(
            session, made.reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat"
        )
    told = notices(with_kev)
    assert [notice.kind for notice in told] == ["referral_recorded", "referral_withdrawn"]
    assert told[-1].body["reference"] == made.reference


def test_a_person_lowers_a_level_with_a_reason_and_not_without(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        low = levels.lower(
            session, made.reference, Level.SOON, "sam", "checked_by_clinician", later(1)
        )
    assert (low.priority, low.history[-1].reason) == (Level.SOON, "checked_by_clinician")
    for level, reason in ((Level.ROUTINE, "because"), (Level.URGENT, "other")):
        with pytest.raises(StoreError), with_kev.write() as session:
            levels.lower(session, made.reference, level, "sam", reason, later(2))


def test_what_was_added_is_erased_and_the_rules_become_the_strictest(with_kev: Database) -> None:
    with with_kev.write() as session:
        made, _ = record(session)
        referrals.add_details(session, made.reference, {"area": "Leeds"}, by="visitor", now=NOW)
        referrals.forget_additions(session, made.reference, later(1))
        found = referrals.get(session, made.reference)
    assert found.extras == {}
    assert not any(value for value in found.safe_contact.values())
    assert found.phone == made.phone
