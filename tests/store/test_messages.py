from __future__ import annotations

import pytest
from sqlalchemy import text as sql

from first_step.admissions.errors import NotFound, StoreError
from first_step.store import conversations, messages
from first_step.store.database import Database

from .samples import KEV, MARGARET, NOW, add_conversation, at_once, later, say

BUTTONS = (("Why?", "label:cause/trauma"), ("Ask for a call", "label:request_contact"))


def test_messages_are_numbered_without_gaps(with_kev: Database) -> None:
    with with_kev.write() as session:
        for number in (1, 2):
            text = f"message {number}"
            asked, _ = messages.add_visitor_message(session, KEV, text, text, None, NOW)
            messages.add_reply(session, KEV, "bot", "reply", (), None, NOW, asked.seq)
    with with_kev.read() as session:
        stored = messages.after(session, KEV, 0, 10)
        kev = conversations.get(session, KEV)
    assert [message.seq for message in stored] == [1, 2, 3, 4]
    assert [message.reply_to for message in stored] == [None, 1, None, 3]
    assert kev is not None
    assert kev.last_seq == 4


def test_a_message_comes_back_as_it_was(with_kev: Database) -> None:
    text = "Wh\u00e4t \U0001f600 \ud800 and \0 nothing"
    with with_kev.write() as session:
        said, _ = messages.add_visitor_message(session, KEV, "c1", text, "flow:age=adult", NOW)
        told = messages.add_reply(session, KEV, "bot", "yes", BUTTONS, "say/greet", later(1))
    with with_kev.read() as session:
        assert messages.after(session, KEV, 0, 10) == [said, told]
    assert (said.text, said.payload, said.id) == (text, "flow:age=adult", "c1")
    assert (told.buttons, told.answer, told.sender) == (BUTTONS, "say/greet", "bot")


def test_who_of_the_staff_wrote_is_kept_sealed_with_the_words(with_kev: Database) -> None:
    with with_kev.write() as session:
        messages.add_reply(session, KEV, "staff", "Hello.", (), None, NOW, name="Sam")
        messages.add_reply(session, KEV, "bot", "Hello.", (), None, NOW)
        rows = session.execute(sql("select body from messages")).scalars().all()
    with with_kev.read() as session:
        assert [each.name for each in messages.after(session, KEV, 0, 10)] == ["Sam", None]
    assert not any("Sam" in row for row in rows)


def test_a_repeated_id_gives_the_first_message_back(with_kev: Database) -> None:
    with with_kev.write() as session:
        first, repeated = messages.add_visitor_message(session, KEV, "c1", "hi", None, NOW)
        assert not repeated
    with with_kev.write() as session:
        again, repeated = messages.add_visitor_message(session, KEV, "c1", "ho", None, later(9))
    assert repeated
    assert again == first


def test_two_visitors_may_choose_the_same_id(with_kev: Database) -> None:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        messages.add_visitor_message(session, KEV, "c1", "hi", None, NOW)
        _, repeated = messages.add_visitor_message(session, MARGARET, "c1", "hi", None, NOW)
    assert not repeated


def test_an_id_of_a_bot_message_can_be_chosen_too(with_kev: Database) -> None:
    with with_kev.write() as session:
        told = messages.add_reply(session, KEV, "bot", "yes", (), None, NOW)
        said, repeated = messages.add_visitor_message(session, KEV, told.id, "hi", None, NOW)
    assert (said.seq, repeated) == (2, False)


def test_the_same_id_sent_twice_at_once_is_one_message(
    with_kev: Database, other_process: Database
) -> None:
    def send(database: Database) -> tuple[int, bool]:
        with database.write() as session:
            message, repeated = messages.add_visitor_message(session, KEV, "c1", "help", None, NOW)
        return message.seq, repeated

    pairs = at_once(*[lambda d=d: send(d) for d in (with_kev, other_process) * 4])
    assert {seq for seq, _ in pairs} == {1}
    assert sorted(repeated for _, repeated in pairs) == [False] + [True] * 7
    with with_kev.read() as session:
        assert len(messages.after(session, KEV, 0, 10)) == 1


def test_messages_sent_at_once_are_numbered_without_gaps(
    with_kev: Database, other_process: Database
) -> None:
    def send(database: Database, name: str) -> None:
        for number in range(5):
            with database.write() as session:
                client_id = f"{name}-{number}"
                messages.add_visitor_message(session, KEV, client_id, "hi", None, NOW)

    at_once(
        lambda: send(with_kev, "a"),
        lambda: send(with_kev, "b"),
        lambda: send(other_process, "c"),
        lambda: send(other_process, "d"),
    )
    with with_kev.read() as session:
        stored = messages.after(session, KEV, 0, 100)
    assert [message.seq for message in stored] == list(range(1, 21))


def test_after_goes_on_from_a_number(with_kev: Database) -> None:
    with with_kev.write() as session:
        for number in range(5):
            messages.add_reply(session, KEV, "bot", str(number), (), None, NOW)
    with with_kev.read() as session:
        assert [message.seq for message in messages.after(session, KEV, 2, 2)] == [3, 4]


def test_latest_gives_the_last_of_one_sender_in_order(with_kev: Database) -> None:
    with with_kev.write() as session:
        for word in ("one", "two", "three"):
            messages.add_visitor_message(session, KEV, word, word, None, NOW)
            messages.add_reply(session, KEV, "bot", "mm", (), None, NOW)
    with with_kev.read() as session:
        said = messages.latest(session, KEV, 2, "visitor")
        assert [message.text for message in said] == ["two", "three"]
        assert [message.seq for message in messages.latest(session, KEV, 3)] == [4, 5, 6]


def test_replies_to_a_message_are_found_again(with_kev: Database) -> None:
    with with_kev.write() as session:
        messages.add_visitor_message(session, KEV, "c1", "he's gone blue", None, NOW)
        told = messages.add_reply(
            session, KEV, "bot", "Call 999", (), "crisis/overdose", NOW, reply_to=1
        )
        messages.add_reply(session, KEV, "bot", "later", (), None, NOW)
    with with_kev.read() as session:
        assert messages.replies_to(session, KEV, 1) == [told]


def test_only_what_this_conversation_was_offered_counts_as_offered(with_kev: Database) -> None:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        messages.add_reply(session, KEV, "bot", "which?", BUTTONS, None, NOW)
        messages.add_reply(session, KEV, "bot", "which?", BUTTONS, None, NOW)
    with with_kev.read() as session:
        assert messages.offered(session, KEV, "label:cause/trauma")
        assert not messages.offered(session, KEV, "label:cause/genes")
        assert not messages.offered(session, MARGARET, "label:cause/trauma")


def test_nothing_is_stored_when_the_block_raises(with_kev: Database) -> None:
    def stumble() -> None:
        with with_kev.write() as session:
            messages.add_visitor_message(session, KEV, "c1", "hi", None, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stumble()
    with with_kev.read() as session:
        assert messages.after(session, KEV, 0, 10) == []


def test_a_message_needs_a_conversation(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        messages.add_visitor_message(session, KEV, "c1", "hi", None, NOW)


def test_an_id_no_database_can_hold_is_refused(with_kev: Database) -> None:
    with pytest.raises(StoreError), with_kev.write() as session:
        messages.add_visitor_message(session, KEV, "\ud800", "hi", None, NOW)


def test_answers_are_looked_up_by_the_message_they_answer(with_kev: Database) -> None:
    with with_kev.write() as session:
        first, second = say(session, "one").seq, say(session, "two", 1).seq
        for answer, reply_to in (("a/b", first), ("c/d", first), ("e/f", second)):
            messages.add_reply(session, KEV, "bot", "Words", (), answer, NOW, reply_to)
        before = messages.answers_before(session, KEV, second, {"a/b", "e/f"})
        assert before == {"a/b"}
        assert messages.latest_answer_before(session, KEV, second) == "c/d"
        assert messages.latest_answer_before(session, KEV, first) is None
