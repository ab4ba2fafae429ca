"""The visitor's own choice whether the program may learn from the chat, at the real front door."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from first_step.content.live import LiveLibrary
from first_step.store import conversations, inbox
from first_step.store.migrating import migrate
from tests.reception.fake_rasa import FakeRasa
from tests.reception.house import CONTENT, House, settings_for

from .conftest import PATIENCE_MS
from .visitor import Visitor

WORDS = "Let the program learn from my messages"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    rasa = FakeRasa()
    settings = settings_for(tmp_path, rasa.url, FIRST_STEP_DEMO="true")
    migrate(settings)
    served = House(settings, LiveLibrary(CONTENT))
    yield served
    served.stop()
    rasa.stop()


@pytest.fixture
def visitor(browser: Browser, house: House) -> Iterator[Visitor]:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield Visitor(context.new_page(), house.url)
    context.close()


def choice(visitor: Visitor) -> Locator:
    visitor.button("Who will answer?").click()
    return visitor.page.get_by_label(WORDS)


def greeted(visitor: Visitor) -> None:
    """Waits for the bot's greeting: the page's own welcome begins with the same word."""
    expect(visitor.log.get_by_text("Hello.", exact=True)).to_be_visible()


def agreed(house: House) -> bool:
    with house.parts.database.read() as session:
        wanted = inbox.Wanted("all", "nobody")
        (found,) = inbox.page(session, wanted, 2, house.parts.front_door.clock())
        again = conversations.get(session, found.id)
    return again is not None and again.review_consent_at is not None


def test_it_is_off_until_ticked_and_stays_as_it_was_ticked(house: House, visitor: Visitor) -> None:
    visitor.visit().open()
    expect(choice(visitor)).to_be_hidden()  # nothing was said that could be learnt from
    visitor.page.keyboard.press("Escape")
    visitor.write("hello")
    greeted(visitor)
    box = choice(visitor)
    expect(box).not_to_be_checked()
    expect(visitor.page.get_by_text("It hides names and numbers first")).to_be_visible()
    assert not agreed(house)

    box.click()
    expect(box).to_be_checked()
    assert agreed(house)
    visitor.page.reload()
    visitor.open()
    box = choice(visitor)
    expect(box).to_be_checked()
    box.press("Space")
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()
    assert not agreed(house)


def test_what_the_server_did_not_take_is_not_shown_as_chosen(
    house: House, visitor: Visitor
) -> None:
    visitor.visit().open().write("hello")
    greeted(visitor)
    box = choice(visitor)
    expect(box).to_be_visible()
    visitor.page.context.set_offline(True)
    box.click()
    expect(box).not_to_be_checked()
    visitor.page.context.set_offline(False)
    box.click()
    expect(box).to_be_checked()
    assert agreed(house)


def test_in_danger_nothing_more_is_asked(house: House, visitor: Visitor) -> None:
    visitor.visit().open().write("he has gone blue")
    visitor.sees("Please read this now")
    with visitor.page.expect_response("**/learning"):
        box = choice(visitor)
    expect(box).to_be_hidden()


def test_what_becomes_dangerous_takes_the_choice_away(house: House, visitor: Visitor) -> None:
    visitor.visit().open().write("hello")
    greeted(visitor)
    box = choice(visitor)
    expect(box).to_be_visible()
    visitor.write("he has gone blue")
    visitor.sees("Please read this now")
    expect(box).to_be_hidden()


def test_it_comes_once_something_was_said_though_opened_before(page: Page, kev: Visitor) -> None:
    held: list[Route] = []
    page.route("**/api/conversations", lambda route: held.append(route))
    kev.visit().open()
    with page.expect_request("**/api/conversations"):
        kev.write("hello")
    box = choice(kev)
    expect(kev.button("Who will answer?")).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_count(0)
    held[0].continue_()
    expect(box).to_be_visible()


def test_an_answer_that_comes_late_does_not_undo_the_choice(page: Page, kev: Visitor) -> None:
    kev.visit().open().write("hello")
    kev.sees("I did not understand that.")
    kev.sees("Sent")
    box = choice(kev)
    expect(box).to_be_visible()
    kev.button("Who will answer?").click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            route.continue_()
        else:
            held.append(route)

    page.route("**/learning", hold)
    with page.expect_request("**/learning"):
        choice(kev)
    box.click()
    expect(box).to_be_checked()
    words = {"title": WORDS, "text": "It is up to you."}
    with page.expect_event("requestfinished", lambda request: request.method == "GET"):
        held[0].fulfill(json={"on": False, "offered": True, **words})
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(box).to_be_checked()
