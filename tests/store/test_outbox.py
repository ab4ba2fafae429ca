from __future__ import annotations

from datetime import timedelta
from itertools import chain

import pytest

from first_step.store import outbox
from first_step.store.database import Database

from .samples import NOW, at_once, later


def put(database: Database, kind: str = "referral_recorded") -> int:
    with database.write() as session:
        return outbox.put(session, kind, {"reference": "FS-7K3M-QX"}, NOW)


def claim(database: Database, worker: str, seconds: float = 0) -> outbox.Notice | None:
    with database.write() as session:
        return outbox.claim(session, worker, later(seconds), 60)


def test_a_notice_is_delivered_once(database: Database) -> None:
    put(database)
    notice = claim(database, "r1")
    assert notice is not None
    assert notice.body == {"reference": "FS-7K3M-QX"}
    assert claim(database, "r2") is None
    with database.write() as session:
        assert outbox.done(session, notice, "r1", NOW)
        assert not outbox.done(session, notice, "r1", NOW)
        assert outbox.waiting_count(session) == 0


def test_two_relays_never_hold_the_same_notice(database: Database, other_process: Database) -> None:
    ids = [put(database) for _ in range(12)]

    def work(opened: Database, worker: str) -> list[int]:
        taken = []
        while notice := claim(opened, worker):
            taken.append(notice.id)
        return taken

    taken = at_once(lambda: work(database, "r1"), lambda: work(other_process, "r2"))
    taken.append(work(database, "r3"))
    assert sorted(chain(*taken)) == ids


def test_a_relay_that_died_leaves_the_notice_to_another(database: Database) -> None:
    put(database)
    dead, other = claim(database, "r1"), claim(database, "r2", 60)
    assert dead is not None
    assert other is not None
    with database.write() as session:
        assert not outbox.done(session, dead, "r1", later(61))
        assert outbox.done(session, other, "r2", later(61))


def test_a_notice_that_fails_is_tried_later_each_time(database: Database) -> None:
    put(database)
    waits = []
    moment = NOW
    for _ in range(4):
        with database.write() as session:
            notice = outbox.claim(session, "r1", moment, 60)
            assert notice is not None
            assert not outbox.fail(session, notice, "r1", moment, "smtp_421")
        wait = timedelta()
        while wait < timedelta(hours=2):
            wait += timedelta(seconds=30)
            with database.read() as session:
                due = session.execute(outbox.claimable(moment + wait)).scalars().first()
            if due is not None:
                break
        waits.append(wait.total_seconds())
        moment += wait
    assert waits == [30, 60, 120, 240]


def test_a_notice_that_cannot_be_delivered_is_dead_and_seen(database: Database) -> None:
    number = put(database)
    for attempt in range(1, outbox.MOST_ATTEMPTS + 1):
        moment = NOW + timedelta(hours=2 * attempt)
        with database.write() as session:
            notice = outbox.claim(session, "r1", moment, 60)
            assert notice is not None
            died = outbox.fail(session, notice, "r1", moment, "smtp_421")
        assert died == (attempt == outbox.MOST_ATTEMPTS)
    with database.write() as session:
        (lost,) = outbox.dead(session)
        assert (lost.id, lost.problem, lost.dead) == (number, "smtp_421", True)
        assert outbox.try_again(session, number, later(9))
        assert not outbox.try_again(session, number, later(9))
    assert claim(database, "r1", 9) is not None


def test_a_notice_that_is_due_and_tried_by_nobody_is_counted(database: Database) -> None:
    put(database)
    with database.read() as session:
        assert outbox.untried_count(session, NOW) == 0
        assert outbox.untried_count(session, later(1)) == 1
    assert claim(database, "r1") is not None
    with database.read() as session:
        assert outbox.untried_count(session, later(1)) == 0
        assert outbox.untried_count(session, later(61)) == 1


def test_a_permanent_failure_is_dead_at_once(database: Database) -> None:
    put(database)
    notice = claim(database, "r1")
    assert notice is not None
    with database.write() as session:
        assert outbox.fail(session, notice, "r1", NOW, "smtp_550", permanent=True)


def test_words_of_people_do_not_get_into_a_notice(database: Database) -> None:
    with database.write() as session:
        body = {"level": "urgent", "said": "please help me", "phone": "+447700900123"}
        outbox.put(session, "test", {**body, "many": ["R8", "kev@example.org"], "n": 0.5}, NOW)
        notice = outbox.claim(session, "r1", NOW, 60)
    assert notice is not None
    assert notice.body == {
        "level": "urgent",
        "said": "(not a code)",
        "phone": "(not a code)",
        "many": ["R8", "(not a code)"],
        "n": 0.5,
    }


def test_what_is_addressed_stands_once_for_each_receiver(database: Database) -> None:
    put(database)
    notice = claim(database, "r1")
    assert notice is not None
    with database.write() as session:
        assert outbox.address(session, notice, "r1", ["email:a@example.org", "webhook:b"], NOW)
        assert not outbox.address(session, notice, "r1", ["webhook:b"], NOW)
        found = [(each.destination, each.body) for each in outbox.waiting(session)]
    body = {"reference": "FS-7K3M-QX"}
    assert found == [("email:a@example.org", body), ("webhook:b", body)]


@pytest.mark.parametrize(
    ("attempt", "share", "asked", "seconds"),
    [
        (1, 1.0, 0, 30),
        (3, 0.5, 0, 60),
        (5, 0.0, 0, 0),
        (12, 1.0, 0, 3600),
        (1, 0.1, 90, 90),
        (1, 0.1, 9000, 3600),
    ],
)
def test_the_wait_grows_is_spread_and_heeds_the_receiver(
    attempt: int, share: float, asked: float, seconds: float
) -> None:
    waited = outbox.retry_delay(attempt, share, timedelta(seconds=asked))
    assert waited.total_seconds() == seconds


def test_every_dead_notice_is_tried_again_and_no_other(database: Database) -> None:
    for _ in range(3):
        put(database)
    for _ in range(2):
        notice = claim(database, "r1")
        assert notice is not None
        with database.write() as session:
            outbox.fail(session, notice, "r1", NOW, "smtp_550", permanent=True)
    with database.write() as session:
        assert outbox.dead_count(session) == 2
        assert outbox.try_all_again(session, NOW) == 2
        assert (outbox.dead_count(session), outbox.waiting_count(session)) == (0, 3)
