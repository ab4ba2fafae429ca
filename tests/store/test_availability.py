from __future__ import annotations

from first_step.store import availability, staff
from first_step.store.database import Database

from .samples import NOW


def test_staff_are_away_until_they_say_otherwise_and_inactive_ones_never_count(
    database: Database,
) -> None:
    with database.write() as session:
        sam = staff.add(session, "Sam", "sam", "x", [])
        alex = staff.add(session, "Alex", "alex", "x", [])
        assert availability.available(session) == []
        for each in (sam, alex):
            availability.put(session, each.id, "available", NOW)
        session.flush()
        assert availability.available(session) == [alex.id, sam.id]
        staff.change(session, alex.id, active=False)
        availability.put(session, sam.id, "away", NOW)
        session.flush()
        assert availability.available(session) == []
