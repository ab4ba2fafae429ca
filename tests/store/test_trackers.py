from __future__ import annotations

import pytest

from first_step.admissions.errors import StoreError
from first_step.store.database import Database
from first_step.store.trackers import (
    delete_tracker,
    load_tracker,
    lock_tracker,
    quiet_trackers,
    save_tracker,
    slots_of,
    with_events,
)

from .samples import KEV, NOW, at_once, later


def test_the_tracker_saved_last_is_loaded(database: Database) -> None:
    with database.write() as session:
        assert load_tracker(session, KEV) is None
        save_tracker(session, KEV, '{"slots": 1}', NOW)
    with database.write() as session:
        save_tracker(session, KEV, '{"slots": 2}', later(1))
    with database.read() as session:
        assert load_tracker(session, KEV) == '{"slots": 2}'


def test_a_deleted_tracker_is_gone(database: Database) -> None:
    with database.write() as session:
        save_tracker(session, KEV, "{}", NOW)
        delete_tracker(session, KEV)
        delete_tracker(session, KEV)
        assert load_tracker(session, KEV) is None


def test_two_processes_may_save_the_first_tracker_at_once(
    database: Database, other_process: Database
) -> None:
    def save(opened: Database, body: str) -> None:
        with opened.write() as session:
            save_tracker(session, KEV, body, NOW)

    at_once(lambda: save(database, "a"), lambda: save(other_process, "b"))
    with database.read() as session:
        assert load_tracker(session, KEV) in ("a", "b")


@pytest.mark.parametrize("sender", ["\ud800", "a\0b", "", "x" * 256])
def test_a_sender_that_would_stop_a_driver_is_refused(database: Database, sender: str) -> None:
    with pytest.raises(StoreError), database.write() as session:
        save_tracker(session, sender, "{}", NOW)
    with pytest.raises(StoreError), database.read() as session:
        load_tracker(session, sender)


def test_conversations_that_fell_silent_come_in_order_and_a_page_at_a_time(
    database: Database,
) -> None:
    with database.write() as session:
        for name, seconds in (("later-one", 20), ("b-together", 10), ("a-together", 10)):
            save_tracker(session, name, "{}", later(seconds))
        save_tracker(session, "still-talking", "{}", later(99))
    with database.read() as session:
        first = quiet_trackers(session, (NOW, ""), later(20), 2)
        assert [name for _, name in first] == ["a-together", "b-together"]
        assert quiet_trackers(session, first[-1], later(20), 2) == [(later(20), "later-one")]
        assert quiet_trackers(session, (later(20), "later-one"), later(20), 2) == []


def test_a_tracker_is_locked_with_its_moment_and_takes_more_events(database: Database) -> None:
    body = '{"events": [{"event": "slot", "name": "phone", "value": null}]}'
    with database.write() as session:
        assert lock_tracker(session, KEV) is None
        save_tracker(session, KEV, body, NOW)
        assert lock_tracker(session, KEV) == (body, NOW)
    longer = with_events(body, [{"event": "slot", "name": "phone", "value": "x"}])
    assert (slots_of(body), slots_of(longer)) == ({"phone": None}, {"phone": "x"})
