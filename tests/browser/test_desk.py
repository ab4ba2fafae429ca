"""The staff console in a real browser: by keyboard, on a small phone, and for a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from first_step.admissions.referral import Status
from first_step.cli.demo_counts import add_counts
from first_step.store import alerts, duties, handover_notes, referrals, staff
from tests.desk.cast import NOW, PASSWORD, add_referral, contact_request

from .conftest import PATIENCE_MS
from .shift import Shift, start_shift

PHONE, NARROWEST, LAPTOP = (360, 740), (320, 640), (1280, 800)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    started = start_shift(tmp_path_factory.mktemp("shift"))
    yield started
    started.stop()


@pytest.fixture
def new_shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    started = start_shift(tmp_path_factory.mktemp("new-shift"), full=False)
    yield started
    started.stop()


@pytest.fixture(autouse=True)
def nothing_is_refused_by_the_policy(page: Page) -> Iterator[None]:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    yield
    assert problems == []


def sign_in(page: Page, shift: Shift, login: str = "alice") -> None:
    page.goto(shift.url + "/sign-in")
    page.get_by_label("Login name").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def addresses(shift: Shift) -> dict[str, str]:
    """Return every kind of page, by name."""
    return {
        "queue": "/",
        "mine": "/?show=mine",
        "enquiry": "/enquiry",
        "duty": "/duty",
        "handover": "/handover",
        "request": "/referrals/" + shift.references["Kev"],
        "long": "/referrals/" + shift.references["Dr"],
        "wording": "/wording",
        "nothing": "/no/such/page",
    }


def complaints(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES["runOnly"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


def scrolls_sideways(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier_that_axe_can_find(page: Page, shift: Shift, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.goto(shift.url + "/sign-in")
    assert complaints(page) == []
    sign_in(page, shift)
    for name, path in addresses(shift).items():
        page.goto(shift.url + path)
        assert complaints(page) == [], name
    page.goto(shift.url + addresses(shift)["request"])
    page.get_by_role("button", name="Show details").click()
    page.get_by_role("link", name="07700 900461").wait_for()
    assert complaints(page) == []


@pytest.mark.parametrize("size", [PHONE, NARROWEST, LAPTOP])
def test_no_page_scrolls_sideways(page: Page, shift: Shift, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(shift.url + "/sign-in")
    assert not scrolls_sideways(page)
    sign_in(page, shift)
    for name, path in addresses(shift).items():
        page.goto(shift.url + path)
        assert not scrolls_sideways(page), name
    page.goto(shift.url + addresses(shift)["long"])
    page.get_by_role("button", name="Show details").click()
    page.get_by_text("Dr Bartholomew").wait_for()
    assert not scrolls_sideways(page)


def test_everything_that_is_pressed_is_large_enough_on_a_phone(page: Page, shift: Shift) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    sign_in(page, shift)
    for path in ("/", addresses(shift)["request"]):
        page.goto(shift.url + path)
        for button in page.get_by_role("button").all():
            box = button.bounding_box()
            assert box is None or (box["height"] >= 44 and box["width"] >= 44)
        for link in page.locator("nav a, .requests a, .crumb a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_insight_has_no_barrier_with_numbers_and_without(
    page: Page, new_shift: Shift, size: tuple[int, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, new_shift, "bob")
    page.goto(new_shift.url + "/insight")
    expect(page.get_by_role("heading", name="Nothing to show yet")).to_be_visible()
    assert complaints(page) == []
    with new_shift.database.write() as session:
        add_counts(session, NOW)
    page.get_by_label("Period").select_option("7")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("img", name="Bars: questions by topic")).to_be_visible()
    for number in range(page.locator(".insight-part details").count()):
        page.locator(".insight-part summary").nth(number).click()
    page.get_by_role("columnheader", name="Website").wait_for()
    assert complaints(page) == []
    assert not scrolls_sideways(page)


def test_the_whole_way_by_keyboard_alone(page: Page, new_shift: Shift) -> None:
    add_referral(new_shift.database)
    page.goto(new_shift.url + "/sign-in")
    page.get_by_label("Login name").focus()
    page.keyboard.type("alice")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Queue").wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    press_tab_to(page, "open-FS-")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Before you contact them")).to_be_visible()
    page.get_by_role("button", name="Show details").press("Enter")
    expect(page.get_by_role("heading", name="Who to call, and when")).to_be_focused()
    page.get_by_role("button", name="Take it").press("Enter")
    expect(page.get_by_text("This request is yours now.")).to_be_visible()
    page.get_by_role("radio", name="Reached them").press("Space")
    page.get_by_label("A few words, if you like").focus()
    page.keyboard.type("Spoke for ten minutes")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The call is kept.")).to_be_visible()
    expect(page.get_by_text("Spoke for ten minutes")).to_be_visible()


def press_tab_to(page: Page, id_start: str) -> None:
    for _ in range(30):
        page.keyboard.press("Tab")
        if str(page.evaluate("document.activeElement.id")).startswith(id_start):
            return
    raise AssertionError(f"Tab does not reach {id_start}")


def test_a_new_request_and_an_alert_appear_without_reloading(page: Page, new_shift: Shift) -> None:
    sign_in(page, new_shift)
    expect(page.get_by_text("Nobody is waiting")).to_be_visible()
    reference = add_referral(new_shift.database).reference
    with new_shift.database.write() as session:
        alerts.raise_alert(session, "b81d02", "crisis_overdose", "act", {}, NOW)
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    expect(page.get_by_text("Possible overdose").first).to_be_visible()
    expect(page.locator("#live-news")).to_have_text("1 open request.")


def test_refreshing_keeps_the_place_of_the_keyboard(page: Page, new_shift: Shift) -> None:
    first = add_referral(new_shift.database).reference
    sign_in(page, new_shift)
    page.get_by_role("link", name=first).focus()
    second = add_referral(
        new_shift.database,
        contact_request("2", phone="+447700900002"),
        due_at=NOW - timedelta(hours=1),
    ).reference
    expect(page.get_by_role("link", name=second)).to_be_visible()
    expect(page.get_by_role("link", name=first)).to_be_focused()


def test_shortcuts_go_through_the_list_and_can_be_turned_off(page: Page, new_shift: Shift) -> None:
    first, second = (
        add_referral(
            new_shift.database,
            contact_request(str(number), phone=f"+44770090000{number}"),
            due_at=NOW + timedelta(hours=number),
        ).reference
        for number in (1, 2)
    )
    sign_in(page, new_shift)
    page.wait_for_load_state()  # before its script runs, a key does nothing
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=first)).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=second)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name=f"Pick {second}")).to_be_checked()
    expect(page.get_by_text("1 ticked")).to_be_visible()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name=first)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Reference, name or number")).to_be_focused()
    page.keyboard.type("nj")
    expect(page.get_by_label("Reference, name or number")).to_have_value("nj")
    page.get_by_role("heading", name="Queue").click()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    assert complaints(page) == []
    page.get_by_label("Use shortcuts in this browser").press("Space")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Queue").click()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    page.keyboard.press("?")
    page.get_by_label("Use shortcuts in this browser").press("Space")
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Queue").click()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name=f"Request {first}")).to_be_visible()


def test_a_tick_outlives_a_refresh(page: Page, new_shift: Shift) -> None:
    first = add_referral(new_shift.database).reference
    sign_in(page, new_shift)
    page.get_by_role("checkbox", name=f"Pick {first}").check()
    other = contact_request("2", phone="+447700900002")
    second = add_referral(new_shift.database, other).reference
    expect(page.get_by_role("link", name=second)).to_be_visible()
    expect(page.get_by_role("checkbox", name=f"Pick {first}")).to_be_checked()
    page.get_by_role("button", name="Take those ticked").click()
    expect(page.get_by_text("Taken. They are under Mine.")).to_be_visible()


def test_a_tick_outlives_two_refreshes_at_once(page: Page, new_shift: Shift) -> None:
    first = add_referral(new_shift.database).reference
    sign_in(page, new_shift)
    page.get_by_role("checkbox", name=f"Pick {first}").check()
    page.evaluate(
        """() => { for (const id of ["live", "shift"])
        htmx.swap(`#${id}`, document.getElementById(id).outerHTML, {swapStyle: "outerHTML"}); }"""
    )
    expect(page.locator("#picked")).to_have_text("1 ticked")
    expect(page.get_by_role("checkbox", name=f"Pick {first}")).to_be_checked()


def test_choosing_a_level_narrows_the_list_without_a_button(page: Page, shift: Shift) -> None:
    sign_in(page, shift)
    page.get_by_label("Level").select_option("emergency")
    expect(page.locator(".request")).to_have_count(1)
    expect(page).to_have_url(re.compile("level=emergency"))
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".request")).to_have_count(len(shift.references))


def test_what_one_takes_the_other_sees_and_a_withdrawal_stops_the_call(
    page: Page, browser: Browser, new_shift: Shift
) -> None:
    reference = add_referral(new_shift.database).reference
    elsewhere = browser.new_context()
    try:
        bobs = elsewhere.new_page()
        bobs.set_default_timeout(PATIENCE_MS)
        sign_in(bobs, new_shift, "bob")
        sign_in(page, new_shift)
        expect(bobs.get_by_text("Ring now")).to_be_visible()
        page.get_by_role("button", name="Take next").click()
        expect(page.get_by_role("heading", name=f"Request {reference}")).to_be_visible()
        expect(bobs.get_by_text("Alice is ringing now")).to_be_visible()
        expect(bobs.get_by_role("checkbox", name=f"Pick {reference}")).to_have_count(0)
        page.goto(new_shift.url + "/wording")
        with new_shift.database.write() as session:
            referrals.move(
                session, reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat"
            )
        expect(page.get_by_role("heading", name=f"Stop: {reference} withdrew")).to_be_visible()
        assert complaints(page) == []
        expect(bobs.get_by_text("Nobody is waiting")).to_be_visible()
        page.get_by_role("button", name="I have stopped").click()
        expect(page.get_by_text("Noted that you are not ringing any more.")).to_be_visible()
        expect(page.get_by_text("withdrew")).to_have_count(0)
    finally:
        elsewhere.close()


def test_a_shift_and_a_handover_note_appear_without_reloading(page: Page, new_shift: Shift) -> None:
    sign_in(page, new_shift)
    expect(page.get_by_text("Nobody on shift")).to_have_count(2)
    with new_shift.database.write() as session:
        bob = staff.by_login(session, "bob")
        assert bob is not None
        duties.put(session, "duty_manager", bob.id, NOW, NOW + timedelta(hours=8), bob.id)
        handover_notes.add(session, bob.id, "Ring the pharmacy at nine", NOW)
    expect(page.get_by_text("Nobody on shift")).to_have_count(1)
    expect(page.get_by_text("Ring the pharmacy at nine")).to_be_visible()


def test_the_page_says_when_it_cannot_refresh(
    page: Page, context: BrowserContext, shift: Shift
) -> None:
    page.clock.install()
    sign_in(page, shift)
    context.set_offline(True)
    page.clock.run_for(61_000)
    expect(page.get_by_text("Not updating right now.")).to_be_visible()
    context.set_offline(False)
    page.clock.run_for(61_000)
    expect(page.get_by_text("Not updating right now.")).to_be_hidden()


def test_no_page_is_covered_without_a_warning(page: Page, new_shift: Shift) -> None:
    page.clock.install()
    with page.expect_response("**/session"):  # the page knows now for how long it may stay
        sign_in(page, new_shift)
    page.clock.run_for(1000)
    warning = page.get_by_text("This page will be covered soon")
    expect(warning).to_be_hidden()
    new_shift.hour.now += timedelta(minutes=13, seconds=30)
    page.clock.run_for(timedelta(minutes=13, seconds=30).seconds * 1000)
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Keep it open").click()
    expect(warning).to_be_hidden()
    new_shift.hour.now += timedelta(minutes=10)
    page.reload()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


def test_after_the_session_has_ended_nothing_stays_on_the_screen(
    page: Page, new_shift: Shift
) -> None:
    page.clock.install()
    reference = add_referral(new_shift.database).reference
    sign_in(page, new_shift)
    expect(page.get_by_role("link", name=reference)).to_be_visible()
    new_shift.hour.now += timedelta(minutes=31)
    page.clock.run_for(61_000)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_without_scripts_everything_still_works(page: Page, shift: Shift) -> None:
    browser = page.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False)
    try:
        quiet = plain.new_page()
        sign_in(quiet, shift)
        quiet.goto(shift.url + addresses(shift)["request"])
        quiet.get_by_role("button", name="Show details").click()
        expect(quiet.get_by_role("link", name="07700 900461")).to_be_visible()
    finally:
        plain.close()
