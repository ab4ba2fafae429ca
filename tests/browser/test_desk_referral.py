"""The page of a request in a real browser: a call by keyboard, on a phone, two staff at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from first_step.admissions.referral import Status
from first_step.store import referrals, safeguarding
from tests.desk.cast import NOW, add_referral

from .conftest import PATIENCE_MS
from .shift import Shift, start_shift
from .test_desk import LAPTOP, PHONE, complaints, press_tab_to, scrolls_sideways, sign_in


@pytest.fixture
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    started = start_shift(tmp_path_factory.mktemp("shift"), full=False)
    yield started
    started.stop()


@pytest.fixture
def reference(shift: Shift) -> str:
    return add_referral(shift.database).reference


@pytest.fixture
def colleague(browser: Browser, shift: Shift) -> Iterator[Page]:
    """Bob at a desk of his own, signed in."""
    context: BrowserContext = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    sign_in(opened, shift, "bob")
    yield opened
    context.close()


@pytest.fixture(autouse=True)
def nothing_is_refused_by_the_policy(page: Page) -> Iterator[None]:
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    yield
    assert problems == []


def open_request(page: Page, shift: Shift, reference: str) -> None:
    page.goto(f"{shift.url}/referrals/{reference}")
    page.get_by_role("heading", name="Before you contact them").wait_for()


def test_a_call_by_keyboard_alone(page: Page, shift: Shift, reference: str) -> None:
    sign_in(page, shift)
    open_request(page, shift, reference)
    expect(page.get_by_text("Safe to ring now, until 5pm.")).to_be_visible()
    page.get_by_role("button", name="I am ringing now").press("Enter")
    expect(page.get_by_role("heading", name="Who to call, and when")).to_be_focused()
    expect(page.get_by_role("link", name="07700 900123")).to_be_visible()
    press_tab_to(page, "outcome-reached")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="No answer")).to_be_checked()
    press_tab_to(page, "call-words")
    page.keyboard.type("Rang out twice")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The call is kept.")).to_be_visible()
    expect(page.get_by_text("1 try of 3 made. Last: no answer.")).to_be_visible()
    expect(page.get_by_text("Rang out twice")).to_be_visible()
    expect(page.get_by_role("link", name="07700 900123")).to_be_hidden()


def test_a_colleague_sees_at_once_who_rings_and_that_the_call_is_over(
    page: Page, colleague: Page, shift: Shift, reference: str
) -> None:
    sign_in(page, shift)
    open_request(page, shift, reference)
    open_request(colleague, shift, reference)
    page.get_by_role("button", name="I am ringing now").click()
    expect(colleague.locator("#live-call").get_by_text("Alice is ringing")).to_be_visible()
    expect(colleague.locator("#live-news")).to_have_text("Alice is ringing them now.")
    colleague.get_by_role("button", name="I am ringing now").click()
    expect(colleague.get_by_text("Nobody else rings until that call is over.")).to_be_visible()
    expect(colleague.get_by_role("link", name="07700 900123")).to_be_hidden()
    page.get_by_role("radio", name="No answer").check()
    page.get_by_role("button", name="Keep this call").click()
    expect(colleague.get_by_text("Something changed here.")).to_be_visible()
    colleague.get_by_role("link", name="Open it again").click()
    expect(colleague.get_by_role("button", name="I am ringing")).to_be_visible()


def test_a_withdrawal_in_mid_call_is_said_at_once(page: Page, shift: Shift, reference: str) -> None:
    sign_in(page, shift)
    open_request(page, shift, reference)
    page.get_by_role("button", name="I am ringing now").click()
    page.get_by_label("A few words, if you like").fill("half a sentence")
    with shift.database.write() as session:
        referrals.move(session, reference, Status.WITHDRAWN, "visitor", None, NOW, "asked_in_chat")
    expect(page.get_by_role("alert").get_by_text("They withdrew.")).to_be_visible()
    expect(page.get_by_label("A few words, if you like")).to_have_value("half a sentence")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_everything_opened_has_no_barrier_and_fits(
    page: Page, shift: Shift, reference: str, scheme: str, size: tuple[int, int]
) -> None:
    with shift.database.write() as session:
        safeguarding.escalate(session, reference, "alice", NOW)
        safeguarding.add_note(session, reference, "alice", "A child at home", NOW)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, shift, "bob")
    open_request(page, shift, reference)
    page.get_by_role("button", name="I am ringing now").click()
    page.get_by_text("You are ringing now.").wait_for()
    for summary in page.locator(".more summary").all():
        summary.click()
    assert complaints(page) == []
    assert not scrolls_sideways(page)
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or (box["height"] >= 44 and box["width"] >= 44)


def test_erasing_takes_the_reference_typed_in(page: Page, shift: Shift, reference: str) -> None:
    sign_in(page, shift, "bob")
    open_request(page, shift, reference)
    page.get_by_text("Erase everything about them").click()
    page.get_by_label(f"Type {reference}").fill("FS-0000-00")
    page.get_by_role("button", name="Erase it for good").click()
    expect(page.get_by_text(f"Type {reference} to erase it.")).to_be_visible()
    page.get_by_label(f"Type {reference}").fill(reference)
    page.get_by_role("button", name="Erase it for good").click()
    expect(page.get_by_role("heading", name="Erased")).to_be_visible()
    assert complaints(page) == []


def test_the_file_is_downloaded(page: Page, shift: Shift, reference: str) -> None:
    sign_in(page, shift, "bob")
    open_request(page, shift, reference)
    page.get_by_text("Give them their data").click()
    page.get_by_role("checkbox", name="I checked who asks for it").check()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the file").click()
    assert waiting.value.suggested_filename == f"{reference}.json"
