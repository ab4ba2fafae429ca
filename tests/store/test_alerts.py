from __future__ import annotations

import pytest

from first_step.admissions.errors import NotFound
from first_step.store import alerts, outbox
from first_step.store.database import Database

from .samples import KEV, NOW, later

WHY = {"patterns": ["overdose.explicit.12"], "probability": 0.97}


def test_an_alert_waits_until_somebody_has_seen_it(database: Database) -> None:
    with database.write() as session:
        raised = alerts.raise_alert(session, KEV, "crisis_overdose", "act", WHY, NOW)
    with database.write() as session:
        assert alerts.unacknowledged(session) == [raised]
        seen = alerts.acknowledge(session, raised.id, "sam", later(60))
        again = alerts.acknowledge(session, raised.id, "alex", later(90))
    assert (seen.acknowledged_by, seen.acknowledged_at) == ("sam", later(60))
    assert again == seen
    with database.read() as session:
        assert alerts.unacknowledged(session) == []
        assert alerts.of_conversation(session, KEV) == [seen]


def test_staff_are_told_in_the_same_transaction(database: Database) -> None:
    with database.write() as session:
        raised = alerts.raise_alert(session, KEV, "crisis_suicide", "act", WHY, NOW)
        notice = outbox.claim(session, "relay", NOW, 60)
    assert notice is not None
    assert notice.kind == "crisis_alert"
    assert notice.body == {
        "alert": raised.id,
        "conversation": KEV,
        "label": "crisis_suicide",
        "band": "act",
    }


def test_alerts_to_act_on_come_before_checks(database: Database) -> None:
    with database.write() as session:
        alerts.raise_alert(session, KEV, None, "check", {}, NOW)
        alerts.raise_alert(session, KEV, "crisis_danger", "act", {}, later(1))
        bands = [alert.band for alert in alerts.unacknowledged(session)]
    assert bands == ["act", "check"]


def test_an_unknown_alert_cannot_be_acknowledged(database: Database) -> None:
    with pytest.raises(NotFound), database.write() as session:
        alerts.acknowledge(session, 1, "sam", NOW)
