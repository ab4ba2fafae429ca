from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from first_step.admissions.referral import Level, Status
from first_step.admissions.triage import Triage
from first_step.store import call_queue, leases, referrals
from first_step.store.call_queue import Wanted
from first_step.store.database import Database, Session

from .samples import KEV, MARGARET, NOW, contact_request, later


def record(
    session: Session,
    number: int,
    *,
    level: Level = Level.URGENT,
    due: datetime = NOW,
    channel: str = "website",
    name: str = "Kev",
    phone: str | None = "",
) -> str:
    """Record a request of somebody with a phone and an address of their own."""
    request = replace(
        contact_request(str(number), name),
        phone=f"+447700900{number:03d}" if phone == "" else phone,
        email=f"someone{number}@example.org",
    )
    made, _ = referrals.record(
        session,
        request,
        conversation_id=KEV,
        channel=channel,
        triage=Triage(level, ("R8",)),
        due_at=due,
        now=NOW,
    )
    return made.reference


def references(session: Session, wanted: Wanted) -> list[str]:
    entries = call_queue.page(session, wanted, NOW, limit=25)
    return [entry.request.reference for entry in entries]


def test_each_filter_lists_what_it_names_and_nothing_else(database: Database) -> None:
    with database.write() as session:
        plain = record(session, 1, due=later(60))
        mine = record(session, 2, due=later(120))
        soon = record(session, 3, level=Level.SOON, due=later(180))
        by_text = record(session, 4, channel="sms", due=later(240))
        late = record(session, 5, due=NOW)
        referrals.assign(session, mine, "sam", "sam", NOW)
        assert references(session, Wanted()) == [late, plain, mine, soon, by_text]
        assert references(session, Wanted(assigned_to="sam")) == [mine]
        assert references(session, Wanted(unassigned=True)) == [late, plain, soon, by_text]
        assert references(session, Wanted(level=Level.SOON)) == [soon]
        assert references(session, Wanted(status=Status.ASSIGNED)) == [mine]
        assert references(session, Wanted(channel="sms")) == [by_text]
        assert references(session, Wanted(due_by=NOW)) == [late]
        assert call_queue.count(session, Wanted(unassigned=True)) == 4
        assert call_queue.count(session, Wanted(), most=2) == 3


def test_requests_from_one_phone_are_one_entry_with_those_it_answers(database: Database) -> None:
    with database.write() as session:
        first = record(session, 1, phone="+447700900123")
        second = record(session, 2, phone="+447700900123")
        entry = call_queue.page(session, Wanted(), NOW, limit=25)[0]
        assert entry.request.reference == first
        assert [each.reference for each in entry.joined] == [second]
        assert call_queue.count(session, Wanted()) == 1


def test_an_entry_says_who_is_calling_until_the_lease_is_over(database: Database) -> None:
    with database.write() as session:
        reference = record(session, 1)
        leases.claim(session, reference, "sam", NOW)
        assert call_queue.page(session, Wanted(), NOW, limit=1)[0].held_by == "sam"
        over = NOW + leases.LEASE
        assert call_queue.page(session, Wanted(), over, limit=1)[0].held_by is None


def test_free_to_ring_passes_over_what_is_taken_held_without_a_phone_or_over(
    database: Database,
) -> None:
    with database.write() as session:
        taken, held, by_mail, over, free = (
            record(session, number, due=later(number), phone=None if number == 3 else "")
            for number in range(1, 6)
        )
        referrals.assign(session, taken, "sam", "sam", NOW)
        leases.claim(session, held, "sam", NOW)
        referrals.move(session, over, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat")
        found = [entry.request.reference for entry in call_queue.free_to_ring(session, NOW)]
        assert found == [free]
        assert by_mail not in found


def test_a_name_is_found_among_open_requests_whatever_its_case(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        zoe = record(session, 1, name="Zoë Ó Briain", due=later(5))
        gone = record(session, 2, name="Zoë gone")
        record(session, 3, name="Kev", due=later(9))
        referrals.move(session, gone, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat")
        found = call_queue.named(session, "zoë  ó", NOW)
        assert [entry.request.reference for entry in found.entries] == [zoe]
        assert found.complete
        monkeypatch.setattr(call_queue, "MOST_NAMES_READ", 1)
        assert not call_queue.named(session, "zoë", NOW).complete


def test_a_name_is_found_in_requests_that_join_another_and_those_due_first_come_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.write() as session:
        late = record(session, 1, name="Sam Late", due=later(9))
        lead = record(session, 2, name="Kev", due=later(2))
        joined = record(session, 3, name="Sam Joined", due=later(3), phone="+447700900002")
        found = call_queue.named(session, "sam", NOW)
        assert {entry.request.reference for entry in found.entries} == {late, joined}
        monkeypatch.setattr(call_queue, "MOST_NAMES_READ", 1)
        few = call_queue.named(session, "", NOW)
        assert {entry.request.reference for entry in few.entries} == {lead, joined}
        assert not few.complete


@given(
    st.text(max_size=12) | st.sampled_from(["Weiß", "ſam", "O'Neil", 'a"b', "back\\slash", "ÉLAN"]),
    st.text(max_size=4) | st.sampled_from(["weiss", "sam", '"', "\\", "é", "name", "o'n"]),
)
@example("\b", "\b")
def test_what_is_passed_over_unread_does_not_hold_the_name(name: str, typed: str) -> None:
    wanted = " ".join(typed.casefold().split())
    body = json.dumps({"reason": "kev", "name": name}, separators=(",", ":"))
    assert call_queue._is_named(body, wanted) == (wanted in name.casefold())


def test_a_call_stops_when_the_visitor_withdraws_and_not_when_the_caller_noted_it(
    database: Database,
) -> None:
    with database.write() as session:
        theirs, noted, elsewhere = (record(session, number) for number in range(1, 4))
        for reference in (theirs, noted):
            leases.claim(session, reference, "sam", NOW)
        leases.claim(session, elsewhere, "alex", NOW)
        assert call_queue.stopped_calls(session, "sam", NOW) == []
        for reference, by in ((theirs, "visitor"), (noted, "sam"), (elsewhere, "visitor")):
            referrals.move(session, reference, Status.WITHDRAWN, by, None, NOW, "asked_by_phone")
        stopped = call_queue.stopped_calls(session, "sam", later(1))
        assert [each.reference for each in stopped] == [theirs]
        leases.release(session, theirs, "sam", later(2))
        assert call_queue.stopped_calls(session, "sam", later(3)) == []


def test_the_newest_request_of_a_conversation_is_named(database: Database) -> None:
    with database.write() as session:
        record(session, 1)
        newest = record(session, 2)
        assert call_queue.references_of(session, [KEV, MARGARET]) == {KEV: newest}
