from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from first_step.admissions.errors import MissingSecret
from first_step.admissions.settings import read_settings
from first_step.desk import sessions
from first_step.desk.app import create_desk
from first_step.desk.passwords import Passwords
from first_step.desk.sign_in.limits import MOST_FOR_ADDRESS, MOST_FOR_LOGIN, WINDOW
from first_step.store import audit, staff
from first_step.store.database import Database

from .cast import CHEAP, PASSWORD, PASSWORD_HASH, Browser, Clock, settings_for

Open = Callable[..., Browser]


def audited(database: Database) -> list[str]:
    with database.read() as session:
        return [entry.event for entry in audit.latest(session, 50)]


def test_the_right_password_leads_to_the_queue(browser: Browser, database: Database) -> None:
    page = browser.sign_in("alice")
    assert browser.status == 200
    assert "<h1>Queue</h1>" in page
    assert "Alice, admissions" in page
    assert "signed_in" in audited(database)


def test_capitals_in_the_login_do_not_matter(browser: Browser) -> None:
    assert "<h1>Queue</h1>" in browser.sign_in(" Alice ")


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(browser: Browser) -> None:
    wrong = browser.sign_in("alice", "not-the-password")
    wrong_status = browser.status
    unknown = browser.sign_in("nobody", "not-the-password")
    assert wrong_status == browser.status == 401
    assert wrong.replace("alice", "nobody") == unknown
    assert "not-the-password" not in wrong


@pytest.mark.parametrize("login", ["alice", "nobody", "gone", ""])
def test_every_login_costs_one_hash_of_the_same_strength(
    open_desk: Open, database: Database, login: str
) -> None:
    with database.write() as session:
        gone = staff.add(session, "Gone", "gone", PASSWORD_HASH, ["admissions"])
        staff.change(session, gone.id, active=False)
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, stored: str | bytes, password: str | bytes) -> bool:
            verified.append(str(stored).rsplit("$", 2)[0])
            return super().verify(stored, password)

    browser = open_desk(passwords=Passwords(Counting(*CHEAP)))
    browser.sign_in(login, "not-the-password")
    assert browser.status == 401
    assert verified == [PASSWORD_HASH.rsplit("$", 2)[0]]


def test_signing_in_makes_a_hash_of_another_strength_anew(
    open_desk: Open, database: Database
) -> None:
    harder = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    open_desk(passwords=harder).sign_in("alice")
    with database.read() as session:
        alice = staff.by_login(session, "alice")
    assert alice is not None
    assert not harder.outdated(alice.password_hash)
    assert harder.match(alice.password_hash, PASSWORD)


def test_somebody_who_left_cannot_sign_in(browser: Browser, database: Database) -> None:
    with database.write() as session:
        member = staff.by_login(session, "alice")
        assert member is not None
        staff.change(session, member.id, active=False)
    browser.sign_in("alice")
    assert browser.status == 401


@pytest.mark.parametrize("login", ["alice", "nobody"])
def test_too_many_tries_for_a_login_are_refused_even_with_the_right_password(
    browser: Browser, login: str, clock: Clock
) -> None:
    for _ in range(MOST_FOR_LOGIN):
        browser.sign_in(login, "not-the-password")
        assert browser.status == 401
    page = browser.sign_in(login, PASSWORD)
    assert browser.status == 429
    assert "Wait 15 minutes" in page
    clock.pass_by(WINDOW + timedelta(seconds=1))
    browser.sign_in(login, PASSWORD)
    assert browser.status == (200 if login == "alice" else 401)


def test_tries_beyond_the_limit_do_not_lengthen_the_wait(browser: Browser, clock: Clock) -> None:
    for _ in range(MOST_FOR_LOGIN):
        browser.sign_in("alice", "not-the-password")
    clock.pass_by(WINDOW - timedelta(minutes=1))
    browser.sign_in("alice", "not-the-password")
    assert browser.status == 429
    clock.pass_by(timedelta(minutes=1, seconds=1))
    browser.sign_in("alice")
    assert browser.status == 200


def test_an_address_that_tries_many_logins_is_refused_and_others_are_not(open_desk: Open) -> None:
    guesser, other = open_desk("203.0.113.7"), open_desk("198.51.100.9")
    for number in range(MOST_FOR_ADDRESS):
        guesser.sign_in(f"login-{number}", "x")
    guesser.sign_in("alice")
    assert guesser.status == 429
    other.sign_in("alice")
    assert other.status == 200


def test_a_forged_forwarding_header_does_not_change_the_address(open_desk: Open) -> None:
    guesser = open_desk()
    for number in range(MOST_FOR_ADDRESS):
        guesser.sign_in(f"login-{number}", "x")
    guesser.client.headers["X-Forwarded-For"] = "198.51.100.9"
    guesser.sign_in("alice")
    assert guesser.status == 429


def test_typing_an_address_as_login_does_not_lock_that_address(open_desk: Open) -> None:
    guesser, office = open_desk("198.51.100.9"), open_desk("203.0.113.7")
    for _ in range(MOST_FOR_LOGIN):
        guesser.sign_in("address:203.0.113.7", "x")
    office.sign_in("alice")
    assert office.status == 200


def test_signing_in_well_forgets_the_tries_before(browser: Browser) -> None:
    for _ in range(MOST_FOR_LOGIN - 1):
        browser.sign_in("alice", "not-the-password")
    browser.sign_in("alice")
    assert browser.status == 200
    browser.client.cookies.clear()
    for _ in range(MOST_FOR_LOGIN - 1):
        browser.sign_in("alice", "not-the-password")
    assert browser.status == 401


def test_the_audit_log_holds_failures_but_nothing_that_was_typed(
    browser: Browser, database: Database
) -> None:
    browser.sign_in("my-secret-password", "x")
    with database.read() as session:
        entry = audit.latest(session, 1)[0]
        assert audit.verify_chain(session).whole
    assert entry.event == "sign_in_failed"
    assert "secret" not in repr(entry)


def test_the_cookie_is_kept_from_scripts_and_other_sites(open_desk: Open, tmp_path: Path) -> None:
    def cookie_of(browser: Browser) -> str:
        browser.open("/sign-in")
        token = browser.client.cookies.get(sessions.COOKIE)
        assert token
        return str(browser.client.get("/desk/sign-in").headers["set-cookie"])

    plain = cookie_of(open_desk()).lower()
    assert "httponly" in plain
    assert "samesite=lax" in plain
    assert "path=/desk" in plain
    assert "secure" not in plain
    secure = settings_for(tmp_path, FIRST_STEP_PUBLIC_URL="https://desk.example.org")
    assert "; secure" in cookie_of(open_desk(settings=secure, browser_at="https")).lower()


def test_the_token_changes_at_sign_in_and_only_its_hash_is_stored(
    browser: Browser, tmp_path: Path
) -> None:
    browser.open("/sign-in")
    before = browser.client.cookies.get(sessions.COOKIE)
    browser.sign_in("alice")
    after = browser.client.cookies.get(sessions.COOKIE)
    assert after
    assert after != before
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("first-step.db*"))
    assert after.encode() not in stored


def test_a_session_ends_after_half_an_hour_without_use(alice: Browser, clock: Clock) -> None:
    for _ in range(3):
        clock.pass_by(timedelta(minutes=14))
        assert "<h1>Queue</h1>" in alice.open("/")
    clock.pass_by(timedelta(minutes=31))
    assert "<h1>Sign in</h1>" in alice.open("/")


def test_what_the_script_asks_for_by_itself_is_no_use(alice: Browser, clock: Clock) -> None:
    for _ in range(3):
        clock.pass_by(timedelta(minutes=11))
        alice.open("/queue/live")
    assert alice.status == 401
    assert alice.client.get("/desk/session").status_code == 401


def test_a_session_ends_after_twelve_hours_in_any_case(alice: Browser, clock: Clock) -> None:
    for _ in range(60):
        clock.pass_by(timedelta(minutes=12))
        alice.open("/")
    assert "<h1>Sign in</h1>" in alice.text


def test_staying_signed_in_lengthens_the_session(alice: Browser, clock: Clock) -> None:
    alice.open("/")
    clock.pass_by(timedelta(minutes=13))
    assert alice.client.get("/desk/session").json() == {"seconds_left": 1020, "locks_in": 120}
    alice.send("/stay")
    assert alice.status == 204
    assert alice.client.get("/desk/session").json() == {"seconds_left": 1800, "locks_in": 900}


def test_signing_out_ends_the_session_on_the_server_too(alice: Browser, database: Database) -> None:
    token = alice.client.cookies.get(sessions.COOKIE)
    page = alice.send("/sign-out")
    assert "You are signed out." in page
    alice.client.cookies.set(sessions.COOKIE, str(token), path="/desk")
    assert "<h1>Sign in</h1>" in alice.open("/")
    assert "signed_out" in audited(database)


def test_after_signing_in_the_wanted_page_opens_but_never_another_site(browser: Browser) -> None:
    browser.open("/wording")
    assert 'name="next" value="/wording"' in browser.text
    page = browser.send("/sign-in", login="alice", password=PASSWORD, next="/wording")
    assert "<h1>Content</h1>" in page
    for away in ("//evil.example", "https://evil.example", "/\\evil.example", "/sign-out"):
        browser.client.cookies.clear()
        browser.open("/sign-in")
        page = browser.send("/sign-in", login="alice", password=PASSWORD, next=away)
        assert "<h1>Queue</h1>" in page


def test_the_desk_does_not_start_without_its_key(
    database: Database, library: object, tmp_path: Path
) -> None:
    settings = read_settings({"FIRST_STEP_DATA_DIR": str(tmp_path)})
    with pytest.raises(MissingSecret):
        create_desk(database, library, settings)  # type: ignore[arg-type]


def test_a_cookie_planted_before_the_sign_in_is_worth_nothing_after_it(open_desk: Open) -> None:
    thief, victim = open_desk(), open_desk()
    thief.open("/sign-in")
    planted = str(thief.client.cookies.get(sessions.COOKIE))
    victim.client.cookies.set(sessions.COOKIE, planted, path="/desk")
    victim.open("/sign-in")
    assert "<h1>Queue</h1>" in victim.send("/sign-in", login="alice", password=PASSWORD)
    assert "<h1>Sign in</h1>" in thief.open("/")


def test_tries_count_together_in_every_process(
    open_desk: Open, other_desk: Callable[[], Browser]
) -> None:
    one, other = open_desk("203.0.113.7"), other_desk()
    for number in range(MOST_FOR_LOGIN):
        (one if number % 2 else other).sign_in("alice", "not-the-password")
    for desk in (one, other):
        desk.sign_in("alice")
        assert desk.status == 429
