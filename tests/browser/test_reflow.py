"""Small screens, large text, little motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor, text_twice_as_large

TOO_WIDE = """() => {
  const wide = [];
  const look = root => root.querySelectorAll('*').forEach(e => {
    if (e.shadowRoot) look(e.shadowRoot);
    const style = getComputedStyle(e);
    if (style.clipPath !== 'none' || !e.clientWidth || e.tagName === 'TEXTAREA') return;
    if (e.scrollWidth > e.clientWidth + 1) wide.push(e.tagName + '.' + e.className);
  });
  look(document);
  return wide;
}"""
SMALL_TARGETS = """() => [...document.querySelector('first-step-chat').shadowRoot
  .querySelectorAll('button, a.exit, a.call, .lines a, textarea')]
  .map(e => [e.innerText || e.ariaLabel || e.tagName, e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 44 || box.height < 44))
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""


def walk_through(visitor: Visitor) -> list[str]:
    """Visits every screen and returns what was too wide, or too small to hit, on any."""
    page = visitor.page
    found: list[str] = []

    def look(screen: str) -> None:
        found.extend(f"{screen}: {each}" for each in page.evaluate(TOO_WIDE))
        found.extend(f"{screen}: {each}" for each in page.evaluate(SMALL_TARGETS))

    look("closed")
    page.locator(".launcher .help").click()
    look("help while closed")
    page.keyboard.press("Escape")
    visitor.open()
    look("open")
    visitor.button("Get help now").click()
    look("help")
    visitor.button("Who will answer?").click()
    look("who answers")
    page.keyboard.press("Escape")
    visitor.write("why " + "a" * 200)
    visitor.sees("There is seldom one reason")
    look("answer")
    visitor.write("when")
    visitor.sees("When is a good and safe time")
    look("days")
    visitor.write("check it")
    visitor.sees("Nothing is sent until you tap")
    visitor.button("Why do you ask?").last.click()
    look("read back")
    visitor.write("he's gone blue")
    visitor.sees("You were right")
    look("crisis")
    return found


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256), (360, 740), (1280, 800)])
def test_nothing_is_wider_than_the_screen_or_too_small_to_hit(
    kev: Visitor, width: int, height: int
) -> None:
    kev.page.set_viewport_size({"width": width, "height": height})
    assert walk_through(kev.visit("/?demo=")) == []


def test_text_of_twice_the_size_loses_nothing(kev: Visitor) -> None:
    kev.page.set_viewport_size({"width": 640, "height": 800})
    text_twice_as_large(kev.page)
    kev.visit()
    assert kev.launcher.evaluate("e => getComputedStyle(e).fontSize") == "32px"
    assert walk_through(kev) == []
    expect(kev.button("Get help now")).to_be_in_viewport(ratio=1)
    expect(kev.page.get_by_role("link", name="Quick exit")).to_be_in_viewport(ratio=1)


def test_on_the_lowest_screen_help_stays_when_the_panel_scrolls(kev: Visitor) -> None:
    kev.page.set_viewport_size({"width": 320, "height": 256})
    kev.visit().open()
    expect(kev.button("Get help now")).to_be_in_viewport(ratio=1)
    expect(kev.input).to_be_in_viewport(ratio=0.9)


def test_on_a_small_phone_trouble_leaves_the_writing_field_on_the_screen(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.page.set_viewport_size({"width": 320, "height": 568})
    kev.visit("/?demo=").open().write("why")
    kev.sees("There is seldom one reason")
    door.keeps = False
    kev.write("hello?")
    expect(kev.trouble).not_to_be_empty()
    for control in (kev.button("Get help now"), kev.input, kev.button("Send")):
        expect(control).to_be_in_viewport(ratio=1)
    expect(kev.trouble.get_by_role("link", name="999")).to_be_in_viewport(ratio=1)
    expect(kev.log.locator(".message").last).to_be_in_viewport()


def test_a_page_that_shrinks_its_root_does_not_make_the_chat_tiny(kev: Visitor) -> None:
    kev.visit()
    kev.page.evaluate("document.documentElement.style.fontSize = '62.5%'")
    assert kev.launcher.evaluate("e => getComputedStyle(e).fontSize") == "16px"


def test_text_spacing_cuts_nothing_off(kev: Visitor) -> None:
    kev.page.set_viewport_size({"width": 320, "height": 640})
    kev.visit()
    kev.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;' +
          'word-spacing:.16em!important}p{margin-bottom:2em!important}');
        const root = document.querySelector('first-step-chat').shadowRoot;
        root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; }"""
    )
    assert walk_through(kev) == []


def test_those_who_ask_for_less_motion_get_none(browser: Browser, door: FakeFrontDoor) -> None:
    door.answers = False
    with browser.new_context(reduced_motion="reduce") as context:
        visitor = Visitor(context.new_page(), door.url).visit().open()
        visitor.write("why")
        expect(visitor.page.get_by_text("looking for an answer")).to_be_visible()
        assert moving(visitor.page) == 0


def moving(page: Page) -> int:
    root = "document.querySelector('first-step-chat').shadowRoot"
    return int(page.evaluate(f"{root}.getAnimations().length"))
