from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from first_step.admissions.errors import NotFound, StoreError
from first_step.admissions.referral import Status
from first_step.store import (
    alerts,
    audit,
    channel_identities,
    conversations,
    deliveries,
    messages,
    person,
    referrals,
    turns,
)
from first_step.store.database import Database, Session
from first_step.store.tables import AuditRow, metadata
from first_step.store.trackers import load_tracker, save_tracker

from .samples import (
    KEV,
    LEASE,
    MARGARET,
    NOW,
    SOON,
    add_conversation,
    claimed,
    contact_request,
    later,
    say,
)

HERS = replace(
    contact_request("hers", "Margaret Quill"), phone="+447700900456", email="m.quill@example.org"
)
TRACKER = {
    "events": [
        {"event": "slot", "name": "about", "value": "self"},
        {"event": "user", "text": "my name is Zebedee"},
        {"event": "slot", "name": "about", "value": "brother"},
    ]
}


@pytest.fixture
def references(database: Database) -> tuple[str, str]:
    """Return the references of Kev and of Margaret, who has nothing to do with him."""
    with database.write() as session:
        return fill(session, KEV), fill(session, MARGARET)


def fill(session: Session, conversation: str) -> str:
    add_conversation(session, conversation)
    say(session, f"my name is Zebedee, {conversation}", conversation=conversation)
    messages.add_reply(session, conversation, "bot", "Hi", (("Yes", "/yes"),), None, NOW)
    save_tracker(session, conversation, json.dumps(TRACKER), NOW)
    alerts.raise_alert(session, conversation, "crisis_overdose", "act", {}, NOW)
    made, _ = referrals.record(
        session,
        contact_request() if conversation == KEV else HERS,
        conversation_id=conversation,
        channel="website",
        triage=SOON,
        due_at=NOW,
        now=NOW,
    )
    referrals.move(session, made.reference, Status.ATTEMPTED, "sam", "rang Zebedee", NOW)
    audit.write(session, "sam", "referral_opened", made.reference, NOW)
    return made.reference


def everything(session: Session) -> str:
    """Return every value of every table but the audit log."""
    tables = [each for each in metadata.sorted_tables if each is not AuditRow.__table__]
    return "\n".join(
        repr(value)
        for table in tables
        for row in session.execute(table.select()).all()
        for value in row
    )


def traces(session: Session, reference: str) -> list[str]:
    sealer = session.info["sealer"]
    one = referrals.find(session, reference)
    assert one is not None
    indexes = [sealer.blind_index(one.phone, "phone"), sealer.blind_index(one.email, "email")]
    return [reference, str(one.conversation), *indexes]


def erase(database: Database, reference: str) -> dict[str, int]:
    with database.write() as session:
        found = person.find(session, reference=reference)
        return dict(person.erase(session, found, "command line", later(60)))


def test_after_erasing_no_table_but_the_audit_log_knows_the_person(
    database: Database, references: tuple[str, str]
) -> None:
    kev, margaret = references
    with database.read() as session:
        marks, hers = traces(session, kev), traces(session, margaret)
        stored = everything(session)
        assert [mark for mark in marks if mark not in stored] == []
        told = dict(person.parts_count(session, person.find(session, reference=kev)))
    gone = erase(database, kev)
    assert gone == told
    assert gone == {
        **{"notices": 2, "alerts": 1, "trackers": 1, "turns": 1, "offers": 1, "messages": 2},
        **{"conversations": 1, "history_lines": 2, "requests": 1},
    }
    with database.read() as session:
        stored = everything(session)
        assert [mark for mark in marks if mark in stored] == []
        assert [mark for mark in hers if mark not in stored] == []
        assert referrals.get(session, margaret).name == "Margaret Quill"
        assert load_tracker(session, MARGARET) is not None
        assert session.execute(metadata.tables["messages"].select()).all() != []


def test_the_audit_log_keeps_what_it_had_and_says_that_somebody_was_erased(
    database: Database, references: tuple[str, str]
) -> None:
    erase(database, references[0])
    with database.read() as session:
        entries = audit.latest(session, 10, about=references[0])
        assert audit.verify_chain(session).whole
    assert [each.event for each in entries] == ["person.erased", "referral_opened"]
    assert entries[0].details["references"] == [references[0]]
    told = repr(entries[0].details)
    assert [word for word in ("Zebedee", "7700", "example", KEV) if word in told] == []


def test_what_was_deleted_beside_the_database_is_told_and_noted(
    database: Database, references: tuple[str, str]
) -> None:
    with database.write() as session:
        found = person.find(session, reference=references[0])
        beside = {"journal_messages": 3, "nothing_of_these": 0}
        gone = person.erase(session, found, "command line", later(60), beside)
    assert (gone["journal_messages"], "nothing_of_these" in gone) == (3, False)
    with database.read() as session:
        assert audit.latest(session, 1)[0].details["journal_messages"] == 3


def test_looking_at_what_would_be_erased_changes_nothing(
    database: Database, references: tuple[str, str]
) -> None:
    with database.read() as session:
        before = everything(session)
        person.parts_count(session, person.find(session, phone="+447700900123"))
    with database.read() as session:
        assert everything(session) == before


def test_nobody_is_erased_while_the_bot_is_answering_them(
    database: Database, references: tuple[str, str]
) -> None:
    turn = claimed(database, "worker", 59)
    assert turn.conversation == KEV
    with pytest.raises(StoreError, match="again in a minute"):
        erase(database, references[0])
    with database.read() as session:
        assert referrals.find(session, references[0]) is not None
    with database.write() as session:
        found = person.find(session, reference=references[0])
        person.erase(session, found, "command line", later(59 + LEASE))
        assert turns.waiting_count(session) == 1


def test_a_file_holds_everything_about_one_person_and_nobody_else(
    database: Database, references: tuple[str, str]
) -> None:
    with database.read() as session:
        found = person.find(session, email="Kev.Zebedee@example.org")
        body = json.loads(json.dumps(person.export(session, found)))
    assert [each["reference"] for each in body["requests"]] == [references[0]]
    request = body["requests"][0]
    assert (request["name"], request["phone"]) == ("Kevin Zebedee", "+447700900123")
    assert request["safe_contact"]["code_word"] == "tulip"
    assert request["history"][-1]["note"] == "rang Zebedee"
    (talk,) = body["conversations"]
    assert talk["messages"][0]["text"] == f"my name is Zebedee, {KEV}"
    assert talk["tracker_slots"] == {"about": "brother"}
    assert talk["alerts"][0]["label"] == "crisis_overdose"
    assert {each["kind"] for each in body["notices"]} == {"crisis_alert", "referral_recorded"}
    assert [each["event"] for each in body["audit"]] == ["referral_opened"]
    assert [word for word in ("Quill", references[1], MARGARET) if word in json.dumps(body)] == []


def test_a_request_from_the_same_phone_is_named_and_taken_only_when_asked_for(
    database: Database, references: tuple[str, str]
) -> None:
    with database.write() as session:
        conversations.create(session, "third", "website", NOW)
        other, _ = referrals.record(
            session,
            replace(contact_request("third", "Somebody Else"), email=None),
            conversation_id="third",
            channel="website",
            triage=SOON,
            due_at=NOW,
            now=NOW,
        )
    with database.read() as session:
        alone = person.find(session, reference=references[0])
        both = person.find(session, reference=references[0], with_linked=True)
        assert "Somebody Else" not in json.dumps(person.export(session, alone))
        assert "Somebody Else" in json.dumps(person.export(session, both))
    assert (alone.references, alone.linked) == ((references[0],), (other.reference,))
    assert (set(both.references), both.linked) == ({references[0], other.reference}, ())


def test_somebody_unknown_is_not_found(database: Database) -> None:
    with database.read() as session:
        for wanted in ({"phone": "+447700900999"}, {"reference": "FS-0000-00"}):
            with pytest.raises(NotFound):
                person.find(session, **wanted)


def test_who_wrote_by_text_is_erased_with_their_number_and_what_became_of_each_message(
    database: Database, references: tuple[str, str]
) -> None:
    year = timedelta(days=365)
    with database.write() as session:
        kev = channel_identities.open_for(session, "sms", "+447700900123", NOW, year)
        messages.add_reply(session, kev.conversation, "bot", "Dear Kev", (), None, NOW)
        deliveries.keep(session, kev.conversation, 1, 0, "sms", "sent", NOW, provider_id="SM1")
        made, _ = referrals.record(
            session,
            contact_request("by-text-0001"),
            conversation_id=kev.conversation,
            channel="sms",
            triage=SOON,
            due_at=NOW,
            now=NOW,
        )
    with database.write() as session:
        who = person.find(session, reference=made.reference)
        exported = json.dumps(person.export(session, who))
        gone = person.erase(session, who, "sam", NOW)
    assert "+447700900123" in exported
    assert (gone["addresses"], gone["deliveries"]) == (1, 1)
    with database.write() as session:
        assert channel_identities.find(session, "sms", "+447700900123") is None
        assert deliveries.of_conversation(session, kev.conversation) == {}
        again = channel_identities.open_for(session, "sms", "+447700900123", NOW, year)
    assert again.started
