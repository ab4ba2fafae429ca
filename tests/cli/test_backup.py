from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import StoreError
from first_step.cli.main import app
from first_step.store import conversations
from first_step.store.database import Database

from ..reception.channels.provider_stand_in import StandIn
from ..store.samples import KEV, NOW


@pytest.fixture(autouse=True)
def _no_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Point at a port where nothing listens, whatever else runs on this machine."""
    monkeypatch.setenv("FIRST_STEP_WEB_PORT", "9")
    monkeypatch.setenv("FIRST_STEP_RASA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FIRST_STEP_ACTION_URL", "http://127.0.0.1:9")


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


@pytest.mark.parametrize("setting", ["RASA_URL", "ACTION_URL"])
def test_nothing_is_put_back_under_a_process_that_runs(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    file = str(folder / "saved.backup")
    assert CliRunner().invoke(app, ["backup", file]).exit_code == 0
    with database.write() as session:
        conversations.create(session, KEV, "website", NOW)
    running = StandIn(lambda call: (200, {}))
    monkeypatch.setenv(f"FIRST_STEP_{setting}", running.url)
    result = CliRunner().invoke(app, ["restore", file, "--yes"])
    running.stop()
    assert "stop every process first" in str(result.exception)
    with database.read() as session:
        assert conversations.get(session, KEV) is not None
