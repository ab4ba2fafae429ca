from __future__ import annotations

import pytest

from first_step.admissions.errors import NotFound
from first_step.store import person, referrals, safeguarding
from first_step.store.database import Database
from first_step.store.tables import SafeguardingNoteRow

from .samples import NOW, later


def test_the_first_escalation_stays_and_stands_in_the_history(
    database: Database, reference: str
) -> None:
    with database.write() as session:
        assert safeguarding.escalate(session, reference, "sam", NOW)
        assert not safeguarding.escalate(session, reference, "alex", later(1))
    with database.read() as session:
        events = [line.event for line in referrals.get(session, reference).history]
        assert events.count("safeguarding") == 1


def test_notes_come_back_in_order_and_lie_sealed(database: Database, reference: str) -> None:
    with database.write() as session:
        safeguarding.add_note(session, reference, "sam", "children in the house", NOW)
        safeguarding.add_note(session, reference, "alex", "told the council", later(1))
    with database.read() as session:
        found = safeguarding.notes(session, reference)
        assert [each.text for each in found] == ["children in the house", "told the council"]
        stored = session.get(SafeguardingNoteRow, found[0].id)
        assert stored is not None
        assert "children" not in stored.body


def test_they_are_given_out_and_erased_with_the_person(database: Database, reference: str) -> None:
    with database.write() as session:
        safeguarding.add_note(session, reference, "sam", "children in the house", NOW)
        who = person.find(session, reference=reference)
        given = person.export(session, who)["safeguarding_notes"]
        assert [each["text"] for each in given] == ["children in the house"]
        assert person.parts_count(session, who)["safeguarding_notes"] == 1
        assert person.erase(session, who, "admin", later(1))["safeguarding_notes"] == 1
        assert safeguarding.notes(session, reference) == []


def test_an_unknown_request_cannot_be_escalated(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        safeguarding.escalate(session, "nothing", "sam", NOW)
