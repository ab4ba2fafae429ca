from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from first_step.admissions.errors import JournalError, StoreUnavailable
from first_step.content.live import LiveLibrary
from first_step.reception.incoming import Incoming
from first_step.reception.intake import Intake, NotKept
from first_step.reception.journal import DEAD_KEPT_SECONDS, Journal, Kept
from first_step.reception.journal_replay import JournalReplay
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.reception.words import Words
from first_step.store import alerts, conversations, messages, turns
from first_step.store.database import Database, open_database

from .fakes import FakeClock, FakeReader
from .house import settings_for

ALICE, BOB = "a" * 32, "b" * 32
SECRET = "wolverhampton-aunt-margaret"


@dataclass
class Door:
    """An intake with a journal and its replayer over a real database."""

    database: Database
    folder: Path
    journal: Journal
    intake: Intake
    replay: JournalReplay
    metrics: Metrics

    def says(self, text: str, id: str, conversation: str = ALICE, new: bool = False) -> str | None:
        """Return the last answer when the message was not stored."""
        outcome = self.intake.receive(conversation, Incoming(id, text), "website", may_create=new)
        return outcome.replies[-1].answer if isinstance(outcome, NotKept) else None

    def texts(self, conversation: str = ALICE) -> list[str]:
        with self.database.read() as session:
            said = messages.latest(session, conversation, 50, "visitor")
        return [each.text for each in said]

    def counted(self, outcome: str) -> float:
        name = "first_step_journal_total"
        return self.metrics.registry.get_sample_value(name, {"outcome": outcome}) or 0.0


@pytest.fixture
def door(data_dir: Path, library: LiveLibrary) -> Iterator[Door]:
    database = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    with database.write() as session:
        conversations.create(session, ALICE, "website", FakeClock()())
    folder, metrics, threads = data_dir / "journal", Metrics(), Threads("test", 1)
    journal = Journal(folder, database.sealer)
    intake = Intake(database, FakeReader(), Words(library), metrics, FakeClock(), journal)
    replay = JournalReplay(journal, intake, threads, metrics, lambda _: None)
    yield Door(database, folder, journal, intake, replay, metrics)
    threads.close()
    database.dispose()


def _away(patch: pytest.MonkeyPatch) -> None:
    def away(_: Database) -> None:
        raise StoreUnavailable("away")

    patch.setattr(Database, "read", away)
    patch.setattr(Database, "write", away)


def test_what_is_said_without_a_database_is_stored_in_order_when_it_is_back(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [f"message {number}" for number in range(5)]
    with monkeypatch.context() as patch:
        _away(patch)
        for number, text in enumerate(said):
            assert door.says(text, f"m{9 - number}") == "system/not_seen_yet"
        assert door.replay.replay() == []
        assert len(door.journal.names()) == 5
    assert door.replay.replay() == [ALICE] * 5
    assert door.texts() == said
    assert door.journal.names() == []
    with door.database.read() as session:
        assert turns.waiting_count(session) == 5


def test_messages_are_kept_also_after_somebody_moved_the_journal_aside(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.folder.rename(door.folder.with_name("journal.before"))
    assert door.journal.names() == []  # what /readyz asks for
    assert door.replay.replay() == []
    with monkeypatch.context() as patch:
        _away(patch)
        assert door.says("hello", "m1") == "system/not_seen_yet"
    assert door.folder.stat().st_mode & 0o077 == 0
    assert door.replay.replay() == [ALICE]
    assert door.texts() == ["hello"]


def test_a_client_that_repeats_and_the_replayer_store_a_message_once(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _away(patch)
        assert [door.says("hello", "m1") for _ in range(3)] == ["system/not_seen_yet"] * 3
        assert len(door.journal.names()) == 1
    assert door.says("hello", "m1") is None
    door.replay.replay()
    assert door.says("hello", "m1") is None
    assert door.texts() == ["hello"]
    assert door.counted("repeated") == 1


def test_danger_in_the_journal_alerts_staff_when_it_is_stored(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _away(patch)
        door.says("he has gone blue", "m1")
    door.replay.replay()
    with door.database.read() as session:
        assert [alert.band for alert in alerts.unacknowledged(session)] == ["act"]


def test_a_conversation_that_was_never_stored_is_made_by_the_replay(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        _away(patch)
        door.says("hello", "m1", BOB, new=True)
    door.replay.replay()
    assert door.texts(BOB) == ["hello"]


def test_what_can_never_be_stored_is_set_aside_loudly_and_holds_nothing_up(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patch:
        _away(patch)
        door.intake.receive(ALICE, Incoming("t1", "", "flow:review=send"), "website")
        door.says(SECRET, "m1", BOB)
        door.says("hello", "m2")
        damaged = door.folder / f"{0:020d}-{'0' * 32}.sealed"
        damaged.write_text("k1:half")
    door.replay.replay()
    assert door.texts() == ["hello"]
    assert (door.counted("dead"), door.journal.names()) == (3, [])
    assert all(name in caplog.text for name in ("NotOffered", "NotFound", "SealError"))
    assert SECRET not in caplog.text
    dead = list((door.folder / "dead").iterdir())
    assert len(dead) == 3
    for each in dead:
        os.utime(each, (0, 0))
    assert DEAD_KEPT_SECONDS > 0
    door.replay.replay()
    assert list((door.folder / "dead").iterdir()) == []


def test_the_journal_of_a_process_that_is_gone_is_replayed_by_another(
    door: Door, data_dir: Path
) -> None:
    other = Journal(data_dir / "journal", door.database.sealer)
    other.keep(Kept(ALICE, Incoming("m1", "hello"), "website", False))
    (door.folder / "half.123.begun").write_text("k1:ha")
    os.utime(door.folder / "half.123.begun", (0, 0))
    door.replay.replay()
    assert door.texts() == ["hello"]
    door.replay.replay()
    assert list(door.folder.glob("*.begun")) == []


def test_while_another_process_replays_nothing_is_done_twice(door: Door, data_dir: Path) -> None:
    door.journal.keep(Kept(ALICE, Incoming("m1", "hello"), "website", False))
    with Journal(data_dir / "journal", door.database.sealer).replaying() as alone:
        assert alone
        assert door.replay.replay() == []
    assert door.replay.replay() == [ALICE]


def test_words_are_sealed_and_files_are_for_the_owner_alone(door: Door) -> None:
    door.journal.keep(Kept(ALICE, Incoming("m1", SECRET), "website", False))
    (name,) = door.journal.names()
    file = door.folder / name
    assert SECRET.encode() not in file.read_bytes()
    assert ALICE not in name
    assert (file.stat().st_mode & 0o777, door.folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_full_journal_refuses_loudly_and_the_visitor_is_told_the_truth(
    door: Door, data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(door.journal, "_most", 1)
    _away(monkeypatch)
    assert door.says("one", "m1") == "system/not_seen_yet"
    assert door.says("two", "m2") == "system/not_kept"
    assert door.says("one", "m1") == "system/not_seen_yet"
    assert door.counted("refused") == 1
    assert "the journal is full" in caplog.text


def test_a_folder_that_cannot_be_written_stops_the_start(door: Door, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "file" / "journal", door.database.sealer)
