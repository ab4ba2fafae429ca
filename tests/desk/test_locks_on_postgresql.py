"""What several people change at the desk at once, on PostgreSQL: nobody deadlocks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from first_step.admissions.settings import Settings
from first_step.store import audit, referrals, staff
from first_step.store.database import Database
from first_step.store.migrating import migrate
from tests.postgres import until_it_waits
from tests.store.conftest import drop_postgres, make_postgres

from .cast import NOW, PASSWORD_HASH, Browser, add_cast, add_referral, contact_request
from .cast import settings_for as desk_settings
from .identity_provider import Provider, sign_on


@pytest.fixture
def settings(postgres: str, tmp_path: Path) -> Iterator[Settings]:
    url = make_postgres(postgres, "desk_" + uuid.uuid4().hex)
    made = desk_settings(tmp_path, FIRST_STEP_DATABASE_URL=url)
    migrate(made)
    yield made
    drop_postgres(postgres, url)


@pytest.fixture
def database(database: Database) -> Database:
    with database.write() as session:
        add_cast(session)
    return database


def test_who_gives_several_away_while_a_colleague_works_on_one_of_them_waits_and_then_does(
    database: Database, bob: Browser
) -> None:
    first, second = sorted(
        add_referral(
            database, contact_request(str(number), phone=f"+44770090012{number}", email=None)
        ).reference
        for number in range(2)
    )
    picked = {f"pick-{each}": "yes" for each in (first, second)}
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            referrals.add_event(session, second, "note", "alice", NOW, "rang, no answer")
            giving = pool.submit(bob.send, "/queue/take", what="take", **picked)
            until_it_waits(session, giving)
            audit.write(session, "alice", "note_added", second, NOW, {})
        giving.result()
    with database.read() as session:
        given = [referrals.get(session, each).assigned_to for each in (first, second)]
    assert None not in given


def test_a_sign_on_that_links_and_changes_roles_waits_while_a_colleague_changes_people(
    database: Database, open_with: Callable[..., Browser], provider: Provider
) -> None:
    with database.write() as session:
        staff.add(session, "Alex", "alex@example.org", PASSWORD_HASH, ["auditor"])
    provider.person["groups"] = ["helpline"]
    browser = open_with(OIDC_ROLES="helpline=admissions")
    with ThreadPoolExecutor(1) as pool:
        with database.write() as session:
            alice = staff.by_login(session, "alice")
            assert alice is not None
            staff.change(session, alice.id, must_change_password=True)
            session.flush()
            signing_on = pool.submit(sign_on, browser)
            until_it_waits(session, signing_on)
            audit.write(session, alice.id, "password_reset", alice.id, NOW, {})
        assert "Alex, admissions" in signing_on.result()
