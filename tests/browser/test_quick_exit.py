"""Leaving at once, and leaving nothing behind in the tab."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from .visitor import Visitor

NEUTRAL = "https://www.bbc.co.uk/weather"


@pytest.fixture
def neutral_site(page: Page) -> list[str | None]:
    """Stands in for the site that the exit leads to; returns the referrers it was told."""
    referrers: list[str | None] = []

    def answer(route, request) -> None:  # type: ignore[no-untyped-def]
        referrers.append(request.headers.get("referer"))
        route.fulfill(body="<title>Weather</title>Rain later", content_type="text/html")

    page.route(f"{NEUTRAL}**", answer)
    page.route("https://example.org/**", answer)
    return referrers


def by_link(visitor: Visitor) -> None:
    visitor.page.get_by_role("link", name="Quick exit").click()


def by_shift(visitor: Visitor) -> None:
    for _ in range(3):
        visitor.page.keyboard.press("Shift")


@pytest.mark.parametrize("way", [by_link, by_shift])
@pytest.mark.parametrize("opened", [True, False], ids=["open", "closed"])
def test_leaving_clears_the_tab_and_replaces_the_page(
    kev: Visitor, neutral_site: list[str | None], way: Callable[[Visitor], None], opened: bool
) -> None:
    kev.page.goto("about:blank")
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    assert kev.page.evaluate("sessionStorage.length") == 1
    if not opened:
        kev.page.keyboard.press("Escape")

    way(kev)

    kev.page.wait_for_url(NEUTRAL)
    assert neutral_site == [None]
    kev.page.go_back()
    assert kev.page.url == "about:blank"
    kev.visit()
    assert kev.page.evaluate("sessionStorage.length + localStorage.length") == 0
    kev.open()
    expect(kev.log).not_to_contain_text("seldom")


@pytest.mark.parametrize("way", [by_link, by_shift])
def test_leaving_works_before_and_without_the_chat(
    kev: Visitor, neutral_site: list[str | None], way: Callable[[Visitor], None]
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.page.route("**/chat.js", lambda route: route.abort())
    kev.visit("/about")
    expect(kev.page.locator(".root")).to_have_count(0)
    assert kev.page.evaluate("sessionStorage.length") == 1

    way(kev)

    kev.page.wait_for_url(NEUTRAL)
    assert neutral_site == [None]
    kev.page.unroute("**/chat.js")
    kev.visit()
    assert kev.page.evaluate("sessionStorage.length") == 0


def test_shift_pressed_three_times_slowly_does_not_leave(kev: Visitor) -> None:
    kev.page.clock.install()
    kev.visit().open()
    for _ in range(3):
        kev.page.keyboard.press("Shift")
        kev.page.clock.run_for(3000)
    expect(kev.log).to_be_visible()
    assert kev.page.url.startswith(kev.url)


def test_a_page_may_choose_where_the_exit_leads(
    kev: Visitor, neutral_site: list[str | None]
) -> None:
    kev.visit("/?exit-url=https://example.org/news").open()
    by_link(kev)
    kev.page.wait_for_url("https://example.org/news")


def test_an_exit_that_is_not_a_web_address_is_not_followed(kev: Visitor) -> None:
    kev.visit("/?exit-url=javascript:alert(1)")
    expect(kev.page.get_by_role("link", name="Quick exit")).to_have_attribute("href", NEUTRAL)


def test_capital_letters_and_tabbing_back_do_not_leave(kev: Visitor) -> None:
    kev.visit().open()
    for key in ("Shift+H", "Shift+I", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift", "a", "Shift"):
        kev.page.keyboard.press(key)
    assert kev.page.url.startswith(kev.url)
    expect(kev.log).to_be_visible()


def test_the_second_press_of_shift_is_told_to_screen_readers(kev: Visitor) -> None:
    kev.visit()
    expect(kev.page.locator(".root")).to_be_attached()
    for _ in range(2):
        kev.page.keyboard.press("Shift")
    said = kev.page.get_by_role("status").filter(has_text="Press Shift once more")
    expect(said).to_have_count(1)


def test_the_screen_can_be_cleared_without_leaving(kev: Visitor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.button("Who will answer?").click()
    kev.button("Clear this chat from the screen").click()
    expect(kev.input).to_be_focused()
    expect(kev.log).not_to_contain_text("seldom")
    kev.visit().open()
    expect(kev.log).not_to_contain_text("seldom")
