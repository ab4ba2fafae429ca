from __future__ import annotations

from datetime import timedelta

import pytest

from first_step.admissions.errors import StoreError
from first_step.store import failed_sign_ins, sign_in_secrets, staff, staff_sessions
from first_step.store.database import Database

from .samples import NOW, at_once, later


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
        token = staff_sessions.start(session, sam.id, NOW, lasts=timedelta(hours=1))
        found = staff_sessions.find(session, token, later(60))
        assert found is not None
        assert found.member == sam
        staff_sessions.seen(session, token, later(3590))
        assert staff_sessions.find(session, token, later(3599)) is not None
        assert staff_sessions.find(session, token, later(3600)) is None
        assert staff_sessions.find(session, "forged", NOW) is None


def test_an_idle_session_is_over(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        token = staff_sessions.start(session, sam.id, NOW)
        staff_sessions.seen(session, token, later(1800))
        idle = timedelta(minutes=30)
        assert staff_sessions.find(session, token, later(3599), idle) is not None
        assert staff_sessions.find(session, token, later(3600), idle) is None


def test_signing_out_ends_this_session_only(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        laptop = staff_sessions.start(session, sam.id, NOW)
        phone = staff_sessions.start(session, sam.id, NOW)
        staff_sessions.end(session, laptop)
        staff_sessions.end(session, laptop)
        assert staff_sessions.find(session, laptop, NOW) is None
        assert staff_sessions.find(session, phone, NOW) is not None


def test_someone_who_left_is_out_at_once(database: Database, sam: staff.StaffMember) -> None:
    with database.write() as session:
        token = staff_sessions.start(session, sam.id, NOW)
        assert staff.change(session, sam.id, active=False)
        assert staff_sessions.find(session, token, NOW) is None
        late = staff_sessions.start(session, sam.id, NOW)
        assert staff_sessions.find(session, late, NOW) is None
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
        failed_sign_ins.add(session, "sam", later(0))
        failed_sign_ins.add(session, "SAM", later(60))
        failed_sign_ins.add(session, "nobody", later(60))
        assert failed_sign_ins.count(session, "sam", later(0)) == 2
        assert failed_sign_ins.count(session, "sam", later(1)) == 1
        failed_sign_ins.forget(session, "sam")
        assert failed_sign_ins.count(session, "sam", later(0)) == 0
        assert failed_sign_ins.count(session, "nobody", later(0)) == 1


def test_a_member_sees_only_sessions_that_are_good_and_ends_all_but_one(
    database: Database, sam: staff.StaffMember
) -> None:
    with database.write() as session:
        alex = staff.add(session, "Alex", "alex", "x", [])
        old = staff_sessions.start(session, sam.id, NOW, timedelta(seconds=5))
        laptop = staff_sessions.start(session, sam.id, later(10), device="Firefox")
        phone = staff_sessions.start(session, sam.id, later(20), device="Chrome")
        hers = staff_sessions.start(session, alex.id, later(20))
        shown = staff_sessions.of_member(session, sam.id, later(30))
        assert [each.device for each in shown] == ["Chrome", "Firefox"]
        assert laptop not in repr(shown)
        assert not staff_sessions.end_one(session, alex.id, shown[0].mark)
        assert not staff_sessions.end_one(session, sam.id, "")
        assert staff_sessions.end_one(session, sam.id, shown[0].mark)
        assert staff_sessions.find(session, phone, later(30)) is None
        assert staff_sessions.end_others(session, sam.id, laptop) == 1
        assert staff_sessions.find(session, laptop, later(30)) is not None
        assert staff_sessions.find(session, hers, later(30)) is not None
        assert staff_sessions.find(session, old, NOW) is None
        assert staff_sessions.end_all(session, sam.id) == 1


def test_a_locked_session_says_since_when_until_it_is_unlocked(
    database: Database, sam: staff.StaffMember
) -> None:
    with database.write() as session:
        token = staff_sessions.start(session, sam.id, NOW)
        staff_sessions.lock(session, token, later(900))
        staff_sessions.lock(session, token, later(960))
        found = staff_sessions.find(session, token, later(970))
        assert found is not None
        assert found.locked_at == later(900)
        staff_sessions.unlock(session, token, later(980))
        found = staff_sessions.find(session, token, later(990))
    assert found is not None
    assert (found.locked_at, found.seen_at) == (None, later(980))


def test_a_second_factor_counts_from_its_first_code_and_each_code_is_good_once(
    database: Database, sam: staff.StaffMember
) -> None:
    with database.write() as session:
        sign_in_secrets.put_secret(session, sam.id, "JBSWY3DPEHPK3PXP")
        waiting = staff.get(session, sam.id)
        assert waiting is not None
        assert not waiting.second_factor
        assert sign_in_secrets.secret_of(session, sam.id) == "JBSWY3DPEHPK3PXP"
        assert sign_in_secrets.accept_step(session, sam.id, 100)
        assert not sign_in_secrets.accept_step(session, sam.id, 100)
        assert not sign_in_secrets.accept_step(session, sam.id, 99)
        confirmed = staff.get(session, sam.id)
        assert confirmed is not None
        assert confirmed.second_factor
        assert sign_in_secrets.forget_secret(session, sam.id)
        assert not sign_in_secrets.forget_secret(session, sam.id)
        assert sign_in_secrets.secret_of(session, sam.id) is None


def test_of_two_who_use_the_same_code_at_once_one_gets_in(
    database: Database, other_process: Database, sam: staff.StaffMember
) -> None:
    with database.write() as session:
        sign_in_secrets.put_secret(session, sam.id, "JBSWY3DPEHPK3PXP")

    def use(opened: Database) -> bool:
        with opened.write() as session:
            return sign_in_secrets.accept_step(session, sam.id, 7)

    assert sorted(at_once(lambda: use(database), lambda: use(other_process))) == [False, True]


def test_two_administrators_cannot_put_each_other_out_at_once(
    database: Database, other_process: Database
) -> None:
    with database.write() as session:
        ids = [staff.add(session, n, n, "x", ["administrator"]).id for n in ("ana", "ben")]

    def put_out(opened: Database, staff_id: str) -> None:
        with opened.write() as session:
            if not staff.is_last_administrator(session, staff_id):
                staff.change(session, staff_id, active=False)

    at_once(lambda: put_out(database, ids[0]), lambda: put_out(other_process, ids[1]))
    with database.read() as session:
        assert [each.active for each in staff.everyone(session)].count(True) == 1


def test_a_member_is_tied_to_one_subject_of_the_identity_provider(
    database: Database, sam: staff.StaffMember
) -> None:
    with database.write() as session:
        assert staff.link(session, sam.id, "subject-1")
        assert staff.link(session, sam.id, "subject-1")
        assert not staff.link(session, sam.id, "subject-2")
        found = staff.by_oidc_subject(session, "subject-1")
        assert found is not None
        assert found.id == sam.id
        assert staff.by_oidc_subject(session, "subject-2") is None
