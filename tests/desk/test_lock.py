from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from first_step.desk.sign_in.limits import MOST_FOR_LOGIN
from first_step.store import referrals, sign_in_secrets, staff
from first_step.store.database import Database

from .cast import _CSRF, PASSWORD, Browser, Clock, add_referral

LEFT_ALONE = timedelta(minutes=15)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def left_alone(alice: Browser, clock: Clock, database: Database) -> Browser:
    """Return alice's browser, with a page open that she left a quarter of an hour ago."""
    add_referral(database)
    alice.open("/account")
    clock.pass_by(LEFT_ALONE)
    return alice


def test_a_desk_left_alone_shows_nothing_and_says_nobody(left_alone: Browser) -> None:
    page = left_alone.open("/")
    assert "<h1>Locked</h1>" in page
    assert "Alice" not in page
    assert "FS-" not in page
    assert left_alone.client.get("/desk/queue/live").status_code == 423
    assert left_alone.client.get("/desk/live").status_code == 423
    assert left_alone.client.get("/desk/search", headers={"HX-Request": "true"}).status_code == 423


def test_nothing_is_done_under_the_lock_and_staying_does_not_lift_it(
    left_alone: Browser, database: Database
) -> None:
    with database.read() as session:
        reference = referrals.list_open(session)[0].reference
    page = left_alone.text
    for path in (f"/referrals/{reference}/take", "/stay", "/account/sessions/end-others"):
        left_alone.text = page
        assert "The desk was locked" in left_alone.send(path)
        assert left_alone.status == 423
    with database.read() as session:
        assert referrals.get(session, reference).assigned_to is None


def test_the_password_shows_the_page_that_was_open(left_alone: Browser) -> None:
    left_alone.open("/wording")
    page = left_alone.send("/unlock", secret=PASSWORD, next="/wording")
    assert "<h1>Content</h1>" in page


def test_a_script_unlocks_without_leaving_its_page_and_its_token_stays_good(
    left_alone: Browser,
) -> None:
    token = left_alone.found(_CSRF)
    headers = {"X-CSRF-Token": token}

    def unlock(secret: str) -> int:
        answer = left_alone.client.post("/desk/unlock", data={"secret": secret}, headers=headers)
        assert answer.status_code == 204 or "not right" in answer.json()["problem"]
        return int(answer.status_code)

    assert unlock("not-the-password") == 403
    assert left_alone.client.get("/desk/session").json()["locks_in"] == 0
    assert unlock(PASSWORD) == 204
    assert left_alone.client.post("/desk/stay", headers=headers).status_code == 204


def test_a_code_unlocks_as_well_and_only_once(
    left_alone: Browser, database: Database, clock: Clock
) -> None:
    with database.write() as session:
        alice = staff.by_login(session, "alice")
        assert alice is not None
        sign_in_secrets.put_secret(session, alice.id, SECRET)
        sign_in_secrets.accept_step(session, alice.id, 1)
    code = pyotp.TOTP(SECRET).at(clock())
    left_alone.open("/")
    assert "<h1>Queue</h1>" in left_alone.send("/unlock", secret=code)
    left_alone.send("/lock")
    left_alone.send("/unlock", secret=code)
    assert left_alone.status == 403


def test_guessing_at_the_lock_counts_with_guessing_at_the_door(
    left_alone: Browser, open_desk: Callable[..., Browser]
) -> None:
    left_alone.open("/")
    for _ in range(MOST_FOR_LOGIN):
        left_alone.send("/unlock", secret="not-the-password")
        assert left_alone.status == 403
    left_alone.send("/unlock", secret=PASSWORD)
    assert left_alone.status == 429
    other = open_desk("198.51.100.9")
    other.sign_in("alice")
    assert other.status == 429


def test_after_half_an_hour_the_session_is_over_lock_or_not(
    left_alone: Browser, clock: Clock
) -> None:
    left_alone.open("/")
    page = left_alone.text
    clock.pass_by(LEFT_ALONE)
    left_alone.text = page
    assert "<h1>Sign in</h1>" in left_alone.send("/unlock", secret=PASSWORD)


def test_locking_by_hand_covers_at_once(alice: Browser) -> None:
    assert "<h1>Locked</h1>" in alice.send("/lock")
    assert "<h1>Locked</h1>" in alice.open("/")
    assert "<h1>Queue</h1>" in alice.send("/unlock", secret=PASSWORD)


def test_somebody_else_at_a_locked_desk_can_sign_out(left_alone: Browser) -> None:
    left_alone.open("/")
    assert "You are signed out." in left_alone.send("/sign-out")
