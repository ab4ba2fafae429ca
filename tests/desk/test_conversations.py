"""Conversations at the desk: who may read what, taking over, answering once, handing back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from first_step.admissions.contact_flow import FlowState, next_field, start
from first_step.admissions.referral import Level
from first_step.admissions.settings import Settings
from first_step.admissions.triage import Triage
from first_step.store import (
    alerts,
    audit,
    conversations,
    deliveries,
    messages,
    referrals,
    review_items,
    turns,
    waiting,
)
from first_step.store.conversations import Conversation, Mark
from first_step.store.database import Database, open_database
from first_step.store.trackers import load_tracker, save_tracker, slots_of, with_events

from .cast import NOW, Browser, Clock, contact_request, id_of

KEV = "c" * 32
SECRET = "he hits me when he drinks"
CLIENT = "0123456789abcdef" * 2
_EMPTY = '{"events": []}'


def add_talk(
    database: Database, id: str = KEV, mark: Mark | None = "asked_for_person", said: str = SECRET
) -> None:
    with database.write() as session:
        conversations.create(session, id, "website", NOW)
        message, _ = messages.add_visitor_message(session, id, "m1", said, None, NOW)
        turns.queue(session, id, message.seq, None, NOW)
        conversations.note_state(session, id, "cause/trauma", "flow/phone")
        if mark:
            conversations.mark(session, id, mark, NOW)


def talk_of(database: Database, id: str = KEV) -> Conversation:
    with database.read() as session:
        found = conversations.get(session, id)
    assert found is not None
    return found


def said_to(database: Database, id: str = KEV) -> list[tuple[str, str | None, str]]:
    with database.read() as session:
        return [(m.sender, m.answer, m.text) for m in messages.after(session, id, 1, 100)]


@pytest.mark.parametrize("mark", ["asked_for_person", "in_danger", "consented"])
def test_the_words_are_shown_where_staff_may_read_them(
    alice: Browser, database: Database, mark: Mark
) -> None:
    add_talk(database, mark=mark)
    assert SECRET in alice.open(f"/conversations/{KEV}")
    assert SECRET in alice.open(f"/conversations/{KEV}/live")


def test_elsewhere_only_topic_and_state_leave_the_server(
    alice: Browser, database: Database
) -> None:
    add_talk(database, mark=None)
    for path in (f"/conversations/{KEV}", f"/conversations/{KEV}/live", "/conversations"):
        page = alice.open(path)
        assert alice.status == 200
        assert SECRET not in page
    page = alice.open(f"/conversations/{KEV}")
    assert "Asking for a call" in page
    assert "topic and state only" in page
    assert "Take over" not in page


def test_nobody_takes_over_what_they_may_not_read(alice: Browser, database: Database) -> None:
    add_talk(database, mark=None)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    assert alice.status == 403
    assert talk_of(database).holder == "bot"


@pytest.mark.parametrize(
    "path", ["", "/live", f"/{KEV}", f"/{KEV}/live", f"/{KEV}/typing", "/../urgent"]
)
def test_a_content_owner_sees_no_conversation(
    charlie: Browser, database: Database, path: str
) -> None:
    add_talk(database)
    assert SECRET not in charlie.open(f"/conversations{path}")
    assert charlie.status == 403


@pytest.mark.parametrize("step", ["take", "reply", "hand-back", "notes", "typing", "review"])
def test_a_content_owner_takes_no_step(charlie: Browser, database: Database, step: str) -> None:
    add_talk(database)
    charlie.open("/wording")
    charlie.send(f"/conversations/{KEV}/{step}", text="hello", client_id=CLIENT, note="x")
    assert charlie.status == 403
    assert said_to(database) == []


def test_taking_over_silences_the_bot_and_names_who_joined(
    alice: Browser, database: Database
) -> None:
    add_talk(database)
    with database.write() as session:
        waiting.start(session, KEV, NOW)
        turn = turns.claim(session, "worker", NOW, 10)
    assert turn is not None
    alice.open(f"/conversations/{KEV}")
    page = alice.send(f"/conversations/{KEV}/take")
    assert "The bot is quiet" in page
    with database.write() as session:
        assert turns.answer(session, turn, "worker", [turns.BotReply("late")], NOW) is None
    words = "Alice has joined. You are now writing with a person."
    assert said_to(database) == [("system", "handoff/joined", words)]
    found = talk_of(database)
    assert (found.holder_id, found.waiting_since) == (id_of(database, "alice"), None)
    assert found.held_since == NOW


def test_what_staff_hold_stays_held_when_their_session_ends_and_processes_start_again(
    alice: Browser, database: Database, settings: Settings, clock: Clock
) -> None:
    add_talk(database)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    clock.pass_by(timedelta(hours=13))
    assert "Sign in" in alice.open(f"/conversations/{KEV}")
    started_again = open_database(settings)
    with started_again.write() as session:
        message, _ = messages.add_visitor_message(session, KEV, "m2", "still there?", None, clock())
        turns.queue(session, KEV, message.seq, None, clock())
        assert turns.claim(session, "worker", clock() + timedelta(hours=1), 10) is None
    found = talk_of(started_again)
    assert (found.holder, found.holder_id) == ("staff", id_of(database, "alice"))
    alice.sign_in("alice")
    assert "The bot is quiet" in alice.open(f"/conversations/{KEV}")
    started_again.dispose()


def test_a_reply_is_stored_once_however_often_it_is_sent(
    alice: Browser, database: Database
) -> None:
    add_talk(database)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    for _ in range(2):
        alice.open(f"/conversations/{KEV}")
        alice.send(f"/conversations/{KEV}/reply", text="Hello Kev", client_id=CLIENT)
        assert alice.status == 200
    assert said_to(database)[1:] == [("staff", None, "Hello Kev")]
    with database.read() as session:
        assert messages.latest(session, KEV, 1)[0].name == "Alice"


def test_words_are_kept_when_a_colleague_has_taken_over(
    alice: Browser, bob: Browser, database: Database
) -> None:
    add_talk(database)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    bob.open(f"/conversations/{KEV}")
    bob.send(f"/conversations/{KEV}/take")
    assert bob.status == 409
    assert talk_of(database).holder_id == id_of(database, "alice")
    bob.send(f"/conversations/{KEV}/take", **{"from": id_of(database, "alice")})
    assert talk_of(database).holder_id == id_of(database, "bob")
    page = alice.send(f"/conversations/{KEV}/reply", text="As I was saying", client_id=CLIENT)
    assert alice.status == 409
    assert ">As I was saying</textarea>" in page
    assert all(text != "As I was saying" for _, _, text in said_to(database))


def test_what_became_of_a_message_on_another_channel_is_shown(
    alice: Browser, database: Database
) -> None:
    add_talk(database)
    with database.write() as session:
        deliveries.keep(session, KEV, 1, 1, "telegram", "failed", NOW, problem="blocked")
    assert "Not delivered" in alice.open(f"/conversations/{KEV}")
    with database.write() as session:
        assert deliveries.try_again(session, KEV, 1)
    assert "Waits: it is sent again" in alice.open(f"/conversations/{KEV}")
    with database.write() as session:
        deliveries.keep(session, KEV, 1, 1, "telegram", "held", NOW, problem="outside_window")
    assert "Waits: it goes out when they write again" in alice.open(f"/conversations/{KEV}")


@pytest.mark.parametrize("consent", [None, "yes"])
def test_the_bot_does_not_ask_again_what_staff_entered(
    alice: Browser, database: Database, consent: str | None
) -> None:
    add_talk(database)
    state = start(FlowState(), "key-1", NOW)
    slots = {**state.to_slots(), "consent": consent, "requested_slot": "name"}
    events = [{"event": "slot", "name": name, "value": value} for name, value in slots.items()]
    with database.write() as session:
        save_tracker(session, KEV, with_events(_EMPTY, events), NOW)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    alice.send(f"/conversations/{KEV}/hand-back", name="Kev", phone="07700 900123")
    assert alice.status == 200
    with database.read() as session:
        known = slots_of(load_tracker(session, KEV))
    after = FlowState.from_slots(known)
    if consent:
        assert (after.name, after.phone) == ("Kev", "+447700900123")
        assert known["requested_slot"] == next_field(after)
        assert known["requested_slot"] not in ("name", "phone")
    else:
        assert after.notes.unconfirmed == {"name": "Kev", "phone": "+447700900123"}
        assert after.name is None
    assert talk_of(database).holder == "bot"
    sender, answer, words = said_to(database)[-1]
    assert (sender, answer) == ("system", "system/handed_back")
    assert words.startswith("Alice has left this chat.")


def test_a_wrong_number_hands_nothing_back(alice: Browser, database: Database) -> None:
    add_talk(database)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    page = alice.send(f"/conversations/{KEV}/hand-back", phone="999")
    assert "not a UK phone number" in page
    assert talk_of(database).holder == "staff"


def test_only_who_holds_it_hands_it_back(alice: Browser, bob: Browser, database: Database) -> None:
    add_talk(database)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    bob.open(f"/conversations/{KEV}")
    bob.send(f"/conversations/{KEV}/hand-back")
    assert bob.status == 409
    assert talk_of(database).holder == "staff"


def test_the_list_names_who_waits_who_holds_and_every_page_of_it(
    alice: Browser, database: Database
) -> None:
    for number in range(27):
        add_talk(database, f"{number:032x}")
    with database.write() as session:
        waiting.start(session, f"{3:032x}", NOW - timedelta(minutes=12))
    first = alice.open("/conversations")
    assert "1 visitor waits for a person." in first
    after = re.search(r'href="/desk(/conversations\?[^"]*after=[^"]+)"', first)
    assert after is not None
    second = alice.open(after.group(1).replace("&amp;", "&"))
    shown = re.findall(r'id="open-([0-9a-f]{32})"', first + second)
    assert sorted(shown) == [f"{number:032x}" for number in range(27)]
    assert re.findall(r'id="open-(\w+)"', alice.open("/conversations?show=waiting")) == [
        f"{3:032x}"
    ]
    assert "aiting for a person for 12 minutes" in alice.text
    assert "open-" not in alice.open("/conversations?show=mine")
    assert "open-" not in alice.open("/conversations?channel=telegram")


def test_danger_nobody_has_looked_at_leads_to_its_conversation(
    alice: Browser, database: Database
) -> None:
    add_talk(database, mark="in_danger")
    with database.write() as session:
        alert = alerts.raise_alert(session, KEV, "crisis_overdose", "act", {}, NOW)
    for path in ("/conversations", f"/conversations/{KEV}"):
        page = alice.open(path)
        assert "Possible overdose" in page
        assert f"/alerts/{alert.id}/acknowledge" in page
    assert f'href="/desk/conversations/{KEV}"' in alice.open("/conversations")


def test_an_unchanged_part_is_not_sent_again(alice: Browser, database: Database) -> None:
    add_talk(database)
    page = alice.open(f"/conversations/{KEV}/live")
    version = re.search(r'X-Desk-Version": "(\w+)"', page)
    assert version is not None
    headers = {"x-desk-version": version.group(1)}
    alice.open(f"/conversations/{KEV}/live", **headers)
    assert alice.status == 204
    with database.write() as session:
        messages.add_reply(session, KEV, "bot", "hello", (), None, NOW)
    alice.open(f"/conversations/{KEV}/live", **headers)
    assert alice.status == 200


def test_staff_say_whether_they_are_there(alice: Browser, database: Database) -> None:
    assert "Away from chats" in alice.open("/conversations")
    page = alice.send("/availability", availability="available", page="/conversations")
    assert "Available for chats" in page
    assert "<h1>Conversations</h1>" in page
    page = alice.send("/availability", availability="away", page="//evil.example")
    assert "<h1>Queue</h1>" in page


def test_urgent_work_is_counted_for_every_page(
    alice: Browser, database: Database, clock: Clock
) -> None:
    add_talk(database)
    with database.write() as session:
        waiting.start(session, KEV, NOW)
        alerts.raise_alert(session, KEV, None, "check", {}, NOW)
    assert 'data-urgent="2"' in alice.open("/urgent")


def test_what_staff_open_and_do_is_written_down(alice: Browser, database: Database) -> None:
    add_talk(database)
    alice.open("/conversations")
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/take")
    alice.send(f"/conversations/{KEV}/reply", text="Hello", client_id=CLIENT)
    alice.send(f"/conversations/{KEV}/hand-back", name="Kev")
    with database.read() as session:
        written = [(each.event, each.details) for each in audit.latest(session, 50)]
    codes = [action for action, _ in written]
    for code in ("conversations_opened", "conversation_opened", "conversation_taken"):
        assert code in codes
    assert ("conversation_handed_back", {"entered": "name"}) in written
    assert "Kev" not in str(written)


def test_a_note_goes_to_the_request_of_the_conversation(alice: Browser, database: Database) -> None:
    add_talk(database)
    with database.write() as session:
        made, _ = referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=Triage(Level.SOON, ("R0",)),
            due_at=NOW,
            now=NOW,
        )
    page = alice.open(f"/conversations/{KEV}")
    assert made.reference in page
    alice.send(f"/conversations/{KEV}/notes", note="Prefers mornings")
    assert "Prefers mornings" in alice.open(f"/referrals/{made.reference}")


def test_typing_is_shown_and_never_stored(alice: Browser, database: Database) -> None:
    add_talk(database)
    assert "is typing" not in alice.open(f"/conversations/{KEV}/typing")
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/typing", text=SECRET)
    assert alice.status == 204
    assert said_to(database) == []


def consent_to_review(database: Database, given: bool = True) -> None:
    with database.write() as session:
        conversations.set_review_consent(session, KEV, given, NOW)


def in_review(database: Database) -> list[tuple[int, str, str]]:
    with database.read() as session:
        kept = review_items.of_conversation(session, KEV)
    return [(each.seq, each.kind, each.words) for each in kept]


def test_a_message_marked_by_staff_is_masked_put_into_review_once_and_written_down(
    alice: Browser, database: Database
) -> None:
    add_talk(database, said="ring me on 07700 900123, he hits me")
    assert "Put into review" not in alice.open(f"/conversations/{KEV}")
    consent_to_review(database)
    assert 'id="mark-1"' in alice.open(f"/conversations/{KEV}")
    for _ in range(2):
        page = alice.send(f"/conversations/{KEV}/review", seq="1")
        assert "Put into review, with names" in page
    assert "In review" in page
    assert 'id="mark-1"' not in page
    assert in_review(database) == [(1, "marked", "ring me on [number], he hits me")]
    with database.read() as session:
        written = [(each.event, each.details) for each in audit.latest(session, 20)]
    assert written.count(("message_marked", {"message": "1"})) == 1


def test_nothing_is_marked_without_the_consent_of_the_visitor(
    alice: Browser, database: Database
) -> None:
    add_talk(database)
    consent_to_review(database)
    alice.open(f"/conversations/{KEV}")
    consent_to_review(database, given=False)
    assert "does not agree" in alice.send(f"/conversations/{KEV}/review", seq="1")
    assert in_review(database) == []


def test_nothing_is_marked_that_may_not_be_read(alice: Browser, database: Database) -> None:
    add_talk(database, mark=None)
    consent_to_review(database)
    assert "mark-1" not in alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/review", seq="1")
    assert alice.status == 403
    assert in_review(database) == []


@pytest.mark.parametrize("seq", ["", "0", "2", "9", "x", "-1"])
def test_only_what_the_visitor_wrote_is_marked(
    alice: Browser, database: Database, seq: str
) -> None:
    add_talk(database)
    consent_to_review(database)
    with database.write() as session:
        messages.add_reply(session, KEV, "bot", "hello", (), None, NOW)
    alice.open(f"/conversations/{KEV}")
    alice.send(f"/conversations/{KEV}/review", seq=seq)
    assert alice.status == 400
    assert in_review(database) == []
