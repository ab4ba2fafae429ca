from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from first_step.admissions.errors import NotFound, StoreError
from first_step.store import handover_notes, retention
from first_step.store.database import Database

from .samples import NOW, later

WORDS = "FS-7K3M-QX rings back after six"


def test_a_note_stays_open_until_somebody_is_done_with_it(database: Database) -> None:
    with database.write() as session:
        first = handover_notes.add(session, "sam", WORDS, NOW)
        second = handover_notes.add(session, "sam", "another", later(1))
        assert [each.id for each in handover_notes.open_notes(session)] == [second, first]
        handover_notes.mark_done(session, first, "alex", later(2))
        handover_notes.mark_done(session, first, "sam", later(3))
        assert handover_notes.count_open(session) == 1
        done = handover_notes.done_notes(session, NOW)
    assert [(each.text, each.done_by, each.done_at) for each in done] == [(WORDS, "alex", later(2))]


def test_the_words_lie_sealed(database: Database) -> None:
    with database.write() as session:
        handover_notes.add(session, "sam", WORDS, NOW)
        assert "rings" not in session.execute(text("SELECT body FROM handover_notes")).scalar_one()


@pytest.mark.parametrize("words", ["", "  ", "x" * (handover_notes.LONGEST + 1)])
def test_a_note_needs_words_and_not_too_many(database: Database, words: str) -> None:
    with pytest.raises(StoreError), database.write() as session:
        handover_notes.add(session, "sam", words, NOW)


def test_a_note_that_does_not_exist_cannot_be_done(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        handover_notes.mark_done(session, 77, "sam", NOW)


def test_the_purge_takes_done_notes_after_thirty_days_and_no_open_one(database: Database) -> None:
    with database.write() as session:
        done = handover_notes.add(session, "sam", WORDS, NOW)
        handover_notes.add(session, "sam", "still open", NOW)
        handover_notes.mark_done(session, done, "sam", NOW)
    early = retention.Rules(NOW + timedelta(days=29), 90)
    late = retention.Rules(NOW + timedelta(days=30), 90)
    assert "handover_notes" not in retention.purge(database, early, "system")
    with database.read() as session:
        assert retention.due(session, late)["handover_notes"] == 1
    assert retention.purge(database, late, "system")["handover_notes"] == 1
    with database.read() as session:
        assert [each.text for each in handover_notes.open_notes(session)] == ["still open"]
