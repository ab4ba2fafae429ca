from __future__ import annotations

import pytest

from first_step.store import deliveries, messages
from first_step.store.database import Database

from .samples import KEV, NOW, later


@pytest.fixture
def sent(with_kev: Database) -> Database:
    with with_kev.write() as session:
        messages.add_reply(session, KEV, "bot", "Hello", (), None, NOW)
        for part in (0, 1):
            deliveries.keep(session, KEV, 1, part, "sms", "sent", NOW, provider_id=f"SM{part}")
    return with_kev


def state_of(database: Database) -> str:
    with database.read() as session:
        return deliveries.of_conversation(session, KEV)[1].state


def report(database: Database, provider_id: str, state: deliveries.State) -> bool:
    with database.write() as session:
        found = deliveries.report(session, "sms", provider_id, state, "30005", later(9))
        return found is not None


def test_a_message_is_delivered_once_every_part_is(sent: Database) -> None:
    report(sent, "SM0", "delivered")
    assert state_of(sent) == "sent"
    report(sent, "SM1", "delivered")
    assert state_of(sent) == "delivered"


def test_a_late_report_takes_nothing_back(sent: Database) -> None:
    for state in ("read", "delivered", "sent"):
        report(sent, "SM0", state)  # type: ignore[arg-type]
        report(sent, "SM1", state)  # type: ignore[arg-type]
    assert state_of(sent) == "read"


def test_one_failed_part_shows_the_message_as_failed_with_its_code(sent: Database) -> None:
    report(sent, "SM0", "delivered")
    report(sent, "SM1", "failed")
    with sent.read() as session:
        found = deliveries.failed(session)
    assert state_of(sent) == "failed"
    assert [(each.seq, each.part, each.problem) for each in found] == [(1, 1, "30005")]


def test_a_report_about_another_message_or_channel_is_not_ours(sent: Database) -> None:
    assert not report(sent, "SM9", "delivered")
    with sent.write() as session:
        assert deliveries.report(session, "telegram", "SM0", "read", None, NOW) is None


def test_everything_up_to_a_moment_is_read(sent: Database) -> None:
    with sent.write() as session:
        deliveries.report_until(session, KEV, "read", later(1))
    assert state_of(sent) == "read"


def test_parts_that_went_out_are_counted_for_the_next_attempt(sent: Database) -> None:
    with sent.read() as session:
        assert deliveries.parts_done(session, KEV, 1) == {0, 1}
        assert deliveries.parts_done(session, KEV, 2) == set()


def test_what_is_held_was_not_read(with_kev: Database) -> None:
    with with_kev.write() as session:
        messages.add_reply(session, KEV, "bot", "Hello", (), None, NOW)
        deliveries.end(session, KEV, 1, "sms", "held", NOW, "outside_window")
        deliveries.report_until(session, KEV, "read", later(1))
    assert state_of(with_kev) == "held"
    with with_kev.read() as session:
        assert deliveries.parts_done(session, KEV, 1) == set()


def test_a_message_ends_once_behind_the_parts_that_went_out(sent: Database) -> None:
    with sent.write() as session:
        for problem in ("stopped", "blocked"):
            deliveries.end(session, KEV, 1, "sms", "failed", NOW, problem)
    with sent.read() as session:
        assert [(each.part, each.problem) for each in deliveries.failed(session)] == [
            (2, "stopped")
        ]


def test_being_delivered_does_not_move_when_it_was_sent(sent: Database) -> None:
    for provider_id in ("SM0", "SM1"):
        report(sent, provider_id, "delivered")
    with sent.write() as session:
        deliveries.report_until(session, KEV, "read", later(1))
    assert state_of(sent) == "read"


def test_a_failure_is_not_undone_by_a_report_that_was_overtaken(sent: Database) -> None:
    report(sent, "SM1", "failed")
    report(sent, "SM1", "sent")
    assert state_of(sent) == "failed"


def test_what_was_handed_over_lately_is_found(sent: Database) -> None:
    with sent.write() as session:
        deliveries.keep(session, KEV, 2, 0, "sms", "failed", later(5), problem="day_limit")
        assert deliveries.sent_since(session, KEV, NOW) == {1}
        assert deliveries.sent_since(session, KEV, later(1)) == set()


def test_what_failed_waits_once_more_and_the_rest_stays_sent(sent: Database) -> None:
    report(sent, "SM0", "failed")
    with sent.write() as session:
        assert deliveries.try_again(session, KEV, 1)
        assert not deliveries.try_again(session, KEV, 1)
        assert deliveries.parts_done(session, KEV, 1) == {1}
        assert deliveries.held_until(session, KEV, 1, 20) == [1]
        assert deliveries.held_until(session, KEV, 0, 20) == []
        assert deliveries.to_try_again(session, KEV, 1)
        assert deliveries.failed(session) == []


def test_what_waits_for_the_visitor_is_not_tried_again_by_staff(with_kev: Database) -> None:
    with with_kev.write() as session:
        messages.add_reply(session, KEV, "bot", "Hello", (), None, NOW)
        deliveries.end(session, KEV, 1, "sms", "held", NOW, "outside_window")
        assert not deliveries.to_try_again(session, KEV, 1)
        assert not deliveries.try_again(session, KEV, 1)
