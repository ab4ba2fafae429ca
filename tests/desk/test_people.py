from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from first_step.store import audit, referrals, staff
from first_step.store.database import Database

from .cast import NOW, PASSWORD, Browser, add_referral, id_of

Open = Callable[..., Browser]
_MADE = re.compile(r"<code>([a-z0-9-]{19})</code>")
NEW = "seven otters juggling marmalade"


def events(database: Database, about: str) -> list[str]:
    with database.read() as session:
        return [each.event for each in audit.latest(session, 30, about=about)]


def test_somebody_added_chooses_a_password_before_anything_else(
    dana: Browser, open_desk: Open, database: Database
) -> None:
    dana.open("/people")
    dana.send("/people", name="Sam Okoro", login="sam", role_admissions="1")
    password = dana.found(_MADE)
    assert password
    assert password not in dana.open("/people")
    sam = open_desk()
    assert "Yours was made by somebody else" in sam.sign_in("sam", password)
    for path in ("/", "/account", "/wording"):
        assert "<h1>Change your password</h1>" in sam.open(path)
    page = sam.send("/account/password", password=password, new_password=NEW, again=NEW)
    assert "Your password is changed" in page
    assert "<h1>Queue</h1>" in sam.open("/")
    assert events(database, id_of(database, "sam"))[-1] == "person_added"


def test_a_login_that_is_taken_and_a_form_half_filled_are_said_kindly(dana: Browser) -> None:
    dana.open("/people")
    assert "has this login" in dana.send("/people", name="A", login="ALICE", role_admissions="1")
    assert 'value="ALICE"' in dana.text
    assert "at least one role" in dana.send("/people", name="A", login="new", role_boss="1")
    assert "Give a name" in dana.send("/people", name="A", login="two words", role_admissions="1")


@pytest.mark.parametrize("who", ["alice", "bob", "charlie"])
def test_only_an_administrator_sees_or_changes_people(
    open_desk: Open, database: Database, who: str
) -> None:
    browser = open_desk()
    browser.sign_in(who)
    mine = id_of(database, who)
    page = browser.open("/account")
    for path in ("/people", f"/people/{mine}"):
        browser.open(path)
        assert browser.status == 403
    steps = ("roles", "deactivate", "reactivate", "password", "second-factor", "give-back")
    for path in ("/people", *(f"/people/{mine}/{step}" for step in steps)):
        browser.text = page
        browser.send(path, role_administrator="1", name="x", login="x")
        assert browser.status == 403, path
    with database.read() as session:
        assert staff.count(session) == 3
        found = staff.get(session, mine)
    assert found is not None
    assert "administrator" not in found.roles


def test_other_roles_take_hold_at_once(dana: Browser, alice: Browser, database: Database) -> None:
    mine = id_of(database, "alice")
    dana.open(f"/people/{mine}")
    assert "The roles are changed" in dana.send(f"/people/{mine}/roles", role_content_owner="1")
    assert "<h1>Sign in</h1>" in alice.open("/")
    alice.sign_in("alice")
    alice.open("/")
    assert alice.status == 403


def test_the_last_administrator_stays_one_and_stays_active(
    dana: Browser, database: Database
) -> None:
    mine = id_of(database, "dana")
    dana.open(f"/people/{mine}")
    assert "last administrator" in dana.send(f"/people/{mine}/roles", role_admissions="1")
    assert "last administrator" in dana.send(f"/people/{mine}/deactivate")
    assert "Not on your own account" in dana.send(f"/people/{mine}/password")
    assert "Not on your own account" in dana.send(f"/people/{mine}/second-factor")
    assert "<h1>People</h1>" in dana.open("/people")


@pytest.mark.parametrize("release", [True, False])
def test_whoever_leaves_is_out_at_once_and_their_requests_are_spoken_of(
    dana: Browser, alice: Browser, database: Database, release: bool
) -> None:
    mine, reference = id_of(database, "alice"), add_referral(database).reference
    with database.write() as session:
        referrals.assign(session, reference, mine, mine, NOW)
    assert "1 open request" in dana.open(f"/people/{mine}")
    dana.send(f"/people/{mine}/deactivate", **({"give_back": "1"} if release else {}))
    assert ("back in the queue" in dana.text.split("</h1>")[1].split("</p>")[0]) is release
    assert "<h1>Sign in</h1>" in alice.open("/")
    alice.sign_in("alice")
    assert alice.status == 401
    with database.read() as session:
        assert (referrals.get(session, reference).assigned_to is None) is release
    assert ("referral_given_back" in events(database, reference)) is release
    assert "can sign in again" in dana.send(f"/people/{mine}/reactivate")
    assert "<h1>Queue</h1>" in alice.sign_in("alice")


def test_a_password_is_reset_and_the_old_one_and_its_sessions_are_worth_nothing(
    dana: Browser, alice: Browser, database: Database
) -> None:
    mine = id_of(database, "alice")
    dana.open(f"/people/{mine}")
    dana.send(f"/people/{mine}/password")
    made = dana.found(_MADE)
    assert "<h1>Sign in</h1>" in alice.open("/")
    alice.sign_in("alice")
    assert alice.status == 401
    assert "<h1>Change your password</h1>" in alice.sign_in("alice", made)
    assert "password_reset" in events(database, mine)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "That is not your password"),
        (PASSWORD, NEW, NEW + "x", "not the same"),
        (PASSWORD, PASSWORD, PASSWORD, "It is the one you have"),
        (PASSWORD, "short", "short", "at least 12"),
        (PASSWORD, "qwertyuiop123", "qwertyuiop123", "easy to guess"),
        (PASSWORD, "alice alice alice x", "alice alice alice x", "login name"),
    ],
)
def test_a_password_is_changed_only_to_a_good_one_by_who_knows_the_old(
    alice: Browser, old: str, new: str, again: str, said: str
) -> None:
    alice.open("/account/password")
    assert said in alice.send("/account/password", password=old, new_password=new, again=again)
    assert new not in alice.text or new == "short"
    alice.client.cookies.clear()
    assert "<h1>Queue</h1>" in alice.sign_in("alice")


def test_changing_the_password_signs_out_everywhere_else(open_desk: Open) -> None:
    here, there = open_desk(), open_desk()
    here.sign_in("alice")
    there.sign_in("alice")
    here.open("/account/password")
    here.send("/account/password", password=PASSWORD, new_password=NEW, again=NEW)
    assert "<h1>Queue</h1>" in here.open("/")
    assert "<h1>Sign in</h1>" in there.open("/")


def test_own_sessions_are_listed_by_device_and_ended_one_or_all(
    open_desk: Open, bob: Browser
) -> None:
    browsers = [open_desk() for _ in range(3)]
    agents = ("Mozilla/5.0 (Windows NT 10.0) Firefox/130", "Mozilla/5.0 (iPhone) Safari/6", "curl")
    for browser, agent in zip(browsers, agents, strict=True):
        browser.client.headers["User-Agent"] = agent
        browser.sign_in("alice")
    here, phone, third = browsers
    page = here.open("/account")
    for family in ("Firefox on Windows", "Safari on iPhone", "another browser"):
        assert family in page
    marks = re.findall(r'name="mark" value="([0-9a-f]+)"', page)
    assert len(marks) == 2
    bob.open("/account")
    bob.send("/account/sessions/end", mark=marks[0])
    here.send("/account/sessions/end", mark=marks[0])
    still = ["<h1>Queue</h1>" in each.open("/") for each in (phone, third)]
    assert sorted(still) == [False, True]
    here.open("/account")
    here.send("/account/sessions/end-others")
    assert not any("<h1>Queue</h1>" in each.open("/") for each in (phone, third))
    assert "<h1>Queue</h1>" in here.open("/")
    assert "<h1>Queue</h1>" in bob.open("/")
