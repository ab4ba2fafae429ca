from __future__ import annotations

import json
import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.cli.examinations import go_live
from first_step.cli.examinations.finding import Finding, has_remedy
from first_step.cli.main import app
from first_step.content.sign_offs import read_sign_offs
from first_step.store import audit, backup, staff
from first_step.store.database import Database

from ...installation import ROOT, settings_in


def wells(findings: list[Finding], subject: str) -> list[bool | None]:
    return [each.well for each in findings if each.subject == subject]


@pytest.fixture
def content(folder: Path) -> Path:
    """Return a copy of content/ that a test may change."""
    return Path(shutil.copytree(ROOT / "content", folder / "content"))


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_demonstration_is_not_for_real_visitors(folder: Path) -> None:
    assert wells(go_live.mode(settings_in(folder)), "mode") == [True]
    assert wells(go_live.mode(settings_in(folder, DEMO="true")), "mode") == [False]


def test_weak_secrets_are_bad_in_development_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wells(go_live.secrets(settings_in(folder)), "secrets") == [True]
    monkeypatch.setenv("FIRST_STEP_ENV", "development")
    monkeypatch.setenv("FIRST_STEP_RASA_TOKEN", "changeme")
    (finding,) = go_live.secrets(settings_in(folder))
    assert (finding.well, "changeme" in finding.words) == (False, False)


@pytest.mark.parametrize(
    ("public", "rasa", "well"),
    [
        ("https://chat.example.org", "http://127.0.0.1:5005", True),
        ("https://chat.example.org", "http://rasa:5005", True),
        ("https://chat.example.org", "http://10.0.0.5:5005", True),
        ("http://chat.example.org", "http://127.0.0.1:5005", False),
        ("https://chat.example.org", "http://rasa.example.org:5005", False),
        ("https://chat.example.org", "http://8.8.8.8:5005", False),
    ],
)
def test_visitors_come_by_https_and_rasa_is_private(
    folder: Path, public: str, rasa: str, well: bool
) -> None:
    given = {"PUBLIC_URL": public, "RASA_URL": rasa, "TRUSTED_PROXIES": "10.0.0.1"}
    found = go_live.addresses(settings_in(folder, **given))
    assert wells(found, "addresses") == [well]


def test_https_without_a_named_proxy_is_bad_for_its_visitors_count_as_one(folder: Path) -> None:
    (finding,) = go_live.addresses(settings_in(folder, PUBLIC_URL="https://chat.example.org"))
    assert (finding.well, "FIRST_STEP_TRUSTED_PROXIES" in finding.words) == (False, True)


@pytest.mark.parametrize(("hours", "well"), [(None, False), (25, True), (27, False)])
def test_backup_and_purge_are_asked_of_the_audit_log(
    database: Database, folder: Path, hours: int | None, well: bool
) -> None:
    if hours is not None:
        then = datetime.now(timezone.utc) - timedelta(hours=hours)
        with database.write() as session:
            audit.write(session, "command line", backup.MADE, backup.ABOUT, then)
            audit.write(session, "command line", "purged", "retention", then)
            # A restore is no backup.
            audit.write(session, "command line", backup.RESTORED, backup.ABOUT, then)
    found = go_live.schedule(settings_in(folder))
    assert [(each.subject, each.well) for each in found] == [("backup", well), ("purge", well)]


def test_unknown_hours_and_controller_are_bad_until_filled_in(folder: Path, content: Path) -> None:
    settings = settings_in(folder, CONTENT_DIR=str(content))
    rewrite(content / "provider.yml", "last_checked: 2026-11-23", f"last_checked: {date.today()}")
    assert [each.well for each in go_live.provider(settings)] == [False, False, True]
    rewrite(content / "provider.yml", "controller: null", "controller: Example Ltd")
    rewrite(content / "provider.yml", "hours: null", "hours: {mon-fri: 09:00-17:00}")
    rewrite(content / "provider.yml", f"last_checked: {date.today()}", "last_checked: 2025-01-01")
    assert [each.well for each in go_live.provider(settings)] == [True, True, False]


def test_a_helpline_not_checked_for_three_months_is_named(folder: Path, content: Path) -> None:
    settings = settings_in(folder, CONTENT_DIR=str(content))
    text = (content / "helplines.yml").read_text(encoding="utf-8")
    today = text.replace("last_checked: 2026-11-23", f"last_checked: {date.today()}")
    (content / "helplines.yml").write_text(today, encoding="utf-8")
    assert False not in wells(go_live.words(settings), "helplines")
    long_ago = today.replace(f"last_checked: {date.today()}", "last_checked: 2025-01-01", 1)
    (content / "helplines.yml").write_text(long_ago, encoding="utf-8")
    bad = [each for each in go_live.words(settings) if each.well is False]
    assert any("emergency" in each.words for each in bad if each.subject == "helplines")


@pytest.mark.parametrize(
    ("acted", "card", "well"),
    [(200, 200, [True, True]), (199, 200, [False, True]), (200, 199, [True, False])],
)
def test_one_explicit_danger_not_acted_on_or_with_another_card_is_bad(
    folder: Path, acted: int, card: int, well: list[bool]
) -> None:
    settings = settings_in(folder)
    settings.model.parent.mkdir(exist_ok=True)
    assert [each.well for each in go_live.gate(settings)] == [False]
    names = ("explicit danger acted on", "explicit danger given its own card")
    measures = {
        name: {"candidate": met, "of": 200} for name, met in zip(names, (acted, card), strict=True)
    }
    note = {"gate": {"measures": measures}}
    (settings.model.parent / "current.json").write_text(json.dumps(note))
    found = go_live.gate(settings)
    assert [each.well for each in found] == well
    assert all("at least 98.5%" in each.words for each in found if each.well)


def test_sign_offs_need_a_name_a_date_and_doing_again(folder: Path, content: Path) -> None:
    settings = settings_in(folder, CONTENT_DIR=str(content))
    assert set(wells(go_live.sign_offs(settings), "sign-offs")) == {False}
    file = content / "sign_offs.yml"
    rewrite(
        file,
        "signed_by: null\n  signed_on: null",
        f"signed_by: Dr A. Person\n  signed_on: {date.today()}",
    )
    assert set(wells(go_live.sign_offs(settings), "sign-offs")) == {True}
    in_half_a_year = date.today() + timedelta(days=182)
    drills = [each for each in read_sign_offs(content) if each.missing(in_half_a_year)]
    assert {each.id for each in drills} == {"crisis_figures", "alert_drill", "restore_drill"}
    rewrite(file, str(date.today()), str(date.today() + timedelta(days=2)))
    assert set(wells(go_live.sign_offs(settings), "sign-offs")) == {False}


def test_somebody_is_duty_manager_and_somebody_admissions(database: Database, folder: Path) -> None:
    assert wells(go_live.people(settings_in(folder)), "staff") == [False]
    with database.write() as session:
        staff.add(session, "Sam", "sam", "hash", ("admissions",))
    assert wells(go_live.people(settings_in(folder)), "staff") == [False]
    with database.write() as session:
        staff.add(session, "Alex", "alex", "hash", ("duty_manager",))
    assert wells(go_live.people(settings_in(folder)), "staff") == [True]


def test_the_report_is_json_with_what_to_do_and_asks_more_for_production(
    database: Database, folder: Path
) -> None:
    everyday = CliRunner().invoke(app, ["doctor", "--json"])
    found = json.loads(everyday.output)
    assert {"database", "disk", "clock", "alerts"} <= {each["subject"] for each in found}
    assert "controller" not in {each["subject"] for each in found}
    result = CliRunner().invoke(app, ["doctor", "--production", "--json"])
    assert result.exit_code == 1
    bad = [each for each in json.loads(result.output) if each["state"] == "bad"]
    assert {"controller", "hours", "sign-offs", "backup", "purge"} <= {b["subject"] for b in bad}
    assert all(each["meaning"] and each["action"] for each in bad)
    assert [each["subject"] for each in bad if not has_remedy(each["subject"])] == []
