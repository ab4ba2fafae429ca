from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import SealError
from first_step.cli.main import app
from first_step.reception.incoming import Incoming
from first_step.reception.journal import Kept, open_journal
from first_step.store import audit, conversations, messages, referrals
from first_step.store.database import Database

from ..installation import environment, secret
from ..store.samples import KEV, SOON, contact_request


@pytest.fixture
def reference(database: Database) -> str:
    """Return the reference of a request made 200 days ago."""
    then = datetime.now(timezone.utc) - timedelta(days=200)
    with database.write() as session:
        conversations.create(session, KEV, "website", then)
        messages.add_visitor_message(session, KEV, "c1", "my name is Zebedee", None, then)
        made, _ = referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=SOON,
            due_at=then,
            now=then,
        )
    return made.reference


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == code, result.output
    assert [word for word in ("Zebedee", "7700", KEV) if word in result.output] == []
    return str(result.output)


def events(database: Database) -> list[str]:
    with database.read() as session:
        return [each.event for each in audit.latest(session, 10)]


def test_purge_says_what_would_go_and_deletes_when_told(database: Database, reference: str) -> None:
    told = run("purge")
    assert "1  requests" in told
    assert "Nothing was changed" in told
    assert events(database) == []
    assert "1  messages" in run("purge", "--yes")
    assert events(database) == ["purged"]
    with database.read() as session:
        assert referrals.list_all(session) == []
    assert "nothing" in run("purge")


def test_erase_says_what_would_go_and_deletes_when_told(database: Database, reference: str) -> None:
    assert "Nothing was changed" in run("erase", "--phone", "07700 900123")
    with database.read() as session:
        assert referrals.find(session, reference) is not None
    assert reference in run("erase", reference.lower(), "--yes")
    assert events(database) == ["person.erased"]
    with database.read() as session:
        assert referrals.find(session, reference) is None


def test_what_the_journal_holds_of_them_is_given_out_and_erased_too(
    database: Database, reference: str, folder: Path, tmp_path: Path
) -> None:
    journal = open_journal(folder, database.sealer)
    journal.keep(Kept(KEV, Incoming("m9", "ask for Zebedee"), "website", False))
    journal.bury(journal.names()[0])
    file = tmp_path / "kev.json"
    run("export", reference, "--to", str(file))
    given = json.loads(file.read_text(encoding="utf-8"))
    assert [each["text"] for each in given["journal_messages"]] == ["ask for Zebedee"]
    assert "1  journal messages" in run("erase", reference)
    assert len(journal.of((KEV,))) == 1
    assert "1  journal messages" in run("erase", reference, "--yes")
    assert journal.of((KEV,)) == []


def test_export_writes_a_file_for_one_user_and_never_over_another(
    database: Database, reference: str, tmp_path: Path
) -> None:
    file = tmp_path / "kev.json"
    run("export", "--email", "kev.zebedee@example.org", "--to", str(file))
    body = json.loads(file.read_text(encoding="utf-8"))
    assert body["requests"][0]["name"] == "Kevin Zebedee"
    assert body["conversations"][0]["messages"][0]["text"] == "my name is Zebedee"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert events(database) == ["person.exported"]
    file.write_text("mine", encoding="utf-8")
    assert "not overwritten" in run("export", reference, "--to", str(file), code=2)
    assert file.read_text(encoding="utf-8") == "mine"
    assert events(database) == ["person.exported"]


@pytest.mark.parametrize("words", [(), ("FS-0000-00", "--phone", "07700900123"), ("--phone", "x")])
def test_it_must_be_clear_who_is_meant(database: Database, words: tuple[str, ...]) -> None:
    run("erase", *words, "--yes", code=2)


def test_rotation_tells_how_many_and_that_the_old_key_may_go(
    database: Database, reference: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = environment(folder)["FIRST_STEP_SEALING_KEYS"]
    monkeypatch.setenv("FIRST_STEP_SEALING_KEYS", f"k2:{secret(9)},{both}")
    told = run("keys", "rotate")
    assert "2 of 2 sealed texts are held by an older key" in told
    assert "2 sealed anew with k2" in told
    assert "k1 holds nothing in this database any more" in told
    assert events(database) == ["keys.rotated"]
    assert "0 sealed anew" in run("keys", "rotate")
    monkeypatch.setenv("FIRST_STEP_SEALING_KEYS", f"k2:{secret(9)}")
    run("export", reference, "--to", str(folder / "after.json"))


def test_rotation_names_a_key_that_is_missing(
    database: Database, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRST_STEP_SEALING_KEYS", f"k2:{secret(9)}")
    result = CliRunner().invoke(app, ["keys", "rotate"])
    assert isinstance(result.exception, SealError)
    assert "'k1'" in str(result.exception)
