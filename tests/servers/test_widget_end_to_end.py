"""A visitor with a browser and the whole product: the demo page, the chat, the record, the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.visitor import Visitor

from .product import Product

SLOW_MS = 60_000


@pytest.fixture
def page(product: Product) -> Iterator[Page]:
    assert CHROMIUM.exists(), f"no browser at {CHROMIUM}; set FIRST_STEP_CHROMIUM"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
        chromium.close()


def test_a_visitor_on_a_phone_asks_is_answered_and_is_recorded(
    product: Product, page: Page
) -> None:
    kev = Visitor(page, product.url).visit()
    expect(page.get_by_text("Nobody will ring you.").first).to_be_visible()
    kev.open()
    for text, answered in (
        ("why do people get addicted to heroin", "no single cause"),
        ("is it a choice", "Nobody chooses"),
        ("can someone ring me", "is anyone in danger now"),
        ("no", "Who would the help be for"),
        ("me", "How old are you"),
        ("31", "Do you agree?"),
        ("yes", "reach you safely"),
        ("no voicemail", "What name"),
        ("Kev", "phone number"),
        ("07700 900321", "good and safe time"),
        ("any time", "Does any of this fit you"),
        ("none of these", "Please check this"),
        ("yes send it", "Your reference is FS-"),
    ):
        kev.write(text)
        expect(kev.log).to_contain_text(answered, timeout=SLOW_MS)
    assert "+447700900321" in [row["phone"] for row in product.referrals()]


def test_danger_typed_into_the_chat_shows_the_card_as_an_alert(
    product: Product, page: Page
) -> None:
    visitor = Visitor(page, product.url).visit().open()
    visitor.write("hes gone blue and i cant wake him")
    expect(page.get_by_role("alert").filter(has_text="999").first).to_be_visible(timeout=SLOW_MS)
