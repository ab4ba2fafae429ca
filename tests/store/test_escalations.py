from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from first_step.admissions.referral import Level, Status
from first_step.admissions.triage import Triage
from first_step.store import alerts, escalations, outbox, referrals
from first_step.store.database import Database

from .samples import KEV, MARGARET, NOW, at_once, contact_request, later

FIVE = timedelta(minutes=5)
AFTER = {Level.EMERGENCY: timedelta(minutes=10), Level.URGENT: timedelta(minutes=30)}


def recorded(database: Database, level: Level, key: str = "one", due: float = 86_400) -> str:
    with database.write() as session:
        referral, _ = referrals.record(
            session,
            replace(contact_request(key), phone=None, email=f"{key}@example.org"),
            conversation_id=None,
            channel="website",
            triage=Triage(level, ("R8",)),
            due_at=later(due),
            now=NOW,
        )
    return str(referral.reference)


def passed_on(database: Database) -> list[str]:
    with database.read() as session:
        kinds = [each.kind for each in outbox.waiting(session)]
    return [kind for kind in kinds if kind not in ("referral_recorded", "crisis_alert")]


def look(database: Database, minutes: float) -> int:
    now = later(minutes * 60)
    with database.write() as session:
        found = escalations.escalate_alerts(session, now, FIVE)
        return found + escalations.escalate_referrals(session, now, AFTER)


def test_an_alert_to_act_on_that_nobody_has_seen_is_passed_on_once(database: Database) -> None:
    with database.write() as session:
        alerts.raise_alert(session, KEV, "crisis_overdose", "act", {}, NOW)
        alerts.raise_alert(session, MARGARET, None, "check", {}, NOW)
        seen = alerts.raise_alert(session, KEV, "crisis_suicide", "act", {}, NOW)
        alerts.acknowledge(session, seen.id, "sam", NOW)
    assert [look(database, minutes) for minutes in (4, 5, 6)] == [0, 1, 0]
    assert passed_on(database) == ["alert_escalated"]


@pytest.mark.parametrize(
    ("level", "minutes"), [(Level.EMERGENCY, 10), (Level.URGENT, 30)], ids=["emergency", "urgent"]
)
def test_what_nobody_took_in_the_time_for_its_level_is_passed_on_once(
    database: Database, level: Level, minutes: int
) -> None:
    recorded(database, level)
    assert [look(database, each) for each in (minutes - 1, minutes, minutes + 1)] == [0, 1, 0]
    assert passed_on(database) == ["referral_untaken"]


def test_what_somebody_took_or_can_wait_is_not(database: Database) -> None:
    taken = recorded(database, Level.URGENT)
    recorded(database, Level.ROUTINE, "two")
    with database.write() as session:
        referrals.assign(session, taken, "sam", "sam", NOW)
    assert look(database, 60) == 0


def test_a_call_that_is_late_is_passed_on_unless_they_were_reached(database: Database) -> None:
    late = recorded(database, Level.SOON, due=600)
    reached = recorded(database, Level.SOON, "two", due=600)
    with database.write() as session:
        referrals.assign(session, late, "sam", "sam", NOW)
        referrals.move(session, reached, Status.REACHED, "sam", None, NOW)
    assert [look(database, each) for each in (9, 10, 11)] == [0, 1, 0]
    assert passed_on(database) == ["referral_overdue"]


def test_two_processes_do_not_pass_it_on_twice(database: Database, other_process: Database) -> None:
    for number in range(8):
        recorded(database, Level.EMERGENCY, str(number))
    counts = at_once(lambda: look(database, 10), lambda: look(other_process, 10))
    assert sum(counts) + look(database, 10) == 8
    assert passed_on(database) == ["referral_untaken"] * 8


def test_a_request_that_joins_another_is_passed_on_with_it(database: Database) -> None:
    for key in ("one", "two"):
        with database.write() as session:
            referrals.record(
                session,
                contact_request(key),
                conversation_id=None,
                channel="website",
                triage=Triage(Level.URGENT, ("R8",)),
                due_at=later(86_400),
                now=NOW,
            )
    assert look(database, 31) == 1
    assert passed_on(database).count("referral_untaken") == 1
