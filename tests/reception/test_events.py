from __future__ import annotations

from datetime import datetime, timezone
from itertools import islice

import httpx
import pytest

from first_step.admissions.errors import StoreUnavailable
from first_step.reception.channels.website import events
from first_step.reception.front_door import FrontDoor
from first_step.store import messages
from first_step.store.database import Database
from first_step.store.tables import ConversationRow

from .conftest import MakeHouse
from .house import House, Visitor

NOW = datetime(2026, 11, 24, tzinfo=timezone.utc)


def test_every_message_is_an_event_with_its_seq_as_id(house: House) -> None:
    alice = house.visitor()
    alice.say("hello")
    with alice.listening() as stream:
        assert stream.response.headers["Content-Type"].startswith("text/event-stream")
        assert stream.response.headers["Cache-Control"] == "no-store"
        first, second = islice(stream.events(), 2)
    assert [(event.id, event.type) for event in (first, second)] == [
        ("1", "message"),
        ("2", "message"),
    ]
    assert [first.message, second.message] == alice.messages()


def test_a_stream_goes_on_after_the_last_event_that_was_seen(house: House) -> None:
    alice = house.visitor()
    alice.say("hello")
    alice.wait_for_answer("say/greet")
    with alice.listening(after=1) as stream:
        assert stream.next()["seq"] == 2


def test_what_is_said_while_a_stream_is_open_arrives(house: House) -> None:
    alice = house.visitor()
    with alice.listening() as stream:
        events_ = stream.events()
        alice.at(house.url).say("hello")
        assert [next(events_).message["sender"], next(events_).message["sender"]] == [
            "visitor",
            "bot",
        ]


def test_what_another_process_stored_arrives(make_house: MakeHouse) -> None:
    first, second = make_house(), make_house()
    alice = first.visitor()
    with alice.listening() as stream, second.parts.database.write() as session:
        messages.add_reply(
            session, alice.conversation, "staff", "Hello.", (), None, NOW, name="Sam"
        )
        session.commit()
        message = stream.next()
    assert (message["sender"], message["name"], message["text"]) == ("staff", "Sam", "Hello.")


def test_more_messages_than_one_page_all_arrive_in_order(house: House) -> None:
    alice = house.visitor()
    with house.parts.database.write() as session:
        for number in range(1, 231):
            messages.add_reply(
                session, alice.conversation, "staff", f"line {number}", (), None, NOW
            )
    with alice.listening() as stream:
        seqs = [event.id for event in islice(stream.events(), 230)]
    assert seqs == [str(number) for number in range(1, 231)]


def test_a_quiet_stream_has_a_heartbeat(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.05)
    alice = house.visitor()
    with alice.listening() as stream:
        lines = stream.response.iter_lines()
        assert any(line == ": still here" for line in lines)


def test_a_stream_ends_when_its_conversation_is_deleted(house: House) -> None:
    alice = house.visitor()
    with alice.listening() as stream:
        with house.parts.database.write() as session:
            session.delete(session.get(ConversationRow, alice.conversation))
        assert list(stream.events()) == []
    gone = alice.client.get(alice.path + "/events", headers=alice.bearer)
    assert gone.status_code == 404


def test_the_oldest_of_too_many_streams_ends(house: House) -> None:
    alice = house.visitor()
    with alice.listening() as oldest:
        newer = [alice.at(house.url).listening() for _ in range(6)]
        for stream in newer:
            stream.__enter__()
        assert list(oldest.events()) == []
        for stream in newer:
            stream.__exit__(None, None, None)


def test_an_event_id_that_is_no_number_is_refused(house: House) -> None:
    alice = house.visitor()
    headers = {**alice.bearer, "Last-Event-ID": "abc"}
    assert alice.client.get(alice.path + "/events", headers=headers).status_code == 400


def test_nobody_else_can_listen(house: House) -> None:
    alice, charlie = house.visitor(), house.visitor()
    thief = Visitor(charlie.client, alice.conversation, charlie.token)
    with pytest.raises(AssertionError, match="bad_token"), thief.listening():
        pass


def test_a_stream_survives_a_database_that_is_away_for_a_moment(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = house.visitor()
    alice.say("hello")
    alice.wait_for_answer("say/greet")
    real, refused = FrontDoor._after, []

    def away_once(door: FrontDoor, conversation: str, seq: int) -> object:
        if not refused:
            refused.append(seq)
            raise StoreUnavailable("away")
        return real(door, conversation, seq)

    monkeypatch.setattr(FrontDoor, "_after", away_once)
    with alice.listening() as stream:
        assert stream.next()["seq"] == 1
    assert refused == [0]


def test_a_visitor_whose_database_is_away_is_told_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = house.visitor()

    def away(_: Database) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(Database, "read", away)
    for path in ("/events", "/messages"):
        refused: httpx.Response = alice.client.get(alice.path + path, headers=alice.bearer)
        assert (refused.status_code, refused.json()["error"]) == (503, "unavailable")
