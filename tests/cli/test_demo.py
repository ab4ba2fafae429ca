from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from first_step.admissions.errors import StoreError
from first_step.admissions.referral import Level, Status
from first_step.cli import demo
from first_step.content.library import load_library
from first_step.store import alerts, referrals
from first_step.store.database import Database, open_database
from first_step.store.referrals import Referral
from tests.desk.cast import CONTENT, add_referral, settings_for

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=timezone.utc)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return open_database(settings_for(tmp_path))


def shift(database: Database) -> list[Referral]:
    demo.add_shift(database, load_library(CONTENT), NOW)
    with database.read() as session:
        return referrals.list_all(session)


def test_an_empty_desk_gets_a_shift_of_every_kind(database: Database) -> None:
    found = shift(database)
    assert len(found) == 8
    assert {each.priority for each in found} >= {Level.ROUTINE, Level.SOON, Level.URGENT}
    assert {each.status for each in found} >= {Status.NEW, Status.ATTEMPTED, Status.BOOKED}
    with database.read() as session:
        assert [each.label for each in alerts.unacknowledged(session)] == ["crisis_overdose"]


def test_every_number_is_fictional(database: Database) -> None:
    for each in shift(database):
        if each.phone:
            assert each.phone.startswith(("+447700900", "+442079460"))
        else:
            assert str(each.email).endswith("example.org")


def test_it_never_joins_real_requests(database: Database) -> None:
    add_referral(database)
    with pytest.raises(StoreError):
        demo.add_shift(database, load_library(CONTENT), NOW)


def test_it_is_refused_where_real_visitors_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_for(tmp_path, FIRST_STEP_DEMO="false")
    monkeypatch.setattr(demo, "process_settings", lambda: settings)
    with pytest.raises(StoreError):
        demo.demo()
