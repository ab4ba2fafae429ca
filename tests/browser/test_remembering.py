"""The tab forgets, unless the visitor chose that this device remembers."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor

KEPT = "localStorage.length"
REMEMBER = "Remember this chat on this device"


def remember(visitor: Visitor) -> None:
    visitor.visit().open().write("why")
    visitor.sees("There is seldom one reason")
    visitor.button("Who will answer?").click()
    visitor.page.get_by_label(REMEMBER).check()
    visitor.page.keyboard.press("Escape")


def another_tab(context: BrowserContext, door: FakeFrontDoor) -> Visitor:
    return Visitor(context.new_page(), door.url).visit()


def test_nothing_is_remembered_unless_chosen(
    kev: Visitor, context: BrowserContext, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.button("Who will answer?").click()
    expect(kev.page.get_by_label(REMEMBER)).not_to_be_checked()
    assert kev.page.evaluate(KEPT) == 0
    kev.page.close()
    later = another_tab(context, door).open()
    expect(later.log).not_to_contain_text("seldom")


def test_what_was_chosen_to_be_remembered_is_there_in_a_new_tab(
    kev: Visitor, context: BrowserContext, door: FakeFrontDoor
) -> None:
    remember(kev)
    assert kev.page.evaluate("sessionStorage.length") == 0
    kev.page.close()
    later = another_tab(context, door).open()
    later.sees("There is seldom one reason")
    later.button("Who will answer?").click()
    later.page.get_by_label(REMEMBER).uncheck()
    assert later.page.evaluate(KEPT) == 0
    later.page.reload()
    later.open().sees("There is seldom one reason")


def test_leaving_forgets_it_here_and_in_every_other_tab(
    kev: Visitor, context: BrowserContext, door: FakeFrontDoor
) -> None:
    context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Rain later"))
    remember(kev)
    other = another_tab(context, door).open()
    other.sees("There is seldom one reason")

    kev.page.get_by_role("link", name="Quick exit").click()

    kev.page.wait_for_url("https://www.bbc.co.uk/**")
    expect(other.launcher).to_have_text("Ask a question")
    expect(other.launcher).to_be_visible()
    expect(other.page.locator(".log")).not_to_contain_text("seldom")
    assert other.page.evaluate(KEPT) == 0


def test_after_30_days_without_use_it_is_forgotten(
    kev: Visitor, context: BrowserContext, door: FakeFrontDoor
) -> None:
    remember(kev)
    kev.page.evaluate(
        """() => { const key = Object.keys(localStorage)[0];
        const kept = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify({...kept, at: Date.now() - 31 * 86400000})); }"""
    )
    kev.page.close()
    later = another_tab(context, door).open()
    expect(later.log).not_to_contain_text("seldom")
    assert later.page.evaluate(KEPT) == 0


def test_the_choice_does_no_harm_where_storage_is_blocked(kev: Visitor, page: Page) -> None:
    page.add_init_script(
        """for (const name of ['sessionStorage', 'localStorage'])
        Object.defineProperty(window, name,
          { get() { throw new DOMException('blocked', 'SecurityError'); } });"""
    )
    remember(kev)
    kev.write("is it a choice")
    kev.sees("not choosing addiction")
