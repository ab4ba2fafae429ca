"""Backups are tested by putting them back, on every kind of database."""

from __future__ import annotations

import os
import sqlite3
import stat
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from first_step.admissions.errors import SealError, StoreError
from first_step.admissions.keys import SealingKey
from first_step.admissions.settings import Settings
from first_step.store import audit, backup, conversations, dumps, messages, referrals
from first_step.store.database import open_database

from .conftest import drop_postgres, make_postgres
from .samples import KEV, NOW, SOON, contact_request, later, settings_for


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Return an installation with a journal, content and one request."""
    made = _installation(database_url, tmp_path / "first")
    (made.data_dir / "journal" / "2026").mkdir(parents=True)
    (made.data_dir / "journal" / "2026" / "1.jsonl").write_text("sealed line\n")
    made.content_dir.mkdir()
    (made.content_dir / "provider.yml").write_text("name: saved\n")
    record(made)
    return made


@pytest.fixture
def empty(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Settings]:
    """Return another installation on the same kind of database, which has no tables."""
    if database_url.startswith("sqlite"):
        yield _installation(f"sqlite:///{tmp_path}/second/first-step.db", tmp_path / "second")
        return
    server = request.getfixturevalue("postgres")
    url = make_postgres(server, "restored_" + uuid.uuid4().hex)
    yield _installation(url, tmp_path / "second")
    drop_postgres(server, url)


def _installation(database_url: str, folder: Path) -> Settings:
    folder.mkdir()
    settings = settings_for(database_url, data_dir=str(folder))
    return replace(settings, content_dir=folder / "content")


def record(settings: Settings, key: str = "request-1") -> None:
    database = open_database(settings)
    with database.write() as session:
        conversation = KEV + key
        conversations.create(session, conversation, "website", NOW)
        messages.add_visitor_message(session, conversation, key, "my name is Kevin", None, NOW)
        request = contact_request(key=key)
        referrals.record(
            session,
            request,
            conversation_id=conversation,
            channel="website",
            triage=SOON,
            due_at=NOW,
            now=NOW,
        )
        audit.write(session, "system", "test.recorded", key, NOW)
    database.dispose()


def restore(settings: Settings, file: Path, **how: bool) -> backup.Manifest:
    both = {"replace_data": False, "replace_content": False, **how}
    return backup.restore_backup(settings, file, later(60), **both)


def names(settings: Settings) -> list[str]:
    database = open_database(settings)
    with database.read() as session:
        assert audit.verify_chain(session).whole
        found = [each.name or "" for each in referrals.list_all(session)]
    database.dispose()
    return found


def events(settings: Settings) -> list[str]:
    database = open_database(settings)
    with database.read() as session:
        found = [each.event for each in audit.latest(session, 10, about=backup.ABOUT)]
    database.dispose()
    return found


def test_what_is_restored_is_what_was_saved(
    settings: Settings, empty: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "saved.backup"
    manifest = backup.make_backup(settings, file, NOW)
    assert manifest.rows["referrals"] == 1
    restore(empty, file, replace_content=True)
    _, rows = dumps.state(empty.database_url)
    # The note that it was restored is the one entry more.
    assert rows == {**manifest.rows, "audit": manifest.rows["audit"] + 1}
    assert names(empty) == ["Kevin Zebedee"]
    assert events(empty) == [backup.RESTORED]
    assert events(settings) == [backup.MADE]
    assert (empty.data_dir / "journal" / "2026" / "1.jsonl").read_text() == "sealed line\n"
    assert (empty.content_dir / "provider.yml").read_text() == "name: saved\n"
    record(empty, "request-2")
    assert len(names(empty)) == 2


def test_the_restored_audit_log_still_refuses_changes(
    settings: Settings, empty: Settings, tmp_path: Path
) -> None:
    backup.make_backup(settings, tmp_path / "saved.backup", NOW)
    restore(empty, tmp_path / "saved.backup")
    engine = create_engine(empty.database_url, future=True)
    with pytest.raises(Exception, match=r"(?i)audit"), engine.begin() as connection:
        connection.execute(text("UPDATE audit SET event = 'nothing'"))
    engine.dispose()


def test_a_database_in_use_is_replaced_only_when_told(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.backup"
    backup.make_backup(settings, file, NOW)
    record(settings, "request-2")
    (settings.content_dir / "provider.yml").write_text("name: edited since\n")
    with pytest.raises(StoreError, match="--yes"):
        restore(settings, file)
    assert len(names(settings)) == 2
    restore(settings, file, replace_data=True)
    assert len(names(settings)) == 1
    assert (settings.content_dir / "provider.yml").read_text() == "name: edited since\n"
    aside = [each.name for each in settings.data_dir.glob("journal.before-*")]
    assert len(aside) == 1


def test_a_backup_is_for_its_owner_alone_holds_no_key_and_is_never_overwritten(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "saved.backup"
    (settings.data_dir / "development-secrets.env").write_text("FIRST_STEP_INDEX_KEY=secret")
    manifest = backup.make_backup(settings, file, NOW)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert manifest.key_ids == ("k1",)
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["manifest.json", *manifest.files]
    assert not [name for name in manifest.files if "secret" in name]
    before = file.read_bytes()
    with pytest.raises(StoreError, match="not overwritten"):
        backup.make_backup(settings, file, NOW)
    assert file.read_bytes() == before
    assert [each for each in os.listdir(tmp_path) if each.startswith(".backup")] == []


def test_a_backup_of_other_keys_is_refused_before_anything_is_touched(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "saved.backup"
    backup.make_backup(settings, file, NOW)
    key = settings.sealing_keys[0]
    for other, says in (
        (replace(settings, sealing_keys=(SealingKey("k2", key.key),)), "k1"),
        (replace(settings, index_key=b"x" * 32), "FIRST_STEP_INDEX_KEY"),
        (replace(settings, sealing_keys=(SealingKey("k1", b"y" * 32),)), "sealed"),
    ):
        with pytest.raises(SealError, match=says):
            restore(other, file, replace_data=True)
    assert names(settings) == ["Kevin Zebedee"]


def test_a_changed_or_shortened_backup_is_refused(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "saved.backup"
    backup.make_backup(settings, file, NOW)
    cut = tmp_path / "cut.backup"
    cut.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    other = tmp_path / "other.backup"
    with tarfile.open(file) as source, tarfile.open(other, "w:gz") as target:
        for member in source:
            body = source.extractfile(member)
            assert body is not None
            if member.name == "content/provider.yml":
                (tmp_path / "forged").write_text("name: forgd\n")
                target.add(tmp_path / "forged", member.name)
                continue
            target.addfile(member, body)
    not_one = tmp_path / "not.backup"
    not_one.write_text("something else")
    for damaged in (cut, other, not_one):
        with pytest.raises(StoreError):
            restore(settings, damaged, replace_data=True)
    assert names(settings) == ["Kevin Zebedee"]


def test_a_backup_is_one_moment_of_a_database_in_use(settings: Settings, tmp_path: Path) -> None:
    database = open_database(settings)
    with database.write() as session:
        # Not committed yet: in no backup, whatever files the engine has written already.
        conversations.create(session, "unfinished", "website", NOW)
        session.flush()
        revision, rows = dumps.dump(settings.database_url, tmp_path / "moment")
    database.dispose()
    assert (revision, rows["conversations"]) == (backup.NEEDED, 1)


def test_a_damaged_sqlite_copy_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "damaged.db"
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE rows (words TEXT)")
        made.executemany("INSERT INTO rows VALUES (?)", [("word" * 100,)] * 200)
        made.commit()
    body = bytearray(file.read_bytes())
    body[4096:8192] = b"\xff" * 4096
    file.write_bytes(body)
    with pytest.raises(StoreError, match="damaged"):
        dumps.refuse_damaged(file)
