"""One script tag on somebody else's page, and nothing of that page disturbed."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .fake_front_door import WIDGET, FakeFrontDoor
from .visitor import Visitor

LOCK = Path(__file__).parents[2] / "widget" / "package-lock.json"
GLOBALS = "Object.getOwnPropertyNames(window).sort()"


def test_the_script_alone_puts_one_launcher_on_the_page(kev: Visitor) -> None:
    kev.visit()
    expect(kev.page.locator("first-step-chat")).to_have_count(1)
    expect(kev.launcher).to_have_text("Ask a question")


def test_attributes_on_the_script_reach_the_element(kev: Visitor) -> None:
    kev.visit("/?open-label=Talk to us&position=left")
    expect(kev.launcher).to_have_text("Talk to us")
    box = kev.launcher.bounding_box()
    assert box
    assert box["x"] < 400


def test_an_element_made_by_hand_is_the_only_one_and_open_in_its_place(kev: Visitor) -> None:
    kev.visit("/inline")
    expect(kev.page.locator("first-step-chat")).to_have_count(1)
    kev.write("why")
    kev.sees("There is seldom one reason")
    expect(kev.launcher).to_have_count(0)
    expect(kev.page.get_by_role("button", name="Close chat")).to_have_count(0)


def test_no_global_is_left_on_the_page(page: Page, door: FakeFrontDoor) -> None:
    page.route(
        "**/first-step.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    page.goto(door.url)
    before = page.evaluate(GLOBALS)
    page.unroute("**/first-step.js")
    page.goto(door.url)
    assert page.locator("first-step-chat").count() == 1
    assert page.evaluate(GLOBALS) == before


def test_nothing_is_asked_of_anybody_before_the_visitor_speaks(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    asked: list[str] = []
    kev.page.on("request", lambda request: asked.append(request.url))
    kev.visit().open()
    files = ["/", "/page.css", "/widget/first-step.js", "/widget/chat.js"]
    assert asked == [door.url + file for file in files]
    assert kev.page.evaluate("document.cookie + localStorage.length") == "0"


def test_the_token_never_stands_in_an_address(kev: Visitor) -> None:
    asked: list[str] = []
    kev.page.on("request", lambda request: asked.append(request.url))
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    assert any("/events" in address for address in asked)
    assert not any("token" in address for address in asked)


def test_taking_the_element_off_the_page_ends_everything(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.page.evaluate("document.querySelector('first-step-chat').remove()")
    assert door.stream_ended.wait(5)


def test_a_page_can_open_and_close_it_and_is_told(kev: Visitor) -> None:
    kev.visit()
    kev.page.evaluate(
        """() => { window.told = [];
        for (const name of ['first-step-opened', 'first-step-closed'])
          document.addEventListener(name, e => window.told.push(e.type)); }"""
    )
    kev.page.evaluate("document.querySelector('first-step-chat').open()")
    expect(kev.input).to_be_focused()
    assert kev.page.evaluate("document.querySelector('first-step-chat').isOpen") is True
    kev.page.evaluate("document.querySelector('first-step-chat').close()")
    expect(kev.launcher).to_be_focused()
    assert kev.page.evaluate("document.querySelector('first-step-chat').isOpen") is False
    assert kev.page.evaluate("window.told") == ["first-step-opened", "first-step-closed"]


def test_an_old_browser_keeps_the_numbers_that_the_page_wrote(
    page: Page, door: FakeFrontDoor
) -> None:
    page.add_init_script("delete Document.prototype.adoptedStyleSheets")
    page.goto(door.url + "/inline")
    expect(page.get_by_text("Ring 999")).to_be_visible()


@pytest.mark.parametrize(("file", "most"), [("first-step.js", 2_000), ("chat.js", 15_000)])
def test_the_loader_and_the_chat_are_within_their_budgets(file: str, most: int) -> None:
    assert len(gzip.compress((WIDGET / file).read_bytes(), 9)) <= most


def test_the_lock_names_no_registry() -> None:
    lock = LOCK.read_text()
    assert '"resolved"' not in lock
    assert not re.search(r"registry|npmjs", lock)
