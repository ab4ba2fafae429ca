"""People and access in a real browser: codes by keyboard, the cover, axe, and a narrow phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from first_step.store import sign_in_secrets, staff
from tests.desk.cast import NOW, PASSWORD, PASSWORD_HASH, add_referral, contact_request, id_of

from .shift import Shift, start_shift
from .test_desk import LAPTOP, PHONE, complaints, scrolls_sideways, sign_in

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGES = ("/people", "/people/{dana}", "/people/{bob}", "/account", "/account/password")
MORE = ("/account/second-factor", "/audit-log", "/audit-log?about=nothing")


@pytest.fixture
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    started = start_shift(tmp_path_factory.mktemp("people"))
    with started.database.write() as session:
        staff.add(session, "Dana Whitcombe", "dana", PASSWORD_HASH, ["administrator"])
    yield started
    started.stop()


def paths(shift: Shift) -> list[str]:
    ids = {login: id_of(shift.database, login) for login in ("dana", "bob")}
    return [path.format(**ids) for path in (*PAGES, *MORE)]


def give_codes(shift: Shift, login: str) -> None:
    with shift.database.write() as session:
        sign_in_secrets.put_secret(session, id_of(shift.database, login), SECRET)
        sign_in_secrets.accept_step(session, id_of(shift.database, login), 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_and_none_scrolls_sideways(
    page: Page, shift: Shift, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sign_in(page, shift, "dana")
    for size in (PHONE, LAPTOP):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for path in paths(shift):
            page.goto(shift.url + path)
            assert complaints(page) == [], path
            assert not scrolls_sideways(page), path
    page.goto(shift.url + "/people")
    page.get_by_label("Name that colleagues").fill("Sam Okoro")
    page.get_by_label("Login name").fill("sam")
    page.get_by_label("Admissions").check()
    page.get_by_role("button", name="Add and show").click()
    page.get_by_role("heading", name="Password for Sam Okoro").wait_for()
    assert complaints(page) == []
    page.get_by_role("button", name="Lock").click()
    page.get_by_role("heading", name="Locked").wait_for()
    assert complaints(page) == []


def test_signing_in_with_a_code_by_keyboard_alone(page: Page, shift: Shift) -> None:
    give_codes(shift, "dana")
    page.goto(shift.url + "/sign-in")
    page.get_by_label("Login name").focus()
    page.keyboard.type("dana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Six digits")).to_be_focused()
    assert complaints(page) == []
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("not right")
    page.keyboard.type(pyotp.TOTP(SECRET).at(NOW))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


def test_what_happened_under_the_cover_is_there_when_it_is_lifted(page: Page, shift: Shift) -> None:
    sign_in(page, shift, "alice")
    shift.hour.now += timedelta(minutes=15)
    page.evaluate("document.dispatchEvent(new Event('locked'))")
    secret = page.get_by_label("Your password, or a code")
    expect(secret).to_be_focused()
    asked = contact_request("under the cover", name="Nia", phone="+447700900777")
    reference = add_referral(shift.database, asked).reference
    secret.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    expect(page.locator("#live-status")).to_be_hidden()


def test_a_page_left_alone_is_covered_and_what_was_typed_is_still_there(
    page: Page, shift: Shift
) -> None:
    sign_in(page, shift, "alice")
    page.goto(shift.url + "/referrals/" + shift.references["Kev"])
    note = page.get_by_label("Note").last
    note.fill("She said to ring the neighbour first")
    shift.hour.now += timedelta(minutes=15)
    page.evaluate("document.dispatchEvent(new Event('locked'))")
    secret = page.get_by_label("Your password, or a code")
    expect(secret).to_be_focused()
    expect(page.get_by_role("heading", name="Before you contact them")).not_to_be_visible()
    assert complaints(page) == []
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Before you contact them")).not_to_be_visible()
    secret.fill("not-the-password")
    page.keyboard.press("Enter")
    expect(page.locator("dialog .problem")).to_have_text("That is not right. Please try again.")
    secret.fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before you contact them")).to_be_visible()
    expect(note).to_have_value("She said to ring the neighbour first")
    shift.hour.now += timedelta(minutes=1)
    page.get_by_role("link", name="Queue", exact=True).click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
