"""The pages of the conversations as they look on shift, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from first_step.store import alerts, conversations, messages, waiting
from first_step.store.database import Session
from tests.desk.cast import NOW

from .shift import Shift, start_shift
from .test_desk import LAPTOP, PHONE, complaints, scrolls_sideways, sign_in

WAITS, IN_DANGER, CLOSED_OFF, LONG = ("a" * 32, "d" * 32, "e" * 32, "f" * 32)
_SAID = (
    ("visitor", "hi, is it a disease or am i just weak"),
    ("bot", "It is not weakness. Addiction changes how the brain weighs what matters."),
    ("visitor", "can i talk to someone real, my mum sits next door so i cant ring"),
    ("system", "A person has been asked to join."),
    ("visitor", "https://example.org/" + "a-very-long-address-without-a-space-" * 4),
)


def add_talks(session: Session) -> None:
    """Store conversations of every kind that the list knows."""
    for number, id in enumerate((WAITS, IN_DANGER, CLOSED_OFF, LONG)):
        began = NOW - timedelta(minutes=20 * number + 12)
        conversations.create(session, id, "whatsapp" if id == LONG else "website", began)
        for seq, (sender, text) in enumerate(_SAID, start=1):
            at = began + timedelta(minutes=seq)
            if sender == "visitor":
                messages.add_visitor_message(session, id, f"m{seq}", text, None, at)
            else:
                messages.add_reply(session, id, sender, text, (), None, at)  # type: ignore[arg-type]
        conversations.note_state(session, id, "cause/dependence", "flow/phone")
    conversations.set_review_consent(session, WAITS, True, NOW)
    waiting.start(session, WAITS, NOW - timedelta(minutes=9))
    waiting.start(session, LONG, NOW - timedelta(minutes=3))
    conversations.mark(session, IN_DANGER, "in_danger", NOW)
    alerts.raise_alert(session, IN_DANGER, "crisis_overdose", "act", {}, NOW - timedelta(minutes=2))


@pytest.fixture
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    started = start_shift(tmp_path_factory.mktemp("talks"))
    with started.database.write() as session:
        add_talks(session)
    yield started
    started.stop()


@pytest.mark.parametrize("size", [PHONE, LAPTOP])
def test_no_page_of_the_conversations_has_a_barrier_or_scrolls_sideways(
    page: Page, shift: Shift, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(page, shift)
    for path in (
        "/conversations",
        "/conversations?show=waiting",
        "/conversations?show=mine",
        f"/conversations/{CLOSED_OFF}",
        f"/conversations/{IN_DANGER}",
        f"/conversations/{WAITS}",
    ):
        page.goto(shift.url + path)
        assert complaints(page) == [], path
        assert not scrolls_sideways(page), path

    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_text("You have joined.")).to_be_visible()
    expect(page.get_by_label("Your reply")).to_be_in_viewport()
    assert complaints(page) == []
    assert not scrolls_sideways(page)
    page.get_by_role("button", name="Put into review message 1").click()
    expect(page.get_by_text("In review", exact=True)).to_be_visible()
    assert complaints(page) == []


def test_a_waiting_visitor_is_opened_taken_over_and_answered_by_keyboard(
    page: Page, shift: Shift
) -> None:
    sign_in(page, shift)
    page.goto(shift.url + "/conversations?show=waiting")
    page.locator("[id^=open-]").first.press("Enter")
    page.get_by_role("button", name="Take over").press("Enter")
    expect(page.locator("#canned-field")).to_be_visible()  # the script of the page has run
    page.get_by_label("Your reply").fill("Hello, I am here")
    page.get_by_label("Your reply").press("Control+Enter")
    expect(page.locator("#transcript")).to_contain_text("Hello, I am here")
    expect(page.get_by_label("Your reply")).to_be_focused()
