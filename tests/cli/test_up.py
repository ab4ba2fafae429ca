from __future__ import annotations

import shutil
import stat
from io import StringIO
from pathlib import Path

import pytest
import yaml
from rich.console import Console

from first_step.admissions.errors import (
    BadSetting,
    ConfigurationError,
    ModelRefused,
    UnderstandingError,
)
from first_step.admissions.settings import Settings
from first_step.cli import up
from first_step.cli.model_fingerprint import project_fingerprint, remember_refusal, write_note
from first_step.cli.rasa_endpoints import endpoints_file
from first_step.cli.up import Greeting, first_sign_in, processes, refuse_unwritable
from first_step.desk.passwords import Passwords
from first_step.store import audit
from first_step.store import staff as people
from first_step.store.database import Database

from ..installation import ROOT, database_file, settings_in


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    refuse_unwritable(tmp_path / "deep" / "down")
    assert list((tmp_path / "deep" / "down").iterdir()) == []


def test_a_folder_that_cannot_be_written_names_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    for folder in (file, file / "below"):
        with pytest.raises(BadSetting, match="FIRST_STEP_DATA_DIR"):
            refuse_unwritable(folder)


def test_a_folder_that_even_root_cannot_write_is_refused() -> None:
    with pytest.raises(BadSetting, match="cannot write in /proc"):
        refuse_unwritable(Path("/proc"))


def test_three_processes_are_started_where_the_settings_say(tmp_path: Path) -> None:
    more = {"WEB_PORT": "8123", "RASA_URL": "http://127.0.0.1:5123"}
    started = processes(ROOT, settings_in(tmp_path, **more))
    assert [each.name for each in started] == ["web", "actions", "rasa"]
    assert [each.health for each in started] == [
        "http://127.0.0.1:8123/healthz",
        "http://127.0.0.1:5055/health",
        "http://127.0.0.1:5123/webhooks/front_door/",
    ]
    assert "8123" in started[0].command


def test_no_secret_stands_on_a_command_line(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    words = " ".join(word for each in processes(ROOT, settings) for word in each.command)
    assert settings.rasa_token not in words


def test_the_first_sign_in_is_made_once_and_kept_hashed(database: Database) -> None:
    made = first_sign_in(database)
    assert made
    assert first_sign_in(database) is None
    login, password = made
    with database.read() as session:
        (person,) = people.everyone(session)
        assert (person.login, set(person.roles)) == (login, set(up.ADMIN_ROLES))
        assert Passwords().match(person.password_hash, password)
        assert audit.verify_chain(session).whole


def test_a_database_that_is_away_when_all_is_ready_ends_nothing_and_the_sign_in_comes_later(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Console(file=StringIO(), width=200)
    monkeypatch.setattr(up, "console", out)
    greeting = Greeting(settings_in(folder), database)
    file = database_file(folder)
    database.dispose()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    assert [greeting.was_said() for _ in range(2)] == [False, False]
    file.rmdir()
    file.with_suffix(".away").rename(file)
    assert greeting.was_said()
    said = out.file.getvalue()  # type: ignore[attr-defined]
    assert said.count("have to wait") == 1
    assert said.count("First sign-in") == 1


def test_rasa_is_started_with_the_projects_own_endpoints(tmp_path: Path) -> None:
    assert endpoints_file(ROOT, settings_in(tmp_path)) == ROOT / "endpoints.yml"


def test_when_the_action_server_moved_a_copy_says_where(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "new", ACTION_URL="http://127.0.0.1:5999")
    copy = endpoints_file(ROOT, settings)
    assert copy.parent == tmp_path / "new"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    written = yaml.safe_load(copy.read_text())
    original = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    assert written.pop("action_endpoint") == {"url": "http://127.0.0.1:5999/webhook"}
    original.pop("action_endpoint")
    assert written == original


def watch_training(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    trained: list[Path] = []
    monkeypatch.setattr(
        up, "train_into_service", lambda root, model, data_dir: trained.append(model)
    )
    return trained


def test_in_production_a_missing_model_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match="first-step train"):
        up._ensure_model(tmp_path, settings_in(tmp_path), retrain=True)


def test_a_current_model_is_served_without_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = watch_training(monkeypatch)
    settings = settings_in(tmp_path)
    settings.model.parent.mkdir()
    settings.model.write_text("a model")
    write_note(settings.model, project_fingerprint(tmp_path))
    up._ensure_model(tmp_path, settings, retrain=True)
    assert trained == []


def test_in_development_an_outdated_model_is_trained_again_unless_told_not_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = watch_training(monkeypatch)
    settings = settings_in(tmp_path, ENV="development")
    settings.model.parent.mkdir()
    settings.model.write_text("an old model")
    up._ensure_model(tmp_path, settings, retrain=False)
    assert trained == []
    up._ensure_model(tmp_path, settings, retrain=True)
    settings.model.unlink()
    up._ensure_model(tmp_path, settings, retrain=False)
    assert trained == [settings.model, settings.model]


def refuse_training(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let training end at the gate, as `train_into_service` does, and count how often."""
    trained: list[Path] = []

    def refused(root: Path, model: Path, data_dir: Path) -> None:
        trained.append(model)
        remember_refusal(model, project_fingerprint(root), "danger caught 1 of 2", "today")
        raise ModelRefused("danger caught 1 of 2")

    monkeypatch.setattr(up, "train_into_service", refused)
    return trained


def outdated_model(root: Path, **more: str) -> Settings:
    settings = settings_in(root, **more)
    settings.model.parent.mkdir()
    settings.model.write_text("an old model")
    write_note(settings.model, "older data")
    return settings


def test_when_the_gate_refuses_the_old_model_is_served_and_it_is_said_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trained = refuse_training(monkeypatch)
    settings = outdated_model(tmp_path, ENV="development")
    for _ in range(3):
        up._ensure_model(tmp_path, settings, retrain=True)
        said = capsys.readouterr().out
        assert "OUT OF DATE" in said
        assert "danger caught 1 of 2" in said
    assert trained == [settings.model]
    assert settings.model.read_text() == "an old model"


def test_when_the_data_change_again_there_is_training_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = refuse_training(monkeypatch)
    settings = outdated_model(tmp_path, ENV="development")
    up._ensure_model(tmp_path, settings, retrain=True)
    (tmp_path / "config.yml").write_text("language: en")
    up._ensure_model(tmp_path, settings, retrain=True)
    assert len(trained) == 2


def test_in_production_a_refused_training_lets_the_old_model_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = outdated_model(tmp_path)
    with pytest.raises(UnderstandingError, match="first-step train"):
        up._ensure_model(tmp_path, settings, retrain=True)
    remember_refusal(settings.model, project_fingerprint(tmp_path), "less safe", "today")
    up._ensure_model(tmp_path, settings, retrain=True)


def test_a_first_model_that_is_refused_stops_the_start_and_is_not_trained_in_a_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = refuse_training(monkeypatch)
    settings = settings_in(tmp_path, ENV="development")
    settings.model.parent.mkdir()
    for _ in range(2):
        with pytest.raises(ModelRefused, match=r"no trained model yet.*danger caught 1 of 2"):
            up._ensure_model(tmp_path, settings, retrain=True)
    assert len(trained) == 1


def test_a_damaged_model_does_not_serve_because_training_was_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_training(monkeypatch)
    settings = outdated_model(tmp_path, ENV="development")
    settings.model.write_text("an old mod")
    with pytest.raises(ModelRefused, match="damaged"):
        up._ensure_model(tmp_path, settings, retrain=True)


def test_content_that_may_not_be_shown_stops_the_start(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    card = content / "crisis" / "overdose.md"
    card.write_text(card.read_text().replace("999", "the number"))
    with pytest.raises(ConfigurationError, match="first-step content check"):
        up._check_content(settings_in(tmp_path, CONTENT_DIR=str(content)))
