"""Open pages learn of changes at once, and of nothing once their session has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

import pytest

from first_step.desk.live.news import News
from first_step.store import alerts
from first_step.store.changes import versions
from first_step.store.database import Database

from .cast import NOW, Browser, add_referral


def test_a_listener_is_told_of_the_topic_that_changed_and_of_no_other() -> None:
    marks: dict[str, Hashable] = {"queue": 1, "conversations": 1}

    async def listen() -> None:
        news = News(lambda: marks)
        with news.listen() as listener:
            assert await listener.news() == {"queue", "conversations"}
            marks["queue"] = 2
            assert await asyncio.wait_for(listener.news(), 5) == {"queue"}

    asyncio.run(listen())


def test_nobody_looks_while_nobody_listens() -> None:
    async def come_and_go() -> None:
        others = asyncio.all_tasks()
        news = News(lambda: {"queue": 1})
        assert asyncio.all_tasks() == others
        with news.listen() as listener:
            await listener.news()
            assert asyncio.all_tasks() != others
        await asyncio.wait(asyncio.all_tasks() - others, timeout=5)
        assert asyncio.all_tasks() == others

    asyncio.run(come_and_go())


def test_a_database_that_is_away_ends_no_stream() -> None:
    answers: list[object] = [OSError("away"), {"queue": 1}]

    def read() -> dict[str, Hashable]:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    async def listen() -> None:
        with News(read).listen() as listener:
            assert await asyncio.wait_for(listener.news(), 5) == {"queue"}

    asyncio.run(listen())


@pytest.mark.parametrize("change", ["referral", "alert", "acknowledged"])
def test_the_queue_has_another_mark_after_every_change(database: Database, change: str) -> None:
    with database.write() as session:
        alert = alerts.raise_alert(session, "c0ffee", "crisis_overdose", "act", {}, NOW)
    with database.read() as session:
        before = versions(session)["queue"]
    if change == "referral":
        add_referral(database)
    with database.write() as session:
        if change == "alert":
            alerts.raise_alert(session, "c0ffee", "crisis_suicide", "act", {}, NOW)
        if change == "acknowledged":
            alerts.acknowledge(session, alert.id, "alice", NOW)
    with database.read() as session:
        assert versions(session)["queue"] != before


def test_who_is_not_signed_in_hears_nothing(browser: Browser) -> None:
    browser.open("/live")
    assert browser.status == 401
