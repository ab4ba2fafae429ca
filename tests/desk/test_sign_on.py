from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from first_step.store import audit, staff
from first_step.store.database import Database

from .cast import PASSWORD_HASH, Browser, Clock
from .identity_provider import ALEX, START, Provider, come_back, leave, sign_on

Open = Callable[..., Browser]


@pytest.fixture
def alex(database: Database) -> staff.StaffMember:
    with database.write() as session:
        return staff.add(session, "Alex", "alex@example.org", PASSWORD_HASH, ["admissions"])


def test_who_the_provider_vouches_for_is_let_in_and_tied_to_it(
    open_with: Open, alex: staff.StaffMember, provider: Provider, database: Database
) -> None:
    browser = open_with()
    assert "Sign in with your organisation" in browser.open("/sign-in")
    assert "<h1>Queue</h1>" in sign_on(browser)
    assert "Alex, admissions" in browser.text
    provider.person["email"] = "married-name@example.org"
    assert "<h1>Queue</h1>" in sign_on(open_with()), "known by subject from now on"
    with database.read() as session:
        events = [each.event for each in audit.latest(session, 10, about=alex.id)]
    assert events.count("signed_in") == 2
    assert events.count("person_linked") == 1


def test_a_login_given_to_somebody_new_does_not_open_the_old_ones_records(
    open_with: Open, alex: staff.StaffMember, provider: Provider
) -> None:
    sign_on(open_with())
    provider.person["sub"] = "somebody-else"
    browser = open_with()
    assert "nobody with that account" in sign_on(browser)
    assert browser.status == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of-another-sign-in"},
        {"iss": "https://elsewhere.example"},
        {"aud": "another-client"},
        {"exp": 1_700_000_000},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_this_sign_in_is_refused(
    open_with: Open, alex: staff.StaffMember, provider: Provider, claims: dict[str, object]
) -> None:
    provider.claims = claims
    browser = open_with()
    assert "did not work" in sign_on(browser)
    assert "<h1>Sign in</h1>" in browser.open("/")


@pytest.mark.parametrize("fault", ["forged", "unsigned"])
def test_a_token_that_the_provider_did_not_sign_is_refused(
    open_with: Open, alex: staff.StaffMember, provider: Provider, fault: str
) -> None:
    setattr(provider, fault, True)
    browser = open_with()
    assert "did not work" in sign_on(browser)
    assert "<h1>Sign in</h1>" in browser.open("/")


def test_the_way_back_works_in_the_browser_that_left_once_and_soon(
    open_with: Open, alex: staff.StaffMember, clock: Clock
) -> None:
    owner, victim = open_with(), open_with()
    way = leave(owner)
    assert "did not work" in come_back(victim, way), "a link cannot sign somebody else in"
    leave(victim)
    assert "did not work" in come_back(victim, way), "nor with a sign-in of their own under way"
    assert "<h1>Queue</h1>" in come_back(owner, way)
    owner.client.cookies.clear()
    assert "did not work" in come_back(owner, way)
    late = open_with()
    way = leave(late)
    clock.pass_by(timedelta(minutes=10))
    assert "did not work" in come_back(late, way)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "b-2", "email": "unknown@example.org", "email_verified": True},
        {**ALEX, "email_verified": False},
        {**ALEX, "email_verified": "true"},
        {"sub": "a-1"},
    ],
)
def test_nobody_is_let_in_without_a_verified_address_that_is_a_login(
    open_with: Open, alex: staff.StaffMember, provider: Provider, person: dict[str, object]
) -> None:
    provider.person = dict(person)
    assert "nobody with that account" in sign_on(open_with())


def test_somebody_who_left_is_not_let_in(
    open_with: Open, alex: staff.StaffMember, database: Database
) -> None:
    with database.write() as session:
        staff.change(session, alex.id, active=False)
    assert "nobody with that account" in sign_on(open_with())


def test_only_addresses_of_the_named_domains_are_taken(
    open_with: Open, alex: staff.StaffMember
) -> None:
    assert "nobody with that account" in sign_on(open_with(OIDC_DOMAINS="example.com"))
    assert "<h1>Queue</h1>" in sign_on(open_with(OIDC_DOMAINS="example.com,example.org"))


def test_groups_give_roles_and_add_people_only_where_that_is_set(
    open_with: Open, provider: Provider, database: Database
) -> None:
    provider.person["groups"] = ["helpline", "other"]
    roles = "helpline=admissions,leads=administrator"
    assert "nobody with that account" in sign_on(open_with(OIDC_ROLES=roles))
    given = {"OIDC_ROLES": roles, "OIDC_CREATE": "true"}
    assert "Alex, admissions" in sign_on(open_with(**given))
    provider.person["groups"] = ["leads"]
    assert "Alex, administrator" in sign_on(open_with(**given))
    provider.person["groups"] = ["helpline"]
    page = sign_on(open_with(**given))
    assert "Alex, admissions, administrator" in page, "the last administrator stays one"
    provider.person["groups"] = []
    assert "nobody with that account" in sign_on(open_with(**given))
    with database.read() as session:
        assert audit.verify_chain(session).whole


def test_a_provider_that_is_away_leaves_the_password_as_a_way_in(
    open_with: Open, alex: staff.StaffMember, tmp_path: Path
) -> None:
    browser = open_with(OIDC_ISSUER="http://127.0.0.1:9")
    page = browser.open("/sign-in/provider")
    assert "use your password" in page
    browser.text = page
    assert "<h1>Queue</h1>" in browser.sign_in("alex@example.org")


def test_without_a_provider_there_is_no_such_way(browser: Browser) -> None:
    assert "your organisation" not in browser.open("/sign-in")
    browser.open("/sign-in/provider")
    assert browser.status == 404


def test_who_has_no_password_lifts_the_lock_through_the_provider(
    open_with: Open, alex: staff.StaffMember
) -> None:
    browser = open_with()
    sign_on(browser)
    assert "<h1>Locked</h1>" in browser.send("/lock")
    assert f'href="{START}"' in browser.text
    assert "<h1>Queue</h1>" in sign_on(browser)
