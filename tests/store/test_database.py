from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text

from first_step.admissions.errors import (
    BadSetting,
    MissingSecret,
    SchemaOutOfDate,
    StoreUnavailable,
)
from first_step.admissions.settings import read_settings
from first_step.store import conversations, engine
from first_step.store.database import Database, open_database
from first_step.store.revision import NEEDED

from .samples import KEV, NOW, add_conversation, at_once, settings_for

NOBODY = 65534


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Let this process write nothing in a folder, also when root runs the tests."""
    user = os.geteuid()
    folder.chmod(0o555)
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        folder.chmod(0o755)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user can enter; those of pytest are for one user alone."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_development_makes_a_missing_file_by_itself(tmp_path: Path) -> None:
    file = tmp_path / "var" / "first-step.db"
    opened = open_database(settings_for(sqlite_url(file), "development"))
    opened.ping()
    with opened.write() as session:
        add_conversation(session)
    opened.dispose()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_processes_of_a_first_start_may_make_the_file_at_once(tmp_path: Path) -> None:
    settings = settings_for(sqlite_url(tmp_path / "first-step.db"), "development")

    def start() -> None:
        opened = open_database(settings)
        opened.ping()
        opened.dispose()

    at_once(*[start] * 4)


def test_production_does_not_make_a_file(tmp_path: Path) -> None:
    file = tmp_path / "first-step.db"
    with pytest.raises(SchemaOutOfDate):
        open_database(settings_for(sqlite_url(file)))
    assert not file.exists()


def test_production_makes_it_when_asked_to_migrate(tmp_path: Path) -> None:
    settings = settings_for(sqlite_url(tmp_path / "first-step.db"))
    open_database(settings, migrate=True).dispose()
    open_database(settings).dispose()


def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "first-step.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    for env in ("production", "development"):
        with pytest.raises(SchemaOutOfDate):
            open_database(settings_for(sqlite_url(file), env))


@pytest.mark.parametrize("revision", [f"{int(NEEDED) - 1:04d}", f"{int(NEEDED) + 2:04d}", "abcd"])
def test_another_revision_is_refused(database: Database, database_url: str, revision: str) -> None:
    set_revision(database, revision)
    with pytest.raises(SchemaOutOfDate):
        open_database(settings_for(database_url))


def test_the_next_revision_is_accepted_for_it_keeps_this_code_running(
    database: Database, database_url: str
) -> None:
    set_revision(database, f"{int(NEEDED) + 1:04d}")
    open_database(settings_for(database_url)).dispose()


def set_revision(database: Database, revision: str) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        open_database(settings_for("postgresql://nobody@127.0.0.1:1/nothing"))


def test_a_folder_that_does_not_exist_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        open_database(settings_for(sqlite_url(tmp_path / "no" / "first-step.db")))


def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    file = tmp_path / "first-step.db"
    file.write_text("these are notes, not a database, and they are longer than a header" * 20)
    with pytest.raises(StoreUnavailable):
        open_database(settings_for(sqlite_url(file)))


@pytest.mark.parametrize("migrate", [False, True])
def test_no_file_can_be_made_in_a_read_only_folder(open_folder: Path, migrate: bool) -> None:
    settings = settings_for(sqlite_url(open_folder / "first-step.db"), "development")
    with read_only(open_folder), pytest.raises(StoreUnavailable):
        open_database(settings, migrate=migrate)


def test_a_database_in_a_folder_that_became_read_only_is_unavailable(open_folder: Path) -> None:
    settings = settings_for(sqlite_url(open_folder / "first-step.db"))
    open_database(settings, migrate=True).dispose()
    with read_only(open_folder), pytest.raises(StoreUnavailable):
        open_database(settings)


def test_a_database_in_memory_is_no_setting() -> None:
    with pytest.raises(BadSetting):
        open_database(settings_for("sqlite://"))


def test_a_database_is_not_opened_without_keys() -> None:
    with pytest.raises(MissingSecret):
        open_database(read_settings({}))


def test_a_database_that_goes_away_is_unavailable_and_comes_back(
    database: Database, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("a file can be moved away, a server cannot")
    file = Path(database_url.removeprefix("sqlite:///"))
    database.dispose()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    with pytest.raises(StoreUnavailable):
        database.ping()
    file.rmdir()
    file.with_suffix(".away").rename(file)
    database.ping()


def test_a_file_that_was_damaged_and_is_whole_again_is_read_though_nobody_writes(
    with_kev: Database, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("a file can be damaged for a while, a server cannot")
    file = Path(database_url.removeprefix("sqlite:///"))
    # To close the file would give up SQLite's own locks of this process on it.
    with file.open("r+b", buffering=0) as stream, closing(sqlite3.connect(file)) as other:
        other.execute("PRAGMA user_version = 1")  # nobody goes on with pages that they remember
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole = stream.read()
        stream.seek(0)
        stream.write(b"x" * len(whole))
        with pytest.raises(StoreUnavailable):
            with_kev.ping()
        stream.seek(0)
        stream.write(whole)
        with with_kev.read() as session:
            assert conversations.get(session, KEV) is not None


def test_what_a_reading_session_changes_is_not_kept(database: Database) -> None:
    with database.read() as session:
        add_conversation(session)
    with database.read() as session:
        assert conversations.get(session, KEV) is None


def test_readers_are_not_held_up_by_a_writer(database: Database) -> None:
    with database.write() as writer:
        add_conversation(writer)
        with database.read() as reader:
            assert conversations.get(reader, KEV) is None


def test_a_writer_of_another_process_that_never_ends_is_unavailable(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, not the database")
    monkeypatch.setattr(engine, "WAIT_SECONDS", 0.1)
    impatient = open_database(settings_for(database_url))
    with database.write() as writer:
        add_conversation(writer)
        with pytest.raises(StoreUnavailable), impatient.write() as session:
            add_conversation(session, "other")
    impatient.dispose()


def test_writers_of_one_process_wait_for_each_other(database: Database) -> None:
    if database._queue is None:
        pytest.skip("PostgreSQL locks rows, not the database")
    entered = threading.Event()

    def second() -> None:
        with database.write() as session:
            add_conversation(session, "second")
        entered.set()

    thread = threading.Thread(target=second)
    with database.write() as session:
        add_conversation(session, "first")
        thread.start()
        assert not entered.is_set()
    thread.join()
    assert entered.is_set()


def test_moments_need_a_zone(database: Database) -> None:
    with pytest.raises(Exception, match="time zone"), database.write() as session:
        conversations.create(session, KEV, "website", NOW.replace(tzinfo=None))
