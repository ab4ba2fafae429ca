from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from first_step.desk.sign_in.limits import MOST_FOR_CODE, WINDOW
from first_step.store import sign_in_secrets, staff
from first_step.store.database import Database

from .cast import PASSWORD, Browser, Clock, settings_for

Open = Callable[..., Browser]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_KEY = re.compile(r'class="key">([A-Z2-7 ]+)<')
_SEALED = re.compile(r'name="sealed" value="([^"]+)"')
_TICKET = re.compile(r'name="ticket" value="([^"]+)"')
HALF_A_MINUTE = timedelta(seconds=30)


def code_at(clock: Clock, secret: str = SECRET, steps: int = 0) -> str:
    totp = pyotp.TOTP(secret)
    return totp.generate_otp(totp.timecode(clock()) + steps)


@pytest.fixture
def with_codes(database: Database) -> str:
    """Return alice's id; she has had one-time codes since before any of today's."""
    with database.write() as session:
        alice = staff.by_login(session, "alice")
        assert alice is not None
        sign_in_secrets.put_secret(session, alice.id, SECRET)
        sign_in_secrets.accept_step(session, alice.id, 1)
    return alice.id


def half_way(browser: Browser) -> str:
    assert "<h1>Your code</h1>" in browser.sign_in("alice")
    return browser.found(_TICKET)


def give(browser: Browser, code: str, ticket: str) -> str:
    return browser.send("/sign-in/code", code=code, ticket=ticket)


def test_after_the_password_comes_the_code_and_only_then_the_desk(
    browser: Browser, with_codes: str, clock: Clock
) -> None:
    ticket = half_way(browser)
    assert "<h1>Sign in</h1>" in browser.open("/")
    half_way(browser)
    assert "<h1>Queue</h1>" in give(browser, code_at(clock)[:3] + " " + code_at(clock)[3:], ticket)


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_phone_half_a_minute_off_still_works(
    browser: Browser, with_codes: str, clock: Clock, steps: int
) -> None:
    assert "<h1>Queue</h1>" in give(browser, code_at(clock, steps=steps), half_way(browser))


@pytest.mark.parametrize("steps", [-2, 2])
def test_an_older_or_later_code_is_refused(
    browser: Browser, with_codes: str, clock: Clock, steps: int
) -> None:
    give(browser, code_at(clock, steps=steps), half_way(browser))
    assert browser.status == 401


def test_a_code_is_good_once_even_for_who_has_the_password(
    open_desk: Open, with_codes: str, clock: Clock
) -> None:
    owner, onlooker = open_desk(), open_desk()
    give(owner, code_at(clock), half_way(owner))
    give(onlooker, code_at(clock), half_way(onlooker))
    assert onlooker.status == 401
    assert "used before" in onlooker.text
    clock.pass_by(HALF_A_MINUTE)
    assert "<h1>Queue</h1>" in give(onlooker, code_at(clock), half_way(onlooker))


def test_guessing_codes_ends_after_five_whatever_the_process(
    browser: Browser, other_desk: Callable[[], Browser], with_codes: str, clock: Clock
) -> None:
    other = other_desk()
    for number in range(MOST_FOR_CODE):
        who = other if number % 2 else browser
        give(who, "000000", half_way(who))
        assert who.status == 401
    for who in (browser, other):
        give(who, code_at(clock), half_way(who))
        assert who.status == 429
    clock.pass_by(WINDOW + timedelta(seconds=1))
    assert "<h1>Queue</h1>" in give(other, code_at(clock), half_way(other))


def test_the_ticket_to_the_second_step_is_of_one_browser_one_password_and_five_minutes(
    open_desk: Open, with_codes: str, clock: Clock, database: Database
) -> None:
    owner, thief = open_desk(), open_desk()
    ticket = half_way(owner)
    thief.open("/sign-in")
    assert "took too long" in give(thief, code_at(clock), ticket)
    assert "took too long" in give(owner, code_at(clock), ticket[:-2])
    with database.write() as session:
        staff.change(session, with_codes, password_hash="another")
    assert "took too long" in give(owner, code_at(clock), ticket)


def test_a_ticket_is_over_after_five_minutes(
    browser: Browser, with_codes: str, clock: Clock
) -> None:
    ticket = half_way(browser)
    clock.pass_by(timedelta(minutes=5))
    assert "took too long" in give(browser, code_at(clock), ticket)


def test_setting_up_counts_from_the_first_code_on(
    alice: Browser, database: Database, clock: Clock
) -> None:
    alice.open("/account/second-factor")
    assert 'src="data:image/svg+xml' in alice.text
    secret, sealed = alice.found(_KEY).replace(" ", ""), alice.found(_SEALED)
    assert len(secret) == 32
    alice.send("/account/second-factor", sealed=sealed, code="000000")
    assert alice.status == 403
    with database.read() as session:
        member = staff.by_login(session, "alice")
    assert member is not None
    assert not member.second_factor
    sealed = alice.found(_SEALED)
    page = alice.send("/account/second-factor", sealed=sealed, code=code_at(clock, secret))
    assert "One-time codes are on" in page
    with database.read() as session:
        assert sign_in_secrets.secret_of(session, member.id) == secret
    alice.client.cookies.clear()
    give(alice, code_at(clock, secret), half_way(alice))
    assert alice.status == 401, "the code that set it up is used"


def test_a_secret_of_ones_own_choosing_is_refused(alice: Browser, bob: Browser) -> None:
    bob.open("/account/second-factor")
    of_bob = bob.found(_SEALED)
    alice.open("/account/second-factor")
    for sealed in (of_bob, SECRET, ""):
        alice.open("/account/second-factor")
        alice.send("/account/second-factor", sealed=sealed, code="123456")
        assert alice.status == 400


def test_moving_or_turning_off_needs_the_code_of_now(
    browser: Browser, with_codes: str, clock: Clock, database: Database
) -> None:
    give(browser, code_at(clock), half_way(browser))
    clock.pass_by(HALF_A_MINUTE)
    browser.open("/account/second-factor")
    secret, sealed = browser.found(_KEY).replace(" ", ""), browser.found(_SEALED)
    new_code = code_at(clock, secret)
    browser.send("/account/second-factor", sealed=sealed, code=new_code, old_code="000000")
    assert browser.status == 403
    browser.send("/account/second-factor/off", old_code="000000")
    assert browser.status == 403
    assert 'aria-describedby="off-problem"' in browser.text
    with database.read() as session:
        assert sign_in_secrets.secret_of(session, with_codes) == SECRET
    page = browser.send("/account/second-factor/off", old_code=code_at(clock))
    assert "One-time codes are off" in page


@pytest.mark.parametrize(("login", "asked"), [("alice", False), ("bob", True), ("charlie", False)])
def test_where_it_is_required_those_with_most_access_do_nothing_before(
    open_desk: Open, tmp_path: Path, login: str, asked: bool, clock: Clock
) -> None:
    strict = settings_for(tmp_path, FIRST_STEP_SECOND_FACTOR="true")
    browser = open_desk(settings=strict)
    assert ("Your role needs them" in browser.sign_in(login)) is asked
    if not asked:
        return
    for path in ("/", "/people", "/audit-log", "/account"):
        assert "Your role needs them" in browser.open(path)
    secret, sealed = browser.found(_KEY).replace(" ", ""), browser.found(_SEALED)
    browser.send("/account/second-factor", sealed=sealed, code=code_at(clock, secret))
    assert "<h1>Queue</h1>" in browser.open("/")
    browser.send("/account/second-factor/off", old_code=code_at(clock, secret, 1))
    assert browser.status == 403, "it cannot be turned off where it is required"


def test_the_password_alone_is_good_for_nothing_else(browser: Browser, with_codes: str) -> None:
    half_way(browser)
    assert browser.client.get("/desk/live").status_code == 401
    assert browser.client.get("/desk/session").status_code == 401
    assert PASSWORD not in browser.text
