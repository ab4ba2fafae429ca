"""A crisis answer: at once, as an alert, and unlike anything else on the screen."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor


def test_a_crisis_answer_is_an_alert_with_the_number_to_call(kev: Visitor) -> None:
    kev.visit().open().write("he's gone blue")
    card = kev.log.get_by_role("alert")
    expect(card).to_contain_text("Please read this now")
    expect(card).to_contain_text("You were right to say this")
    expect(card.get_by_role("link", name="Call 999")).to_be_in_viewport()
    expect(kev.input).to_be_focused()


def test_the_gentle_check_says_that_it_is_one(kev: Visitor) -> None:
    kev.visit().open().write("i can't go on")
    expect(kev.log.get_by_role("alert")).to_contain_text("A quick safety check")
    expect(kev.button("No, nobody")).to_be_visible()


def test_only_crisis_answers_are_alerts(kev: Visitor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    expect(kev.log.get_by_role("alert")).to_have_count(0)


def test_the_card_comes_with_the_reply_to_the_message_itself(kev: Visitor, page: Page) -> None:
    page.route("**/events", lambda route: route.abort())
    page.route("**/messages?after=*", lambda route: route.abort())
    kev.visit().open().write("he's gone blue")
    kev.sees("You were right to say this")


def test_the_card_comes_even_if_nothing_can_be_kept_and_stays_once(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    door.keeps = False
    kev.visit().open().write("he's gone blue")
    expect(kev.log.get_by_role("alert")).to_contain_text("You were right to say this")
    door.keeps = True
    kev.button("Try now").click()
    kev.sees("Ask for a call when you are safe")  # the card that was kept, with its button
    expect(kev.log.get_by_text("You were right to say this")).to_have_count(1)


def test_an_old_card_is_no_alert_again_on_the_next_page(kev: Visitor) -> None:
    kev.visit().open().write("he's gone blue")
    kev.sees("You were right to say this")
    kev.visit("/about").launcher.click()
    kev.sees("You were right to say this")
    expect(kev.log.get_by_role("alert")).to_have_count(0)


def test_a_card_is_shown_even_to_someone_reading_further_up(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.page.set_viewport_size({"width": 360, "height": 640})
    kev.visit().open()
    for _ in range(4):
        kev.write("why")
    expect(kev.page.get_by_text("There is seldom one reason")).to_have_count(4)
    kev.log.evaluate("log => log.scrollTop = 0")
    door.say("bot", "Call 999 now.", "crisis/medical")
    expect(kev.log.get_by_role("alert")).to_be_in_viewport()


def test_anything_else_waits_below_for_someone_reading_further_up(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.page.set_viewport_size({"width": 360, "height": 640})
    kev.visit().open()
    for _ in range(4):
        kev.write("why")
    expect(kev.page.get_by_text("There is seldom one reason")).to_have_count(4)
    kev.log.evaluate("log => log.scrollTop = 0")
    door.say("staff", "I am Sam.")
    kev.button("New message below").click()
    expect(kev.log.get_by_text("I am Sam.")).to_be_in_viewport()
    expect(kev.button("New message below")).to_be_hidden()


def test_a_slow_front_door_holds_up_nobody_elses_help(kev: Visitor, page: Page) -> None:
    held: list[Route] = []
    page.route("**/api/conversations", lambda route: held.append(route))
    kev.visit().open().write("he's gone blue")
    kev.sees("Sending")
    kev.button("Get help now").click()
    expect(kev.page.get_by_role("link", name="Call 999")).to_be_visible()
