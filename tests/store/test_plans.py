"""On SQLite, filters that fit few of many rows read an index of their own and sort nothing.

`python -m benchmarks.desk_queue` says how long that takes on both databases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from first_step.admissions.referral import Level, Status
from first_step.store import call_queue, inbox
from first_step.store.database import Database, Session, open_database
from first_step.store.migrating import migrate

from .samples import NOW, settings_for


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("plans")
    settings = settings_for(f"sqlite:///{folder}/first-step.db")
    migrate(settings)
    opened = open_database(settings)
    yield opened
    opened.dispose()


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (call_queue.Wanted(), "ix_referrals_queue"),
        (call_queue.Wanted(unassigned=True), "ix_referrals_mine"),
        (call_queue.Wanted(assigned_to="sam"), "ix_referrals_mine"),
        (call_queue.Wanted(level=Level.EMERGENCY), "ix_calls_level"),
        (call_queue.Wanted(status=Status.NEW), "ix_calls_status"),
        (call_queue.Wanted(channel="sms"), "ix_calls_channel"),
        (call_queue.Wanted(channel="sms", level=Level.ROUTINE), "ix_calls_channel_level"),
        (call_queue.Wanted(channel="sms", unassigned=True), "ix_calls_channel"),
        (call_queue.Wanted(due_by=NOW), "ix_referrals_queue"),
    ],
)
def test_a_page_of_calls_reads_the_index_of_its_filter(
    empty: Database, wanted: call_queue.Wanted, index: str
) -> None:
    plan = plan_of(empty, lambda session: call_queue.page(session, wanted, NOW, limit=25))
    assert f"INDEX {index} " in plan + " "
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("channel", [None, "website"])
@pytest.mark.parametrize(
    ("show", "index"),
    [
        ("waiting", "ix_conversations_waiting_since"),
        ("staff", "ix_conversations_holder_last"),
        ("mine", "ix_conversations_holder_last"),
        ("danger", "ix_conversations_danger_last"),
    ],
)
def test_a_list_of_few_conversations_reads_no_index_of_all(
    empty: Database, show: str, index: str, channel: str | None
) -> None:
    wanted = inbox.Wanted(show, "sam", channel)
    assert index in plan_of(empty, lambda session: inbox.page(session, wanted, 25, NOW))


def test_the_list_of_one_channel_reads_the_index_of_channels(empty: Database) -> None:
    wanted = inbox.Wanted("all", "sam", "sms")
    plan = plan_of(empty, lambda session: inbox.page(session, wanted, 25, NOW))
    assert "ix_conversations_channel_last" in plan
    assert "TEMP B-TREE" not in plan


def test_a_search_by_name_sorts_no_calls(empty: Database) -> None:
    calls, joined, _ = plans_of(empty, lambda session: call_queue.named(session, "kev", NOW))
    assert "INDEX ix_referrals_queue " in calls + " "
    assert "TEMP B-TREE" not in calls
    assert "ix_referrals_joins" in joined


def plan_of(database: Database, read: Callable[[Session], object]) -> str:
    """Return how SQLite would answer the one statement that `read` sends."""
    (plan,) = plans_of(database, read)
    return plan


def plans_of(database: Database, read: Callable[[Session], object]) -> list[str]:
    """Return how SQLite would answer each statement that `read` sends."""
    asked: list[tuple[str, Any]] = []

    def keep(connection: Any, cursor: Any, statement: str, given: Any, *rest: Any) -> None:
        asked.append((statement, given))

    with database.read() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", keep)
        read(session)
        event.remove(engine, "before_cursor_execute", keep)
        cursor = session.connection().connection.cursor()
        plans = []
        for statement, given in asked:
            if statement.startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
                plans.append("\n".join(str(row[3]) for row in cursor.fetchall()))
        return plans
