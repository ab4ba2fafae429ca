"""The doctor on installations that are broken, one way each."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from first_step.admissions.settings import read_settings
from first_step.cli import doctor
from first_step.cli.examinations import servers
from first_step.cli.examinations.finding import Finding, has_remedy, remedy_for
from first_step.cli.main import app
from first_step.store import conversations, messages, turns
from first_step.store.database import Database
from first_step.store.process_environment import DEVELOPMENT_SECRETS
from tests.reception.channels.provider_stand_in import StandIn
from tests.reception.fake_rasa import FakeRasa

from ..installation import database_file, secret, take_database_away

KEV_SAID = "wolverhampton"


@pytest.fixture(autouse=True)
def _no_servers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point at ports where nothing listens, whatever else runs on this machine."""
    monkeypatch.setenv("FIRST_STEP_WEB_PORT", "9")
    monkeypatch.setenv("FIRST_STEP_RASA_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("FIRST_STEP_ACTION_URL", "http://127.0.0.1:9")


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    yield fake
    fake.stop()


def found(*words: str) -> dict[str, dict[str, str]]:
    """Return the doctor's findings by subject, a bad one before others of the subject."""
    result = CliRunner().invoke(app, ["doctor", "--json", *words])
    rows = json.loads(result.output)
    assert result.exit_code == (1 if any(row["state"] == "bad" for row in rows) else 0)
    assert all(has_remedy(row["subject"]) for row in rows if row["state"] == "bad")
    return {row["subject"]: row for row in sorted(rows, key=lambda row: row["state"] == "bad")}


def bad(*words: str) -> set[str]:
    return {subject for subject, row in found(*words).items() if row["state"] == "bad"}


SERVERS = {"web", "rasa", "actions"}
# In the folder of a test there is no model, reviewer, receiver or server.
ALWAYS = {"model", "review", "notices"} | SERVERS


def test_a_new_installation_lacks_only_what_was_not_started(database: Database) -> None:
    assert bad() == ALWAYS


def test_for_people_it_prints_what_a_bad_thing_means_what_to_do_and_all_that_is_bad_last(
    database: Database,
) -> None:
    result = CliRunner().invoke(app, ["doctor"])
    lines = result.output.splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("BAD   web: "))
    assert lines[place + 1].startswith("        means  Visitors see the widget's own help")
    assert lines[place + 2].startswith("        do     ")
    assert lines[-1].endswith(  # notices are two
        f"{len(ALWAYS) + 1} bad: model, review, notices, web, rasa, actions"
    )


def test_a_database_that_is_away_is_said_once_and_nothing_else_is_blamed_for_it(
    folder: Path,
) -> None:
    take_database_away(folder)
    now = found()
    assert bad() == ALWAYS | {"database"}
    for subject in ("clock", "alerts"):
        assert (now[subject]["state"], "stands in the database" in now[subject]["words"]) == (
            "note",
            True,
        )
    assert now["content"]["state"] == "ok"


@pytest.mark.parametrize("env", ["production", "development"])
def test_a_missing_database_is_not_made_by_looking_for_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, env: str
) -> None:
    monkeypatch.setenv("FIRST_STEP_ENV", env)
    database_file(folder).unlink()
    assert "there is no file" in found()["database"]["words"]
    assert not database_file(folder).exists()


def test_a_page_that_nobody_asks_for_is_damaged(folder: Path, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE last_of_all (what TEXT)")
        session.connection().exec_driver_sql("INSERT INTO last_of_all VALUES ('nothing')")
    database.dispose()
    assert "database" not in bad()
    with database_file(folder).open("r+b") as file:
        file.seek(-4096, os.SEEK_END)
        file.write(b"\xaa" * 4096)
    assert "Restoring" in found()["database"]["action"]


def test_a_database_of_newer_code_is_not_told_to_migrate(folder: Path, database: Database) -> None:
    for revision, action in (("0003", "first-step migrate"), ("0099", "newer version of the code")):
        with database.write() as session:
            session.connection().exec_driver_sql(
                f"UPDATE alembic_version SET version_num = '{revision}'"
            )
        assert action in found()["database"]["action"]


def test_a_database_that_another_program_holds_is_told_from_one_that_is_away(
    database: Database,
) -> None:
    with database.write() as session:
        session.connection()  # takes the write lock
        row = found()["database"]
    assert ("locked" in row["words"], "fuser" in row["action"]) == (True, True)


def test_a_database_that_takes_no_writes_is_bad(folder: Path, database: Database) -> None:
    with database.write() as session:
        session.connection().exec_driver_sql(
            "CREATE TRIGGER full BEFORE UPDATE ON audit_head "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    assert "database" in bad()


def test_the_wrong_sealing_key_is_noticed_by_what_it_does_not_open(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(timezone.utc)
    with database.write() as session:
        conversations.create(session, "kev-conversation", "website", now)
        messages.add_visitor_message(session, "kev-conversation", "m1", KEV_SAID, None, now)
    assert found()["keys"]["state"] == "ok"
    monkeypatch.setenv("FIRST_STEP_SEALING_KEYS", "k1:" + secret(77))
    assert found()["keys"] | {"meaning": "", "action": ""} == {
        "subject": "keys",
        "state": "bad",
        "words": "cannot open messages",
        "meaning": "",
        "action": "",
    }


@pytest.mark.parametrize(("minutes", "well"), [(1, True), (3, False)])
def test_a_message_that_waits_for_minutes_is_bad(
    database: Database, minutes: int, well: bool
) -> None:
    then = datetime.now(timezone.utc) - timedelta(minutes=minutes)
    with database.write() as session:
        conversations.create(session, "kev-conversation", "website", then)
        message, _ = messages.add_visitor_message(
            session, "kev-conversation", "m1", KEV_SAID, None, then
        )
        turns.queue(session, "kev-conversation", message.seq, None, then)
    row = found()["turns"]
    assert (row["state"] == "ok", KEV_SAID in str(row)) == (well, False)


def test_messages_outside_the_database_are_counted(folder: Path, database: Database) -> None:
    (folder / "journal" / "dead").mkdir(parents=True)
    assert found()["journal"]["state"] == "ok"
    (folder / "journal" / "dead" / "1-a.sealed").write_text("")
    row = found()["journal"]
    assert (row["state"], row["words"]) == (
        "bad",
        "0 messages wait outside the database, 1 set aside",
    )


def test_redis_is_looked_at_only_where_it_is_set(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "redis" not in found()
    monkeypatch.setenv("FIRST_STEP_REDIS_URL", "redis://127.0.0.1:9/0")
    assert found()["redis"]["state"] == "bad"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FIRST_STEP_WEB_PORT", "a lot"),
        ("FIRST_STEP_SEALING_KEYS", "nonsense"),
        ("FIRST_STEP_RASA_TOKEN", ""),
        ("FIRST_STEP_RASA_TOKEN", "changeme"),
    ],
)
def test_settings_that_cannot_be_used_are_a_finding_for_a_monitor_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    (row,) = found().values()
    assert (row["subject"], name in row["words"]) == ("start", True)


def test_whoever_may_not_look_is_told_to_be_the_user_of_the_processes(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = PermissionError(errno.EACCES, "Permission denied", str(folder))

    def closed(_: Path) -> bool:
        raise refused

    with monkeypatch.context() as patch:  # root, who runs tests in places, may look everywhere
        patch.setattr(Path, "exists", closed)
        row = found()["disk"]
        assert ("Permission denied" in row["words"], "sudo -u" in row["action"]) == (True, True)
    monkeypatch.setenv("FIRST_STEP_ENV", "development")
    monkeypatch.delenv("FIRST_STEP_INDEX_KEY")
    monkeypatch.setattr(Path, "exists", closed)
    (row,) = found().values()
    assert (row["subject"], "sudo -u" in row["action"]) == ("start", True)


def test_lost_secrets_are_noticed_before_new_ones_are_made(
    folder: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRST_STEP_ENV", "development")
    for name in ("SEALING_KEYS", "INDEX_KEY", "TOKEN_KEY", "RASA_TOKEN"):
        monkeypatch.delenv(f"FIRST_STEP_{name}")
    (row,) = found().values()
    assert (row["subject"], DEVELOPMENT_SECRETS in row["words"]) == ("start", True)
    assert not (folder / DEVELOPMENT_SECRETS).exists()


def test_what_breaks_in_an_unforeseen_way_does_not_stop_the_doctor(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> list[object]:
        raise RecursionError(KEV_SAID)

    monkeypatch.setattr(doctor, "_PRODUCT", (("content", broken),))
    now = found()
    assert now["content"]["words"] == "could not be looked at (RecursionError)"
    assert now["disk"]["state"] == "ok"


def test_rasa_with_another_token_is_told_from_one_that_is_down(
    database: Database, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not running there" in found()["rasa"]["words"]
    monkeypatch.setenv("FIRST_STEP_RASA_URL", rasa.url)
    rasa.status = 400
    assert found()["rasa"]["words"] == "answers, and knows the token"
    assert rasa.tokens[-1] == f"Bearer {os.environ['FIRST_STEP_RASA_TOKEN']}"
    rasa.status = 401
    assert "refuses the token" in found()["rasa"]["words"]
    rasa.status = 503
    assert found()["rasa"]["words"] == "answers, and a message with 503"


def test_a_stranger_on_a_port_is_told_from_a_server_of_ours(database: Database) -> None:
    stranger = StandIn(lambda call: (404, {}))
    row = found("--web", stranger.url)["web"]
    stranger.stop()
    assert ("another program" in row["words"], "ss -ltnp" in row["action"]) == (True, True)


def test_what_to_do_follows_the_cause_and_means_the_same() -> None:
    plain = remedy_for(Finding("database", False, "no connection became free in time"))
    readonly = remedy_for(Finding("database", False, "attempt to write a readonly database"))
    assert (plain.meaning == readonly.meaning, plain.action == readonly.action) == (True, False)


def test_a_server_that_hangs_is_told_from_one_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        finding = servers.answering("rasa", f"http://127.0.0.1:{deaf.getsockname()[1]}/")
    assert (finding.well, "hung, or very busy" in finding.words) == (False, True)


@pytest.mark.parametrize(
    ("ready", "well", "words"),
    [
        ((200, {"database": "ok", "rasa": "ok"}), True, "lives, with all its parts"),
        ((503, {"database": "away", "rasa": "ok"}), False, "away: database"),
        ((404, None), True, "lives"),
        ((200, None), False, "cannot say"),
    ],
)
def test_the_web_process_itself_is_asked_what_it_misses_wherever_it_is(
    database: Database, ready: tuple[int, Any], well: bool, words: str
) -> None:
    web = StandIn(lambda call: ready if call.path == "/readyz" else (200, {}))
    row = found("--web", web.url)["web"]
    web.stop()
    assert (row["state"] == "ok", words in row["words"]) == (well, True)


@pytest.mark.parametrize(("env", "well"), [("production", False), ("development", None)])
def test_that_nobody_is_told_of_requests_is_bad_in_production(env: str, well: bool | None) -> None:
    settings = replace(read_settings({}), env=env)
    findings = doctor._notices(settings)
    assert [finding.well for finding in findings] == [well, well]
    assert "nobody is told of requests" in findings[0].words


def test_a_mail_server_that_cannot_be_reached_is_bad() -> None:
    given = {
        "FIRST_STEP_SMTP_URL": "smtp://127.0.0.1:9",
        "FIRST_STEP_NOTICE_EMAILS": "a@example.org",
    }
    (finding,) = doctor._notices(read_settings(given))
    assert (finding.well, finding.words.startswith("mail server: does not")) == (False, True)
