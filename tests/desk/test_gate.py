from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from first_step.desk import sessions
from first_step.store import alerts, audit, referrals, staff
from first_step.store.database import Database

from .cast import Browser, add_alert, add_referral

Open = Callable[..., Browser]
POSTS = ("/sign-out", "/stay", "/alerts/1/acknowledge")


def posts_about(reference: str) -> list[str]:
    steps = ("details", "take", "move", "notes")
    return [*POSTS, *(f"/referrals/{reference}/{step}" for step in steps)]


def test_without_signing_in_every_page_leads_to_the_sign_in(
    browser: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    for path in ("/", "/wording", "/search?reference=x", f"/referrals/{reference}", "/no/such"):
        assert "<h1>Sign in</h1>" in browser.open(path)
        assert reference not in browser.text.replace(f'value="/referrals/{reference}"', "")
    assert browser.client.get("/desk/queue/live").status_code == 401


def test_no_post_works_without_the_token_of_a_page(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    add_alert(database)
    for path in posts_about(reference):
        for token in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}):
            answer = alice.client.post("/desk" + path, data=token)
            assert answer.status_code == 403, path
            assert "Nothing was saved" in answer.text
            assert "07700" not in answer.text
    with database.read() as session:
        assert referrals.get(session, reference).assigned_to is None
        assert len(alerts.unacknowledged(session)) == 1


def test_the_token_of_another_browser_is_refused(open_desk: Open) -> None:
    alice, bob = open_desk(), open_desk()
    alice.sign_in("alice")
    bob.sign_in("bob")
    alice.open("/")
    bob.text = alice.text
    bob.send("/stay")
    assert bob.status == 403


def test_signing_in_needs_a_token_too(browser: Browser) -> None:
    browser.open("/sign-in")
    answer = browser.client.post("/desk/sign-in", data={"login": "alice", "password": "x"})
    assert answer.status_code == 403


def test_a_post_that_the_browser_says_comes_from_another_site_is_refused(alice: Browser) -> None:
    alice.open("/")
    alice.client.headers["Sec-Fetch-Site"] = "cross-site"
    alice.send("/stay")
    assert alice.status == 403


def test_charlie_may_not_see_referrals_and_the_refusal_is_written_down(
    charlie: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    for path in ("/", "/queue/live", "/search?reference=" + reference, f"/referrals/{reference}"):
        page = charlie.open(path)
        assert charlie.status == 403
        assert "Your role cannot see this" in page
        assert "07700" not in page
        assert "Kev" not in page
    with database.read() as session:
        entry = audit.latest(session, 1)[0]
    assert (entry.event, entry.about) == ("refused", "see_referrals")


def test_charlie_may_not_do_anything_with_referrals_or_alerts(
    charlie: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    alert = add_alert(database)
    charlie.open("/wording")
    page = charlie.text
    for path in posts_about(reference):
        if path in ("/sign-out", "/stay"):
            continue
        charlie.text = page
        charlie.send(path, status="reached", reason="x", note="x")
        assert charlie.status == 403
    with database.read() as session:
        assert len(referrals.get(session, reference).history) == 1
        assert [each.id for each in alerts.unacknowledged(session)] == [alert]


def test_charlie_is_led_to_the_wording_and_sees_no_link_to_the_queue(charlie: Browser) -> None:
    assert "<h1>Content</h1>" in charlie.text
    assert ">Queue<" not in charlie.text


@pytest.mark.parametrize("login", ["alice", "bob"])
def test_admissions_and_duty_manager_see_referrals(browser: Browser, login: str) -> None:
    assert "<h1>Queue</h1>" in browser.sign_in(login)


def test_every_page_says_what_a_browser_may_do(alice: Browser) -> None:
    for path in ("/", "/wording", "/no/such/page", "/sign-in"):
        headers = alice.client.get("/desk" + path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-frame-options"] == "DENY"


def test_no_page_has_a_script_or_style_of_its_own(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    for path in ("/", f"/referrals/{reference}", "/wording", "/no/such/page"):
        page = alice.open(path)
        assert "<style" not in page
        assert " style=" not in page
        assert "onclick" not in page
        assert (
            page.count("<script") == page.count('src="/desk/static/') == (4 if path == "/" else 3)
        )


def test_styles_and_script_are_small_and_kept(browser: Browser) -> None:
    for name in ("desk.css", "desk.js"):
        answer = browser.client.get(f"/desk/static/{name}")
        assert answer.status_code == 200
        assert len(answer.content) < 24_000
        assert "immutable" in answer.headers["cache-control"]


def test_a_page_that_does_not_exist_says_so_kindly(alice: Browser) -> None:
    page = alice.open("/no/such/page")
    assert alice.status == 404
    assert "There is nothing here" in page


def test_a_form_that_is_too_large_or_no_form_is_refused(alice: Browser) -> None:
    alice.open("/")
    for body in (b"x" * 20_000, b"a=%ff%fe", b"a=1&" * 70, b"\xff\xfe"):
        answer = alice.client.post("/desk/stay", content=body)
        assert answer.status_code == 400
        assert "could not be read" in answer.text


def test_when_the_records_are_away_the_page_says_that_nothing_was_lost(
    alice: Browser, database: Database, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from first_step.admissions.errors import StoreUnavailable

    def away() -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(database, "read", away)
    page = alice.open("/")
    assert alice.status == 503
    assert "Nothing was lost" in page
    assert sessions.COOKIE in alice.client.cookies


def every_post(open_desk: Open) -> list[str]:
    """Return the path of every route of the desk that takes a POST, made concrete."""
    mount = open_desk().client.app.routes[0]  # type: ignore[attr-defined]
    posts = [each.path for each in mount.routes if "POST" in (getattr(each, "methods", None) or ())]
    assert len(posts) > 25
    return [re.sub(r"\{[^}]*int\}", "1", path) for path in posts]


def test_no_route_at_all_takes_a_post_without_a_token(
    dana: Browser, database: Database, open_desk: Open
) -> None:
    reference = add_referral(database).reference
    with database.read() as session:
        alice = staff.by_login(session, "alice")
        before = audit.last_seq(session)
    assert alice is not None
    stranger = open_desk()
    stranger.open("/sign-in")
    for route in every_post(open_desk):
        path = re.sub(r"\{staff_id\}", alice.id, re.sub(r"\{reference\}", reference, route))
        path = re.sub(r"\{[^}]*\}", "x", path)
        for who in (dana, stranger) if "sign-in" in path else (dana,):
            for token in ({}, {"csrf": "0" * 64}):
                answer = who.client.post("/desk" + path, data=token)
                assert answer.status_code == 403, path
                assert "Nothing was saved" in answer.text, path
    with database.read() as session:
        assert audit.last_seq(session) == before
        assert staff.get(session, alice.id) == alice
