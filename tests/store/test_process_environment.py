from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from first_step.admissions.errors import BadSetting, MissingSecret, WeakSecret
from first_step.admissions.settings import described_settings
from first_step.store.process_environment import (
    DEVELOPMENT_SECRETS,
    ensure_development_secrets,
    process_settings,
)

from .samples import at_once, secret

SECRETS = [row.name for row in described_settings() if row.secret and not row.optional]


def production(**more: str) -> dict[str, str]:
    environ = {name: secret(number) for number, name in enumerate(SECRETS, start=1)}
    environ["FIRST_STEP_SEALING_KEYS"] = "k1:" + environ["FIRST_STEP_SEALING_KEYS"]
    return {"FIRST_STEP_ENV": "production", **environ, **more}


def test_development_makes_its_secrets_once(tmp_path: Path) -> None:
    environ = {"FIRST_STEP_DATA_DIR": str(tmp_path / "var")}
    first, second = process_settings(environ), process_settings(environ)
    assert first == second
    assert len(first.sealing_keys[0].key) == len(first.index_key) == 32
    file = tmp_path / "var" / DEVELOPMENT_SECRETS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [DEVELOPMENT_SECRETS]


def test_secrets_made_for_development_are_strong_enough_for_production(tmp_path: Path) -> None:
    made = ensure_development_secrets(tmp_path)
    process_settings({"FIRST_STEP_ENV": "production", **made})


def test_processes_that_start_at_once_get_the_same_secrets(tmp_path: Path) -> None:
    made = at_once(*[lambda: ensure_development_secrets(tmp_path / "var")] * 6)
    assert all(each == made[0] for each in made)


def test_a_secret_that_is_set_wins_in_development(tmp_path: Path) -> None:
    environ = {"FIRST_STEP_DATA_DIR": str(tmp_path), "FIRST_STEP_RASA_TOKEN": secret(9)}
    settings = process_settings(environ)
    made = ensure_development_secrets(tmp_path)
    assert settings.rasa_token == secret(9)
    assert made["FIRST_STEP_RASA_TOKEN"] != secret(9)


def test_no_file_is_made_when_all_secrets_are_set(tmp_path: Path) -> None:
    process_settings(production(FIRST_STEP_ENV="development", FIRST_STEP_DATA_DIR=str(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_production_makes_no_secrets(tmp_path: Path) -> None:
    environ = {"FIRST_STEP_ENV": "production", "FIRST_STEP_DATA_DIR": str(tmp_path)}
    with pytest.raises(MissingSecret):
        process_settings(environ)
    assert list(tmp_path.iterdir()) == []


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(secret(9) + "\n")
    environ = production(FIRST_STEP_RASA_TOKEN_FILE=str(file))
    del environ["FIRST_STEP_RASA_TOKEN"]
    assert process_settings(environ).rasa_token == secret(9)


def test_a_weak_secret_in_a_file_is_refused_in_production(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("A" * 44)
    environ = production(FIRST_STEP_RASA_TOKEN_FILE=str(file))
    del environ["FIRST_STEP_RASA_TOKEN"]
    with pytest.raises(WeakSecret):
        process_settings(environ)


def test_a_secret_set_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="both set"):
        process_settings(production(FIRST_STEP_RASA_TOKEN_FILE=str(tmp_path / "token")))


def test_a_secret_file_that_cannot_be_read_is_named_by_its_variable(tmp_path: Path) -> None:
    environ = production(FIRST_STEP_TOKEN_KEY_FILE=str(tmp_path / "nothing"))
    del environ["FIRST_STEP_TOKEN_KEY"]
    with pytest.raises(MissingSecret, match="FIRST_STEP_TOKEN_KEY_FILE"):
        process_settings(environ)


def test_a_folder_that_cannot_hold_secrets_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "var"
    blocked.write_text("a file, not a folder")
    with pytest.raises(MissingSecret, match="cannot be used"):
        process_settings({"FIRST_STEP_DATA_DIR": str(blocked)})


def test_a_secrets_file_that_lacks_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / DEVELOPMENT_SECRETS).write_text(f"FIRST_STEP_RASA_TOKEN={secret(9)}\n")
    with pytest.raises(BadSetting, match="FIRST_STEP_INDEX_KEY"):
        ensure_development_secrets(tmp_path)


def test_without_an_environment_the_process_has_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in list(os.environ):
        if name.startswith("FIRST_STEP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("FIRST_STEP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FIRST_STEP_WEB_PORT", "8123")
    assert process_settings().web_port == 8123
