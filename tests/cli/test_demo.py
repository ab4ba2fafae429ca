from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from first_step.admissions.errors import StoreError
from first_step.admissions.referral import Level, Status
from first_step.cli import demo
from first_step.content.library import load_library
from first_step.desk.insight import figures, published
from first_step.store import alerts, counts, outbox, referrals
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
    found = [each for each in shift(database) if each.status is not Status.CLOSED]
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


def test_thirty_days_are_counted_up_to_yesterday(database: Database) -> None:
    shift(database)
    today = NOW.date()
    with database.read() as session:
        found = counts.between(session, "reading", today - timedelta(days=60), today)
    assert {each.day for each in found} == {today - timedelta(days=back) for back in range(1, 31)}


def test_every_plot_of_insight_has_something_to_show(database: Database) -> None:
    shift(database)
    period = figures.Period.until_yesterday(NOW, 30)
    with database.read() as session:
        topics = figures.topics(session, period, lambda id: id)
        parts = [topics, *figures.everything(session, period, NOW)]
    assert [part.title for part in parts if not part.seen] == []
    (requests,) = [part for part in parts if part.key == "requests"]
    for level, asked, kept, _late, share, wait in requests.rows:
        assert asked != published.FEWER, level
        assert kept != published.FEWER, level
        assert "in 10" in share, level
        assert wait != "not enough to say", level


def test_nobody_is_told_of_what_is_over(database: Database) -> None:
    shift(database)
    with database.read() as session:
        told = {
            each.body["reference"] for each in outbox.waiting(session) if "reference" in each.body
        }
        over = {
            each.reference for each in referrals.list_all(session) if each.status is Status.CLOSED
        }
    assert told
    assert not told & over
