from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import BadSetting
from first_step.cli import main
from first_step.desk.passwords import Passwords
from first_step.store import sign_in_secrets
from first_step.store import staff as people
from first_step.store.database import Database, open_database

from ..installation import ROOT, database_file, environment, settings_in


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main.app, words)
    return result.exit_code, result.output


def test_an_error_is_one_plain_sentence_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuses() -> None:
        raise BadSetting("port 8000 is taken")

    monkeypatch.setattr(main, "app", refuses)
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == "first-step: port 8000 is taken\n"


def test_a_setting_that_cannot_be_used_is_named_through_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name, value in environment(tmp_path, WEB_PORT="a lot").items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["first-step", "migrate"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert "FIRST_STEP_WEB_PORT" in capsys.readouterr().err


def test_a_person_is_added_with_a_password_shown_once(database: Database) -> None:
    code, shown = run("staff", "add", "sam", "--name", "Sam", "--role", "admissions")
    assert code == 0
    assert "Sign-in: sam" in shown
    with database.read() as session:
        (sam,) = people.everyone(session)
    password = shown.split("Password: ")[1].split()[0]
    assert password not in sam.password_hash
    assert (sam.name, sam.roles) == ("Sam", ("admissions",))


def test_people_are_listed_reset_and_their_access_ended(database: Database) -> None:
    run("staff", "add", "ana", "--name", "Ana", "--role", "administrator")
    run("staff", "add", "sam", "--name", "Sam", "--role", "admissions")
    with database.read() as session:
        before = people.by_login(session, "sam")
    code, shown = run("staff", "reset", "SAM")
    assert code == 0
    with database.read() as session:
        after = people.by_login(session, "sam")
    assert before is not None
    assert after is not None
    assert Passwords().match(after.password_hash, shown.split("Password: ")[1].split()[0])
    assert after.must_change_password
    assert after.password_hash != before.password_hash
    with database.write() as session:
        sign_in_secrets.put_secret(session, after.id, "JBSWY3DPEHPK3PXP")
    assert run("staff", "reset", "sam", "--second-factor")[0] == 0
    assert "no longer sign in" in run("staff", "deactivate", "sam")[1]
    assert run("staff", "deactivate", "ana")[0] != 0
    assert run("staff", "reset", "nobody")[0] != 0
    with database.read() as session:
        assert sign_in_secrets.secret_of(session, after.id) is None
        states = {each.login: each.active for each in people.everyone(session)}
    assert states == {"ana": True, "sam": False}
    listed = run("staff", "list")[1]
    assert "sam\tSam\tadmissions\tno codes\tcannot sign in" in listed


def test_a_role_that_does_not_exist_is_refused_with_those_that_do(database: Database) -> None:
    code, shown = run("staff", "add", "sam", "--name", "Sam", "--role", "boss")
    assert code == 2
    assert "boss" in shown
    with database.read() as session:
        assert people.everyone(session) == []


def test_migrating_makes_a_database_and_migrating_again_changes_nothing(folder: Path) -> None:
    database_file(folder).unlink()
    assert run("migrate")[0] == 0
    assert run("migrate")[0] == 0
    open_database(settings_in(folder)).dispose()


def test_the_real_content_passes_its_check(folder: Path) -> None:
    code, shown = run("content", "check")
    assert (code, " 0 errors" in shown) == (0, True)


def test_content_with_an_error_fails_the_check(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "content"
    for file in (ROOT / "content").rglob("*.*"):
        copy = broken / file.relative_to(ROOT / "content")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    (broken / "say" / "greet.md").unlink()
    code, shown = run("content", "check", str(broken))
    assert code == 1
    assert "greet" in shown
