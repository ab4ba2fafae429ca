from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from first_step.admissions.referral import Status
from first_step.store import (
    alerts,
    audit,
    conversations,
    failed_sign_ins,
    messages,
    outbox,
    referrals,
    retention,
    staff,
    staff_sessions,
    turns,
)
from first_step.store.database import Database, Session
from first_step.store.tables import metadata
from first_step.store.trackers import load_tracker, save_tracker

from .samples import KEV, MARGARET, NOW, URGENT, add_conversation, contact_request, later, say

DAY = 86_400
OLD = NOW + timedelta(hours=24, seconds=1)


def rules(now: datetime) -> retention.Rules:
    return retention.Rules(now, retention_days=90)


def days(number: float) -> datetime:
    return later(number * DAY)


def talk(session: Session, conversation: str = KEV) -> None:
    """Leave an answered message and Rasa's memory of it."""
    add_conversation(session, conversation)
    messages.add_visitor_message(session, conversation, "c1", "hello", None, NOW)
    messages.add_reply(session, conversation, "bot", "Hi", (("Yes", "/yes"),), None, NOW)
    save_tracker(session, conversation, "{}", NOW)


def ask_for_call(session: Session, key: str = "request-1") -> str:
    made, _ = referrals.record(
        session,
        contact_request(key),
        conversation_id=KEV,
        channel="website",
        triage=URGENT,
        due_at=NOW,
        now=NOW,
    )
    return made.reference


def rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def purged(database: Database, now: datetime) -> dict[str, int]:
    """Return what a purge deleted; what it had said before must be the same."""
    with database.read() as session:
        told = dict(retention.due(session, rules(now)))
    gone = dict(retention.purge(database, rules(now), "command line"))
    assert gone == told
    return gone


def test_words_of_who_asked_for_nothing_go_a_day_after_the_last_message(database: Database) -> None:
    with database.write() as session:
        talk(session)
    assert purged(database, NOW + timedelta(hours=23, minutes=59)) == {}
    assert purged(database, OLD) == {
        **{"conversations": 1, "messages": 2, "offers": 1, "trackers": 1},
    }
    left = rows(database)
    assert [left[name] for name in ("conversations", "messages", "offers", "trackers")] == [0] * 4


def keep_marked(mark: conversations.Mark) -> Callable[[Session], None]:
    return lambda session: conversations.mark(session, KEV, mark, NOW)


def keep_alert(session: Session) -> None:
    alerts.raise_alert(session, KEV, None, "check", {}, NOW)


def keep_staff(session: Session) -> None:
    conversations.take_over(session, KEV, "sam", NOW)


def keep_turn(session: Session) -> None:
    say(session, "still there?")


def keep_form(session: Session) -> None:
    save_tracker(session, KEV, "{}", later(DAY))


def keep_message(session: Session) -> None:
    messages.add_visitor_message(session, KEV, "c2", "back", None, later(DAY))


@pytest.mark.parametrize(
    "keep",
    [
        keep_marked("asked_for_person"),
        keep_marked("in_danger"),
        keep_marked("consented"),
        keep_alert,
        keep_staff,
        keep_turn,
        keep_form,
        keep_message,
    ],
)
def test_a_conversation_is_kept_that_somebody_still_needs(
    database: Database, keep: Callable[[Session], None]
) -> None:
    with database.write() as session:
        talk(session)
        talk(session, MARGARET)
        keep(session)
    assert purged(database, OLD)["conversations"] == 1
    with database.read() as session:
        assert messages.after(session, KEV, 0, 1)[0].text == "hello"
        assert load_tracker(session, KEV) is not None
        assert conversations.get(session, MARGARET) is None


def test_who_asked_for_a_person_and_left_no_request_goes_after_the_retention(
    database: Database,
) -> None:
    with database.write() as session:
        talk(session)
        conversations.mark(session, KEV, "asked_for_person", NOW)
    assert purged(database, days(89)) == {}
    assert purged(database, days(91))["conversations"] == 1


def test_danger_that_nobody_has_looked_at_is_kept(database: Database) -> None:
    with database.write() as session:
        talk(session)
        alert = alerts.raise_alert(session, KEV, "crisis_overdose", "act", {}, NOW)
    assert purged(database, days(91)) == {}
    with database.write() as session:
        alerts.acknowledge(session, alert.id, "sam", days(91))
    gone = purged(database, days(91))
    assert (gone["alerts"], gone["notices"], gone["conversations"]) == (1, 1, 1)


def test_a_request_goes_with_its_conversation_after_the_retention(database: Database) -> None:
    with database.write() as session:
        talk(session)
        reference = ask_for_call(session)
    assert purged(database, days(89)) == {}
    with database.write() as session:
        referrals.add_event(session, reference, "note", "sam", days(50), "rang")
    assert purged(database, days(91)) == {}
    gone = purged(database, days(141))
    assert (gone["requests"], gone["history_lines"], gone["notices"]) == (1, 2, 1)
    assert (gone["conversations"], gone["messages"], gone["trackers"]) == (1, 2, 1)
    left = rows(database)
    assert {name for name, count in left.items() if count} == {"audit", "audit_head"}


def test_a_withdrawn_request_goes_within_a_month(database: Database) -> None:
    with database.write() as session:
        talk(session)
        reference = ask_for_call(session)
        referrals.move(session, reference, Status.WITHDRAWN, "sam", None, days(1), "other")
    assert purged(database, days(28)) == {}
    assert purged(database, days(29))["requests"] == 1


def test_a_conversation_stays_while_another_request_made_there_is_kept(database: Database) -> None:
    with database.write() as session:
        talk(session)
        ask_for_call(session)
        second = ask_for_call(session, "request-2")
        referrals.add_event(session, second, "note", "sam", days(50), "rang")
    assert "conversations" not in purged(database, days(91))
    assert purged(database, days(141))["conversations"] == 1


def test_a_conversation_that_goes_on_outlives_its_request(database: Database) -> None:
    with database.write() as session:
        talk(session)
        ask_for_call(session)
        messages.add_visitor_message(session, KEV, "c2", "me again", None, days(90))
    assert "conversations" not in purged(database, days(90.5))
    assert rows(database)["messages"] == 3
    assert purged(database, days(181))["conversations"] == 1


def test_memory_without_a_conversation_goes_after_a_day(database: Database) -> None:
    with database.write() as session:
        save_tracker(session, "shell", "{}", NOW)
    assert purged(database, days(0.9)) == {}
    assert purged(database, OLD) == {"trackers": 1}


def test_delivered_notices_and_old_sign_ins_go(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            outbox.put(session, "test", {}, NOW)
        notice = outbox.claim(session, "w", NOW, 30)
        assert notice is not None
        outbox.done(session, notice, "w", NOW)
        sam = staff.add(session, "Sam", "sam", "x", ["admissions"])
        staff_sessions.start(session, sam.id, NOW)
        failed_sign_ins.add(session, "sam", NOW)
    assert purged(database, later(DAY - 1)) == {}
    assert purged(database, days(2)) == {"ended_sign_ins": 1, "failed_sign_ins": 1}
    assert purged(database, days(8)) == {"notices": 1}
    assert rows(database)["outbox"] == 1
    assert rows(database)["staff"] == 1


def test_looking_changes_nothing(database: Database) -> None:
    with database.write() as session:
        talk(session)
        ask_for_call(session)
    before = rows(database)
    with database.read() as session:
        assert retention.due(session, rules(days(91)))["requests"] == 1
    assert rows(database) == before


def test_a_purge_of_more_than_one_batch_takes_all(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    with database.write() as session:
        for number in range(5):
            talk(session, f"talk-{number}")
    assert purged(database, OLD)["conversations"] == 5


def test_the_audit_log_says_once_how_much_went_and_nothing_of_whom(database: Database) -> None:
    with database.write() as session:
        talk(session)
    purged(database, OLD)
    with database.read() as session:
        entries = audit.latest(session, 10)
        assert audit.verify_chain(session).whole
    assert [(each.event, each.about) for each in entries] == [("purged", "retention")]
    assert all(isinstance(value, int) for value in entries[0].details.values())
    assert entries[0].details["messages"] == 2


def test_a_turn_put_in_the_queue_meanwhile_keeps_its_conversation(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lock is taken after looking; whoever was faster is seen when looked at again."""
    with database.write() as session:
        talk(session)
    lock = retention._lock

    def lock_late(session: Session, key: object, values: object) -> None:
        message, _ = messages.add_visitor_message(session, KEV, "c9", "wait", None, OLD)
        turns.queue(session, KEV, message.seq, None, OLD)
        lock(session, key, values)

    monkeypatch.setattr(retention, "_lock", lock_late)
    assert retention.purge(database, rules(OLD), "command line") == {}
    assert rows(database)["messages"] == 3
