"""What the journal holds of a person, given out and erased with all the rest."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from first_step.admissions.errors import NotFound, StoreError
from first_step.reception import whole_person
from first_step.reception.incoming import Incoming
from first_step.reception.journal import Journal, Kept, open_journal
from first_step.store import audit, conversations, messages, referrals, turns
from first_step.store import person as people
from first_step.store.database import Database, open_database

from ..store.samples import SOON, contact_request
from .fakes import FakeClock
from .house import settings_for

ALICE, BOB = "a" * 32, "b" * 32
NOW = FakeClock()()


@pytest.fixture
def database(data_dir: Path) -> Iterator[Database]:
    opened = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield opened
    opened.dispose()


@pytest.fixture
def journal(data_dir: Path, database: Database) -> Journal:
    return open_journal(data_dir, database.sealer)


@pytest.fixture
def reference(database: Database) -> str:
    """Return the reference of Alice's request."""
    with database.write() as session:
        conversations.create(session, ALICE, "website", NOW)
        made, _ = referrals.record(
            session,
            contact_request(),
            conversation_id=ALICE,
            channel="website",
            triage=SOON,
            due_at=NOW + timedelta(hours=4),
            now=NOW,
        )
    return made.reference


def keep(journal: Journal, conversation: str, text: str, dead: bool = False) -> None:
    journal.keep(Kept(conversation, Incoming(text, text), "website", False))
    if dead:
        journal.bury(journal.names()[-1])


def left(journal: Journal) -> list[str]:
    """Return the words of both that are still in the journal."""
    return [each.kept.incoming.text for each in journal.of((ALICE, BOB))]


def erased(database: Database, journal: Journal, reference: str) -> dict[str, int]:
    wanted = {"reference": reference}
    return dict(whole_person.erase(database, journal, wanted, "command line", NOW)[1])


def test_erasing_takes_what_waits_and_what_was_set_aside_and_nobody_elses(
    database: Database, journal: Journal, reference: str
) -> None:
    keep(journal, ALICE, "set aside", dead=True)
    keep(journal, BOB, "also set aside", dead=True)
    keep(journal, ALICE, "waits")
    keep(journal, BOB, "waits too")
    gone = erased(database, journal, reference)
    assert (gone["journal_messages"], gone["requests"]) == (2, 1)
    assert left(journal) == ["also set aside", "waits too"]
    with database.read() as session:
        assert audit.latest(session, 1)[0].details["journal_messages"] == 2


def test_saying_what_would_go_counts_them_and_takes_none(
    database: Database, journal: Journal, reference: str
) -> None:
    keep(journal, ALICE, "set aside", dead=True)
    keep(journal, BOB, "waits")
    with database.read() as session:
        person = people.find(session, reference=reference)
        assert whole_person.parts_count(session, journal, person)["journal_messages"] == 1
    assert left(journal) == ["set aside", "waits"]


def test_the_file_about_them_holds_what_was_never_stored(
    database: Database, journal: Journal, reference: str
) -> None:
    keep(journal, ALICE, "set aside", dead=True)
    keep(journal, ALICE, "waits")
    keep(journal, BOB, "not theirs")
    with database.read() as session:
        given = whole_person.export(session, journal, people.find(session, reference=reference))
    found = json.loads(json.dumps(given["journal_messages"]))
    assert [(each["text"], each["waits"]) for each in found] == [
        ("set aside", False),
        ("waits", True),
    ]
    assert given["requests"][0]["reference"] == reference


def test_a_record_that_no_key_opens_stops_neither(
    database: Database, journal: Journal, reference: str, data_dir: Path
) -> None:
    damaged = data_dir / "journal" / "dead" / f"{0:020d}-{'0' * 32}.sealed"
    damaged.write_text("k9:nobody opens this")
    keep(journal, ALICE, "waits")
    assert erased(database, journal, reference)["journal_messages"] == 1
    assert damaged.exists()


def test_while_the_bot_answers_and_where_nobody_is_meant_the_journal_stays(
    database: Database, journal: Journal, reference: str
) -> None:
    keep(journal, ALICE, "waits")
    with pytest.raises(NotFound):
        erased(database, journal, "FS-0000-00")
    with database.write() as session:
        said, _ = messages.add_visitor_message(session, ALICE, "m1", "hello", None, NOW)
        turns.queue(session, ALICE, said.seq, None, NOW)
        turns.claim(session, "worker", NOW, 30.0)
    with pytest.raises(StoreError, match="the bot is answering"):
        erased(database, journal, reference)
    assert left(journal) == ["waits"]


def test_erasing_waits_for_a_replay_and_lets_none_begin(
    database: Database, journal: Journal, reference: str, data_dir: Path
) -> None:
    other = open_journal(data_dir, database.sealer)
    eraser = threading.Thread(target=erased, args=(database, journal, reference))
    with other.replaying() as alone:
        assert alone
        eraser.start()
        eraser.join(0.2)
        assert eraser.is_alive()
    eraser.join(20)
    assert not eraser.is_alive()
    with journal.held(), other.replaying() as alone:
        assert not alone
