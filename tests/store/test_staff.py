from __future__ import annotations

from datetime import timedelta

import pytest

from first_step.admissions.errors import StoreError
from first_step.store import staff
from first_step.store.database import Database

from .samples import NOW, later


@pytest.fixture
def sam(database: Database) -> staff.StaffMember:
    with database.write() as session:
        return staff.add(session, "Sam", " Sam@Example.org ", "$argon2id$x", ["admissions"])


def test_a_login_is_found_in_any_case(database: Database, sam: staff.StaffMember) -> None:
    with database.read() as session:
        assert staff.by_login(session, "SAM@example.ORG") == sam
        assert staff.by_login(session, "alex@example.org") is None
        assert staff.get(session, sam.id) == sam
        assert staff.everyone(session) == [sam]
        assert staff.count(session) == 1
    assert "argon2" not in repr(sam)


def test_a_login_is_taken_once(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        with pytest.raises(StoreError):
            staff.add(session, "Other", "SAM@example.org", "x", [])
        assert staff.add(session, "Alex", "alex@example.org", "x", []).name == "Alex"


def test_a_session_ends_by_itself(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        token = staff.start_session(session, sam.id, NOW, lasts=timedelta(hours=1))
        found = staff.find_session(session, token, later(60))
        assert found is not None
        assert found.member == sam
        staff.seen(session, token, later(3590))
        assert staff.find_session(session, token, later(3599)) is not None
        assert staff.find_session(session, token, later(3600)) is None
        assert staff.find_session(session, "forged", NOW) is None


def test_an_idle_session_is_over(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        token = staff.start_session(session, sam.id, NOW)
        staff.seen(session, token, later(1800))
        idle = timedelta(minutes=30)
        assert staff.find_session(session, token, later(3599), idle) is not None
        assert staff.find_session(session, token, later(3600), idle) is None


def test_signing_out_ends_this_session_only(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        laptop = staff.start_session(session, sam.id, NOW)
        phone = staff.start_session(session, sam.id, NOW)
        staff.end_session(session, laptop)
        staff.end_session(session, laptop)
        assert staff.find_session(session, laptop, NOW) is None
        assert staff.find_session(session, phone, NOW) is not None


def test_someone_who_left_is_out_at_once(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        token = staff.start_session(session, sam.id, NOW)
        assert staff.change(session, sam.id, active=False)
        assert staff.find_session(session, token, NOW) is None
        late = staff.start_session(session, sam.id, NOW)
        assert staff.find_session(session, late, NOW) is None
        assert not staff.change(session, "nobody", active=False)


def test_roles_and_password_change(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        staff.change(session, sam.id, password_hash="new", roles=["manager", "admissions"])
    with database.read() as session:
        found = staff.get(session, sam.id)
    assert found is not None
    assert (found.password_hash, found.roles) == ("new", ("admissions", "manager"))


def test_failed_sign_ins_are_counted_by_login_and_time(database: Database) -> None:
    with database.write() as session:
        staff.count_failed_sign_in(session, "sam", later(0))
        staff.count_failed_sign_in(session, "SAM", later(60))
        staff.count_failed_sign_in(session, "nobody", later(60))
        assert staff.failed_sign_ins(session, "sam", later(0)) == 2
        assert staff.failed_sign_ins(session, "sam", later(1)) == 1
        staff.forget_failed_sign_ins(session, "sam")
        assert staff.failed_sign_ins(session, "sam", later(0)) == 0
        assert staff.failed_sign_ins(session, "nobody", later(0)) == 1
