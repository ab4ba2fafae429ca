"""axe, on every screen that a visitor can come to."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}},
    "forced colours": {"forced_colors": "active"},
}


def violations(page: Page) -> list[str]:
    results = Axe().run(page)
    return [
        f"{each['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for each in results.response["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_screen(browser: Browser, door: FakeFrontDoor, look: str) -> None:
    with browser.new_context(**LOOKS[look]) as context:
        page = context.new_page()
        visitor = Visitor(page, door.url).visit("/?demo=")
        seen = {"closed": violations(page)}
        page.locator(".launcher .help").click()
        seen["help while closed"] = violations(page)
        page.keyboard.press("Escape")
        visitor.open()
        seen["open"] = violations(page)
        visitor.button("Get help now").click()
        seen["help"] = violations(page)
        visitor.button("Who will answer?").click()
        seen["who answers"] = violations(page)
        page.keyboard.press("Escape")
        visitor.button("Why do people become addicted?").click()
        visitor.sees("There is seldom one reason")
        visitor.button("Where does this come from?").click()
        visitor.sees("a page about")
        seen["answer"] = violations(page)
        visitor.write("when")
        visitor.sees("When is a good and safe time")
        page.get_by_role("group", name="Choose a day").get_by_role("button").first.click()
        seen["days"] = violations(page)
        visitor.write("check it")
        visitor.sees("Nothing is sent until you tap")
        visitor.button("Why do you ask?").last.click()
        visitor.button("Change Name").click()
        seen["read back"] = violations(page)
        door.say("staff", "Hello.", name="Sam")
        door.say("system", "Sam has joined.", "handoff/joined")
        visitor.write("he's gone blue")
        visitor.sees("You were right to say this")
        seen["crisis"] = violations(page)
        door.keeps = False
        visitor.write("hello?")
        expect(visitor.trouble).to_contain_text("not working right now")
        visitor.input.fill("x" * 4100)
        visitor.input.press("Enter")
        seen["trouble and too long"] = violations(page)
        assert {screen: found for screen, found in seen.items() if found} == {}


def test_axe_finds_nothing_inline(kev: Visitor) -> None:
    kev.visit("/inline").write("why")
    kev.sees("There is seldom one reason")
    assert violations(kev.page) == []


def test_the_log_stands_there_named_before_anything_is_said(kev: Visitor) -> None:
    kev.visit().open()
    expect(kev.log).to_have_count(1)
    expect(kev.page.locator("[lang=en-GB] .log")).to_have_count(1)


def test_what_is_being_looked_for_is_said_outside_the_log(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    door.answers = False
    kev.visit().open().write("why")
    due = kev.page.get_by_role("status").filter(has_text="looking for an answer")
    expect(due).to_be_visible()
    expect(kev.log).not_to_contain_text("looking for an answer")

    door.say("bot", "Here I am.")
    kev.sees("Here I am.")
    expect(due).to_have_count(0)


def test_nothing_is_said_to_be_coming_while_a_person_holds_the_chat(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.page.clock.install()
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.say("staff", "Hello, I am Sam.")
    kev.sees("Hello, I am Sam.")
    door.answers = False
    kev.write("hello Sam")
    expect(kev.log.locator(".delivery").last).to_have_text("Sent")
    kev.page.clock.fast_forward(20_000)
    expect(kev.page.locator(".due")).to_be_empty()
