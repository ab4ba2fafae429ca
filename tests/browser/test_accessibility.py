"""axe, on every screen that a visitor can come to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from .fake_front_door import FakeFrontDoor
from .screens import LOOKS, screens, violations
from .visitor import Visitor


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_screen(browser: Browser, door: FakeFrontDoor, look: str) -> None:
    with browser.new_context(**LOOKS[look]) as context:
        page = context.new_page()
        seen = {screen: violations(page) for screen in screens(page, door)}
    assert len(seen) >= 8
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
