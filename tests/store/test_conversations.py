from __future__ import annotations

import pytest

from first_step.admissions.errors import NotFound, StoreError
from first_step.store import conversations
from first_step.store.database import Database

from .samples import KEV, MARGARET, NOW, add_conversation, later, say


def test_a_new_conversation_is_held_by_the_bot(database: Database) -> None:
    with database.write() as session:
        made = conversations.create(session, KEV, "website", NOW)
    with database.read() as session:
        assert conversations.get(session, KEV) == made
    assert (made.holder, made.holder_id, made.last_seq) == ("bot", None, 0)
    assert made.created_at == NOW
    assert made.created_at.tzinfo is not None


def test_an_unknown_conversation_is_none(database: Database) -> None:
    with database.read() as session:
        assert conversations.get(session, "nobody") is None


def test_an_id_that_is_taken_is_refused(with_kev: Database) -> None:
    with pytest.raises(StoreError), with_kev.write() as session:
        add_conversation(session)


@pytest.mark.parametrize("id", ["", "\ud800", "a\0b", "x" * 65])
def test_an_id_that_a_driver_could_not_write_is_refused(database: Database, id: str) -> None:
    with pytest.raises(StoreError), database.write() as session:
        conversations.create(session, id, "website", NOW)


def test_the_first_of_two_colleagues_holds_the_conversation(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", NOW)
        seen = conversations.take_over(session, KEV, "alex", NOW)
    assert (seen.holder, seen.holder_id) == ("staff", "sam")


def test_a_colleague_can_take_a_conversation_on_purpose(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", NOW)
        seen = conversations.take_over(session, KEV, "alex", NOW, from_colleague=True)
    assert seen.holder_id == "alex"


def test_only_the_holder_hands_back(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", NOW)
        assert conversations.hand_back(session, KEV, "alex", NOW).holder == "staff"
        assert conversations.hand_back(session, KEV, "sam", NOW).holder == "bot"


def test_marks_keep_their_first_moment(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.mark(session, KEV, "in_danger", later(1))
        conversations.mark(session, KEV, "in_danger", later(2))
        conversations.mark(session, KEV, "asked_for_person", later(3))
        conversations.mark(session, KEV, "consented", later(4))
    with with_kev.read() as session:
        kev = conversations.get(session, KEV)
    assert kev is not None
    marks = (kev.in_danger_at, kev.asked_for_person_at, kev.consented_at)
    assert marks == (later(1), later(3), later(4))


def test_nobody_can_take_over_what_does_not_exist(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        conversations.take_over(session, KEV, "sam", NOW)


def test_last_seqs_tell_of_existing_conversations_only(with_kev: Database) -> None:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        say(session, "hello")
    with with_kev.read() as session:
        found = conversations.last_seqs(session, [KEV, MARGARET, "nobody"])
    assert found == {KEV: 1, MARGARET: 0}
