from __future__ import annotations

from datetime import date

from first_step.store import counts
from first_step.store.codes import NOT_A_CODE
from first_step.store.database import Database

from .samples import at_once

DAY, NEXT = date(2026, 11, 24), date(2026, 11, 25)


def test_two_processes_that_count_at_once_lose_nothing(
    database: Database, other_process: Database
) -> None:
    def count(opened: Database) -> None:
        for _ in range(10):
            with opened.write() as session:
                counts.add(session, DAY, "website", "topic", "alcohol")

    at_once(lambda: count(database), lambda: count(other_process))
    with database.read() as session:
        expected = counts.Count(DAY, "website", "topic", "alcohol", 20)
        assert counts.between(session, "topic", DAY, DAY) == [expected]


def test_days_and_kinds_are_kept_apart(database: Database) -> None:
    with database.write() as session:
        counts.add(session, DAY, "website", "topic", "alcohol", 2)
        counts.add(session, NEXT, "website", "topic", "alcohol")
        counts.add(session, DAY, "website", "shown", "alcohol")
        assert [each.count for each in counts.between(session, "topic", DAY, NEXT)] == [2, 1]
        assert [each.count for each in counts.between(session, "topic", NEXT, NEXT)] == [1]


def test_words_are_not_counted(database: Database) -> None:
    with database.write() as session:
        counts.add(session, DAY, "website", "topic", "my brother keeps collapsing")
        assert [each.key for each in counts.between(session, "topic", DAY, DAY)] == [NOT_A_CODE]


def test_many_codes_count_at_once_and_one_that_stands_twice_counts_twice(
    database: Database, other_process: Database
) -> None:
    codes = [("topic", "alcohol"), ("shown", "a/b"), ("shown", "a/b"), ("reading", "understood")]

    def count(opened: Database, order: int) -> None:
        for _ in range(10):
            with opened.write() as session:
                counts.add_all(session, DAY, "website", codes[::order])

    at_once(lambda: count(database, 1), lambda: count(other_process, -1))
    with database.read() as session:
        found = [counts.between(session, kind, DAY, DAY) for kind in ("topic", "shown", "reading")]
    assert [[each.count for each in kind] for kind in found] == [[20], [40], [20]]


def test_counting_nothing_writes_nothing(database: Database) -> None:
    with database.write() as session:
        counts.add_all(session, DAY, "website", [])
        assert counts.between(session, "topic", DAY, DAY) == []


def test_two_keys_that_are_no_codes_become_one(database: Database) -> None:
    with database.write() as session:
        counts.add_all(session, DAY, "website", [("topic", "he fell"), ("topic", "she fell")])
        found = counts.between(session, "topic", DAY, DAY)
    assert [(each.key, each.count) for each in found] == [(NOT_A_CODE, 2)]
