from __future__ import annotations

from datetime import timedelta

import pytest

from first_step.store import conversations, person, retention, review_items
from first_step.store.database import Database, Session
from first_step.store.person import Person

from .samples import KEV, NOW, later


def put(session: Session, label: str = "say/greet", seq: int = 1) -> int:
    conversations.set_review_consent(session, KEV, True, NOW)
    assert review_items.put(session, KEV, seq, "clarified", label, 0.4, "hi [name]", NOW)
    return review_items.undecided(session, 10)[-1].id


def test_without_consent_nothing_is_kept(with_kev: Database) -> None:
    with with_kev.write() as session:
        kept = review_items.put(session, KEV, 1, "clarified", "greet", 0.4, "hi", NOW)
        assert not kept
        assert review_items.undecided_count(session) == 0


def test_a_message_is_kept_once_with_guess_and_words(with_kev: Database) -> None:
    with with_kev.write() as session:
        put(session)
        assert not review_items.put(session, KEV, 1, "clarified", "greet", 0.4, "again", NOW)
        (item,) = review_items.undecided(session, 10)
    assert (item.words, item.label, item.confidence) == ("hi [name]", "say/greet", 0.4)


def test_taking_the_consent_back_deletes_what_was_kept(with_kev: Database) -> None:
    with with_kev.write() as session:
        put(session)
        conversations.set_review_consent(session, KEV, False, NOW)
    with with_kev.read() as session:
        assert review_items.of_conversation(session, KEV) == []
        found = conversations.get(session, KEV)
        assert found is not None
        assert found.review_consent_at is None


def test_one_person_approves_what_is_not_about_danger(with_kev: Database) -> None:
    with with_kev.write() as session:
        item = put(session)
        assert review_items.approve(session, item, "menu", "hello", "sam", NOW) == "approved"
        assert review_items.approve(session, item, "greet", "hello", "alex", NOW) == "gone"
        assert not review_items.dismiss(session, item, "alex", NOW)


@pytest.mark.parametrize(
    ("guess", "label"),
    [("greet", "crisis_overdose"), ("crisis_suicide", "greet")],
    ids=["to danger", "away from danger"],
)
def test_danger_takes_two_different_people(with_kev: Database, guess: str, label: str) -> None:
    with with_kev.write() as session:
        item = put(session, guess)
        approve = review_items.approve
        assert approve(session, item, label, "words", "sam", NOW) == "approved_once"
        assert approve(session, item, label, "words", "sam", NOW) == "same_person"
        # Whoever sees it otherwise starts afresh, and cannot agree with themselves.
        assert approve(session, item, label, "other words", "alex", NOW) == "approved_once"
        assert approve(session, item, label, "other words", "alex", NOW) == "same_person"
        assert review_items.undecided_count(session) == 1
        assert approve(session, item, label, "other words", "sam", NOW) == "approved"
        (kept,) = review_items.of_conversation(session, KEV)
    assert (kept.state, kept.right_label, kept.example) == ("approved", label, "other words")


def test_an_export_has_what_is_kept_to_learn_from(with_kev: Database) -> None:
    with with_kev.write() as session:
        put(session)
        found = person.export(session, Person((), (KEV,), ()))
    assert found["conversations"][0]["review_items"][0]["words"] == "hi [name]"


def test_what_is_decided_on_or_old_goes(with_kev: Database) -> None:
    with with_kev.write() as session:
        conversations.mark(session, KEV, "asked_for_person", NOW)
        first, second = put(session, seq=1), put(session, seq=2)
        review_items.dismiss(session, first, "sam", NOW)
    rules = retention.Rules(NOW, retention_days=500)
    with with_kev.read() as session:
        assert retention.due(session, rules)["review_items"] == 1
    assert retention.purge(with_kev, rules, "system")["review_items"] == 1
    with with_kev.read() as session:
        assert [each.id for each in review_items.undecided(session, 10)] == [second]
    late = retention.Rules(NOW + timedelta(days=90), retention_days=500)
    assert retention.purge(with_kev, late, "system") == {"review_items": 1}


def test_in_danger_no_consent_is_taken_and_what_was_given_before_can_go(
    with_kev: Database,
) -> None:
    with with_kev.write() as session:
        given = conversations.set_review_consent(session, KEV, True, NOW, "f" * 64)
        assert (given.review_consent_at, given.review_consent_words) == (NOW, "f" * 64)
        conversations.mark(session, KEV, "in_danger", NOW)
        again = conversations.set_review_consent(session, KEV, True, later(5), "e" * 64)
        assert again == conversations.get(session, KEV)
        assert again.review_consent_at == NOW
        gone = conversations.set_review_consent(session, KEV, False, later(6))
        assert (gone.review_consent_at, gone.review_consent_words) == (None, None)
        refused = conversations.set_review_consent(session, KEV, True, later(7), "f" * 64)
        assert refused.review_consent_at is None
