from __future__ import annotations

from first_step.store import answer_reviews
from first_step.store.database import Database

from .samples import NOW, later

NOW_HASH, OLD_HASH = "a" * 64, "b" * 64


def test_a_mark_is_void_once_the_text_changes(database: Database) -> None:
    with database.write() as session:
        answer_reviews.mark(session, "harm/naloxone", OLD_HASH, "sam", NOW, later(60))
    with database.read() as session:
        assert answer_reviews.standing(session, {"harm/naloxone": NOW_HASH}) == {}
        standing = answer_reviews.standing(session, {"harm/naloxone": OLD_HASH})
    assert standing["harm/naloxone"].by == "sam"


def test_the_last_of_several_counts(database: Database) -> None:
    with database.write() as session:
        answer_reviews.mark(session, "harm/dosing", OLD_HASH, "sam", NOW, later(60))
        answer_reviews.mark(session, "harm/dosing", NOW_HASH, "alex", later(1), later(61))
    with database.read() as session:
        standing = answer_reviews.standing(session, {"harm/dosing": NOW_HASH})
        assert answer_reviews.standing(session, {"harm/dosing": OLD_HASH}) == {}
    assert (standing["harm/dosing"].by, standing["harm/dosing"].due_at) == ("alex", later(61))
