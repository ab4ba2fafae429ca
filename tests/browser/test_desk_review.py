"""Review and content at the desk in a real browser: small phone, screen reader, keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from first_step.store import conversations, review_items
from tests.desk.cast import NOW

from .shift import Shift, start_shift
from .test_desk import PHONE, complaints, scrolls_sideways, sign_in


@pytest.fixture
def shift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shift]:
    started = start_shift(tmp_path_factory.mktemp("review"), full=False)
    with started.database.write() as session:
        conversations.create(session, "kev", "website", NOW)
        conversations.set_review_consent(session, "kev", True, NOW)
        words = "my son [name] took my bank card and i dont know what to do about it"
        review_items.put(session, "kev", 1, "clarified", "family/enabling", 0.31, words, NOW)
        put = review_items.put
        put(session, "kev", 2, "not_understood", "crisis_overdose", 0.2, "hes gone blue", NOW)
    yield started
    started.stop()


def test_both_pages_on_a_small_phone_and_approving_by_keyboard(page: Page, shift: Shift) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    sign_in(page, shift, "charlie")
    for path in ("/wording?family=harm", "/review"):
        page.goto(shift.url + path)
        assert complaints(page) == [], path
        assert not scrolls_sideways(page), path
    page.get_by_label("Right label of message 1").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Approve message 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Approved. The next training learns from it.")).to_be_visible()
    page.get_by_role("button", name="Approve message 2").press("Enter")
    expect(page.get_by_text("A second person has to agree.", exact=False).first).to_be_visible()
    assert complaints(page) == []
