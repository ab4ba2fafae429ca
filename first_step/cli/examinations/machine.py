"""What goes wrong by itself: space, clock, files, and what nobody has looked at."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryFile

from first_step.admissions.settings import Settings, unknown_settings
from first_step.cli.examinations.finding import Examination, Finding
from first_step.cli.examinations.stores import looked_at
from first_step.store import alerts, audit, outbox
from first_step.store.clock import database_time
from first_step.store.engine import sqlite_file

# A day of backups and logs of a busy installation fits; below, PostgreSQL and SQLite stop soon.
LEAST_FREE_BYTES = 1_000_000_000
LEAST_FREE_SHARE = 0.05
# Leases last tens of seconds, so clocks that differ by more can hand one turn to two workers.
MOST_CLOCK_DRIFT = timedelta(seconds=10)
# Facts H2: an urgent matter is for the same day; an alert that waits an hour has nobody on duty.
LONGEST_UNSEEN = timedelta(hours=1)
# A notice that is due is tried within seconds; a try ends within a minute.
LONGEST_UNTRIED = timedelta(minutes=5)
# Names that FIRST_STEP_ has besides the settings: for tests only.
_FOR_TESTS = {"FIRST_STEP_CHROMIUM", "FIRST_STEP_TEST_POSTGRES"}


def disk(settings: Settings) -> list[Finding]:
    """Return whether the folders of data and of an SQLite file can be written and have room."""
    data_dir = settings.data_dir if settings.data_dir.exists() else Path(".")
    file = sqlite_file(settings.database_url)
    beside = {file.parent} if file is not None and file.parent.is_dir() else set()
    elsewhere = {each for each in beside if each.stat().st_dev != data_dir.stat().st_dev}
    return [_room(folder) for folder in (data_dir, *elsewhere)]


def _room(folder: Path) -> Finding:
    try:
        with TemporaryFile(dir=folder) as probe:
            probe.write(b"written by the doctor")
    except OSError as error:
        return Finding("disk", False, f"{folder} cannot be written ({error.strerror})")
    usage = shutil.disk_usage(folder)
    share = usage.free / usage.total
    well = usage.free >= LEAST_FREE_BYTES and share >= LEAST_FREE_SHARE
    return Finding("disk", well, f"{usage.free / 1e9:.1f} GB free ({share:.0%}) for {folder}")


def clock(settings: Settings) -> list[Finding]:
    """Return whether this machine agrees with the database's clock and with what was written."""
    with looked_at(settings) as database, database.read() as session:
        theirs = database_time(session)
        newest = audit.latest(session, 1)
    return [clock_finding(datetime.now(timezone.utc), theirs, newest[0].at if newest else None)]


def clock_finding(here: datetime, database: datetime, newest: datetime | None) -> Finding:
    """Return what three times say of the clock; newest: of the audit log's last entry."""
    drift = abs(here - database)
    if drift > MOST_CLOCK_DRIFT:
        words = f"{drift.total_seconds():.0f} s away from the database's clock"
        return Finding("clock", False, words)
    if newest is not None and newest - here > MOST_CLOCK_DRIFT:
        ahead = (newest - here).total_seconds()
        return Finding("clock", False, f"went back: the audit log is {ahead:.0f} s ahead of it")
    return Finding("clock", True, f"{here:%Y-%m-%d %H:%M:%S} UTC, as the database has it")


def unseen(settings: Settings) -> list[Finding]:
    """Return whether alerts wait for somebody, and whether notices were given up or forgotten."""
    now = datetime.now(timezone.utc)
    with looked_at(settings) as database, database.read() as session:
        waiting = alerts.unacknowledged(session)
        dead = outbox.dead_count(session)
        queued = outbox.waiting_count(session)
        untried = outbox.untried_count(session, now - LONGEST_UNTRIED)
    late = now - LONGEST_UNSEEN
    old = [each for each in waiting if each.raised_at < late]
    words = f"{len(waiting)} not acknowledged, {len(old)} of them for over an hour"
    stuck = f", {untried} of them tried by nobody" if untried else ""
    given_up = f"{dead} notices given up, {queued} waiting{stuck}"
    well = not dead and not untried
    return [Finding("alerts", not old, words), Finding("outbox", well, given_up)]


def unknown(settings: Settings) -> list[Finding]:
    """Return variables that begin like a setting and are none."""
    names = [name for name in unknown_settings(os.environ) if name not in _FOR_TESTS]
    if not names:
        return [Finding("settings", True, "every FIRST_STEP_ variable is known")]
    return [Finding("settings", False, f"not a setting: {', '.join(names)}")]


def files(settings: Settings) -> list[Finding]:
    """Return whether other users of the machine can read what is in the data folder."""
    open_to_others = [
        str(path.relative_to(settings.data_dir))
        for path in sorted(settings.data_dir.rglob("*"))
        if path.is_file() and path.stat().st_mode & 0o077 and _is_reachable(path, settings.data_dir)
    ]
    if open_to_others:
        return [Finding("files", False, f"others can read {', '.join(open_to_others)}")]
    return [Finding("files", True, "the data folder is this user's alone")]


def _is_reachable(path: Path, data_dir: Path) -> bool:
    folders = [each for each in path.parents if each == data_dir or data_dir in each.parents]
    return all(each.stat().st_mode & 0o011 for each in folders)


MACHINE: tuple[tuple[str, Examination], ...] = (
    ("disk", disk),
    ("clock", clock),
    ("alerts", unseen),
    ("settings", unknown),
    ("files", files),
)
