from __future__ import annotations

import shutil
from collections import namedtuple
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from first_step.cli.examinations import machine
from first_step.cli.examinations.finding import remedy_for
from first_step.store import alerts, audit, conversations, outbox
from first_step.store.database import Database

from ...installation import settings_in

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)
Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "total", "well"),
    [(50e9, 100e9, True), (0.9e9, 4e9, False), (4e9, 100e9, False)],
)
def test_little_space_is_bad_in_bytes_and_in_share(
    folder: Path, monkeypatch: pytest.MonkeyPatch, free: float, total: float, well: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total, total - free, free))
    (finding,) = machine.disk(settings_in(folder))
    assert finding.well is well


def test_the_disk_of_a_database_that_lies_elsewhere_is_looked_at_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Path("/dev/shm")  # a file system of its own on every Linux
    settings = settings_in(folder, DATABASE_URL=f"sqlite:///{elsewhere}/first-step.db")
    full = Usage(4e9, 3.9e9, 0.1e9)
    roomy = Usage(100e9, 50e9, 50e9)
    monkeypatch.setattr(shutil, "disk_usage", lambda at: full if at == elsewhere else roomy)
    found = machine.disk(settings)
    assert [(each.well, str(elsewhere) in each.words) for each in found] == [
        (True, False),
        (False, True),
    ]


@pytest.mark.parametrize(
    ("database", "newest", "well"),
    [(0, None, True), (9, -60, True), (11, None, False), (-11, None, False), (0, 11, False)],
)
def test_a_clock_apart_from_the_database_or_from_what_was_written_is_bad(
    database: int, newest: int | None, well: bool
) -> None:
    last = None if newest is None else NOW + timedelta(seconds=newest)
    assert machine.clock_finding(NOW, NOW + timedelta(seconds=database), last).well is well


def test_an_audit_log_ahead_of_the_clock_is_noticed(database: Database, folder: Path) -> None:
    assert [each.well for each in machine.clock(settings_in(folder))] == [True]
    with database.write() as session:
        ahead = datetime.now(timezone.utc) + timedelta(hours=1)
        audit.write(session, "system", "test", "test", ahead)
    (finding,) = machine.clock(settings_in(folder))
    assert (finding.well, "went back" in finding.words) == (False, True)


@pytest.mark.parametrize(("minutes", "well"), [(10, True), (90, False)])
def test_an_alert_that_nobody_saw_for_an_hour_is_bad(
    database: Database, folder: Path, minutes: int, well: bool
) -> None:
    then = datetime.now(timezone.utc) - timedelta(minutes=minutes)
    with database.write() as session:
        conversations.create(session, "kev", "website", then)
        alerts.raise_alert(session, "kev", "crisis_overdose", "act", {}, then)
    found = {each.subject: each for each in machine.unseen(settings_in(folder))}
    assert found["alerts"].well is well
    assert found["alerts"].words.startswith("1 not acknowledged")


@pytest.mark.parametrize(("minutes", "well"), [(1, True), (6, False)])
def test_notices_that_are_due_and_tried_by_nobody_are_bad(
    database: Database, folder: Path, minutes: int, well: bool
) -> None:
    then = datetime.now(timezone.utc) - timedelta(minutes=minutes)
    with database.write() as session:
        outbox.put(session, "referral_recorded", {"reference": "FS-7K3M-QX"}, then)
    found = {each.subject: each for each in machine.unseen(settings_in(folder))}
    assert found["outbox"].well is well
    assert ("restart it" in remedy_for(found["outbox"]).action) is not well


def test_a_notice_that_was_given_up_is_bad(database: Database, folder: Path) -> None:
    now = datetime.now(timezone.utc)
    with database.write() as session:
        outbox.put(session, "referral_recorded", {"reference": "FS-7K3M-QX"}, now)
        notice = outbox.claim(session, "r1", now, 60)
        assert notice is not None
        assert outbox.fail(session, notice, "r1", now, "smtp_550", permanent=True)
    found = {each.subject: each for each in machine.unseen(settings_in(folder))}
    assert (found["outbox"].well, found["outbox"].words) == (False, "1 notices given up, 0 waiting")
    assert "try all again" in remedy_for(found["outbox"]).action


def test_a_misspelt_setting_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [each.well for each in machine.unknown(settings_in(folder))] == [True]
    monkeypatch.setenv("FIRST_STEP_DATABSE_URL", "sqlite:///x.db")
    (finding,) = machine.unknown(settings_in(folder))
    assert (finding.well, "FIRST_STEP_DATABSE_URL" in finding.words) == (False, True)


def test_a_file_that_others_can_read_is_named(folder: Path) -> None:
    for each in folder.iterdir():
        if each.is_file():
            each.chmod(0o600)
    folder.chmod(0o755)
    assert [each.well for each in machine.files(settings_in(folder))] == [True]
    (folder / "first-step.db").chmod(0o644)
    (finding,) = machine.files(settings_in(folder))
    assert (finding.well, "first-step.db" in finding.words) == (False, True)
    folder.chmod(0o700)
    assert [each.well for each in machine.files(settings_in(folder))] == [True]
