from __future__ import annotations

from first_step.store import conversations, waiting
from first_step.store.database import Database

from .samples import KEV, MARGARET, add_conversation, later


def test_the_longest_wait_comes_first_and_ends_once(with_kev: Database) -> None:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        assert waiting.start(session, KEV, later(9))
        assert waiting.start(session, MARGARET, later(1))
        assert not waiting.start(session, KEV, later(20))
        waiting.told(session, KEV, later(30))
    with with_kev.write() as session:
        assert waiting.everyone(session) == [
            waiting.Waiting(MARGARET, "website", later(1), None),
            waiting.Waiting(KEV, "website", later(9), later(30)),
        ]
        assert (waiting.stop(session, KEV), waiting.stop(session, KEV)) == (True, False)
        assert [each.conversation for each in waiting.everyone(session)] == [MARGARET]


def test_who_waits_has_asked_for_a_person(with_kev: Database) -> None:
    with with_kev.write() as session:
        waiting.start(session, KEV, later(1))
        found = conversations.get(session, KEV)
    assert found is not None
    assert found.asked_for_person_at == later(1)


def test_nobody_waits_for_staff_who_are_there(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.take_over(session, KEV, "sam", later(1))
        assert not waiting.start(session, KEV, later(2))
