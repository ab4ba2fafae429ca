from __future__ import annotations

import pytest

from first_step.admissions.errors import NotFound, StoreError
from first_step.store import duties, staff
from first_step.store.database import Database

from .samples import NOW, later


def test_whoever_is_on_shift_is_named_until_it_ends(database: Database) -> None:
    with database.write() as session:
        sam = staff.add(session, "Sam", "sam", "x", ["duty_manager"])
        duties.put(session, "duty_manager", sam.id, NOW, later(60), sam.id)
        assert duties.current(session, later(-1)) == {}
        found = duties.current(session, NOW)
        assert {duty: each.name for duty, each in found.items()} == {"duty_manager": "Sam"}
        assert duties.current(session, later(60)) == {}


def test_the_shift_put_down_last_counts_and_nobody_inactive(database: Database) -> None:
    with database.write() as session:
        sam = staff.add(session, "Sam", "sam", "x", [])
        alex = staff.add(session, "Alex", "alex", "x", [])
        for each in (sam, alex):
            duties.put(session, "safeguarding_lead", each.id, NOW, later(60), sam.id)
        assert duties.current(session, NOW)["safeguarding_lead"].name == "Alex"
        staff.change(session, alex.id, active=False)
        session.flush()
        assert duties.current(session, NOW)["safeguarding_lead"].name == "Sam"


@pytest.mark.parametrize(("staff_id", "seconds"), [("nobody", 60), (None, 0)])
def test_a_shift_needs_a_person_and_a_length(
    database: Database, staff_id: str | None, seconds: float
) -> None:
    with database.write() as session:
        sam = staff.add(session, "Sam", "sam", "x", []).id
    with pytest.raises(StoreError), database.write() as session:
        duties.put(session, "duty_manager", staff_id or sam, NOW, later(seconds), sam)


def test_a_shift_that_runs_ends_now_and_one_to_come_is_taken_off(database: Database) -> None:
    with database.write() as session:
        sam = staff.add(session, "Sam", "sam", "x", []).id
        runs = duties.put(session, "duty_manager", sam, NOW, later(600), sam)
        comes = duties.put(session, "duty_manager", sam, later(600), later(900), sam)
        assert [each.id for each in duties.coming(session, NOW)] == [runs, comes]
        duties.end(session, runs, later(60))
        duties.end(session, comes, later(60))
        session.flush()
        assert duties.coming(session, later(60)) == []
        assert duties.current(session, later(60)) == {}
        with pytest.raises(NotFound):
            duties.end(session, runs, later(61))
