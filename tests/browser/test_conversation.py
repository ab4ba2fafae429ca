"""What a visitor sees of a conversation."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor


def test_replies_are_buttons_in_order_and_the_used_one_stays_readable(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    replies = kev.log.get_by_role("group").last.get_by_role("button")
    offered = ["Was it my fault?", "What is treatment like?", "Ask for a call"]
    expect(replies).to_have_text(offered)

    replies.first.click()
    kev.sees("not choosing addiction")

    used = kev.button("Was it my fault? (chosen)")
    expect(used).to_be_visible()
    expect(used).to_have_attribute("aria-disabled", "true")
    used.click(force=True)
    kev.sees("Tell me more")
    assert door.said() == ["why", "Was it my fault?"]


def test_a_reply_that_was_not_taken_can_be_taken_later(kev: Visitor) -> None:
    kev.visit().open().write("why")
    kev.button("Was it my fault?").click()
    kev.sees("not choosing addiction")
    kev.log.get_by_role("group").nth(1).get_by_role("button", name="Ask for a call").click()
    kev.sees("Which number may we ring?")


def test_it_is_always_said_who_speaks(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.say("staff", "I am Sam.")
    kev.sees("I am Sam.")
    senders = kev.log.locator(".sender").all_inner_texts()
    names = [name.split(" · ")[0] for name in senders]
    program = "First Step, a computer program"
    assert names == [program, "You", program, "A person"]


def test_known_numbers_are_links_and_the_visitors_own_is_not(kev: Visitor) -> None:
    kev.visit().open().write("is it a choice")
    kev.sees("not choosing addiction")
    links = kev.log.locator(".message").last.get_by_role("link")
    expect(links).to_have_text(["020 3553 3757", "116 123"])
    kev.write("please call me")
    kev.sees("07700 900123")
    expect(kev.log.locator(".message").last.get_by_role("link")).to_have_count(0)


def test_markup_is_shown_as_text(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open().write("<img src=x onerror=alert(1)>")
    kev.sees("I did not understand that")
    door.say("bot", "<b>bold</b> <script>alert(1)</script>")
    kev.sees("<b>bold</b> <script>alert(1)</script>")
    kev.sees("<img src=x onerror=alert(1)>")
    expect(kev.log.locator("img, script, b")).to_have_count(0)


def test_an_answer_says_where_it_comes_from_when_asked(kev: Visitor) -> None:
    kev.visit().open().write("why")
    source = kev.button("Where does this come from?")
    expect(source).to_have_attribute("aria-expanded", "false")
    source.click()
    kev.sees("a page about cause/overview")
    expect(source).to_have_attribute("aria-expanded", "true")
    source.click()
    expect(kev.log).not_to_contain_text("a page about cause/overview", use_inner_text=True)


def test_only_answers_about_a_topic_have_a_source(kev: Visitor) -> None:
    kev.visit().open().write("please call me")
    kev.sees("Which number may we ring?")
    expect(kev.button("Where does this come from?")).to_have_count(0)


def test_what_comes_while_closed_is_counted_in_words_and_not_in_the_title(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.page.keyboard.press("Escape")
    expect(kev.launcher).to_have_text("Back to your chat")
    door.say("staff", "I am Sam.")
    door.say("staff", "Are you there?")
    expect(kev.launcher).to_contain_text("2 new messages")
    expect(kev.page).to_have_title("Getting help")

    kev.visit("/about")
    expect(kev.launcher).to_contain_text("2 new messages")
    kev.launcher.click()
    kev.sees("Are you there?")
    kev.page.keyboard.press("Escape")
    expect(kev.launcher).not_to_contain_text("new message")


def test_the_chat_never_opens_by_itself(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.visit("/about")
    door.say("staff", "Are you there?")
    expect(kev.launcher).to_contain_text("new message")
    expect(kev.log).to_be_hidden()


def test_a_demonstration_says_that_nobody_will_ring(kev: Visitor) -> None:
    kev.visit("/?demo=").open()
    expect(kev.page.get_by_role("dialog")).to_contain_text("Nobody will ring you")
    kev.visit("/").open()
    expect(kev.page.get_by_role("dialog")).to_contain_text("A computer program")
    expect(kev.page.get_by_role("dialog").locator(".demo")).to_have_count(0)


def test_times_are_shown_and_machine_readable(kev: Visitor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    times = kev.log.locator("time")
    expect(times.last).to_have_text(re.compile(r"^\d\d:\d\d$"))
    expect(times.last).to_have_attribute("datetime", re.compile("^2026-11-24T14:02"))
