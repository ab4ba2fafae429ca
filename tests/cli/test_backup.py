from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import StoreError
from first_step.cli.main import app
from first_step.store import conversations
from first_step.store.database import Database

from ..store.samples import KEV, NOW


def test_a_backup_says_which_keys_it_needs_and_is_put_back(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    with database.write() as session:
        conversations.create(session, KEV, "website", NOW)
    file = str(tmp_path / "saved.backup")
    made = CliRunner().invoke(app, ["backup", file])
    assert made.exit_code == 0, made.output
    assert "1  conversations" in made.output
    assert "the keys k1" in made.output
    fits = CliRunner().invoke(app, ["restore", file, "--check"])
    assert "It fits" in fits.output
    refused = CliRunner().invoke(app, ["restore", file])
    assert isinstance(refused.exception, StoreError)
    with database.write() as session:
        conversations.create(session, "written-since", "website", NOW)
    back = CliRunner().invoke(app, ["restore", file, "--yes"])
    assert back.exit_code == 0, back.output
    assert "audit log is whole" in back.output
    with database.read() as session:
        assert conversations.get(session, KEV) is not None
        assert conversations.get(session, "written-since") is None


def test_a_backup_where_nothing_can_be_written_is_one_sentence(
    folder: Path, tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    result = CliRunner().invoke(app, ["backup", str(tmp_path / "file" / "saved.backup")])
    assert isinstance(result.exception, StoreError)
