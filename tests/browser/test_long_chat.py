"""Five hundred messages, and nothing slows down."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor

MANY = 500
COUNT = """log => { window.changes = 0; window.watch?.disconnect();
window.watch = new MutationObserver(list => { window.changes += list.length; });
window.watch.observe(
  log, { childList: true, subtree: true, attributes: true, characterData: true }) }"""


@pytest.fixture
def long_chat(kev: Visitor, door: FakeFrontDoor) -> Visitor:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    fill(kev, door)
    return kev


def test_one_more_message_changes_no_more_of_the_page_after_500_than_after_a_few(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    after_a_few = changes_by_one_more(kev)
    fill(kev, door)
    assert 0 < changes_by_one_more(kev) <= after_a_few


def test_500_messages_are_taken_up_again_in_order_after_a_reload(long_chat: Visitor) -> None:
    long_chat.page.reload()
    long_chat.open().sees(f"line {MANY - 1},")
    expect(long_chat.log.locator(".message")).to_have_count(MANY + 3)
    shown = long_chat.log.locator(".bubble").all_inner_texts()[3:]
    assert [text.split(",")[0] for text in shown] == [f"line {each}" for each in range(MANY)]


def test_taken_up_again_in_pieces_only_the_reply_that_was_tapped_is_chosen(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    hear_thirty_lines(kev, door)
    kev.write("why")
    offered = kev.button("Was it my fault?")
    expect(offered).to_have_count(2)
    offered.last.click()
    chosen = kev.button("Was it my fault? (chosen)")
    expect(chosen).to_have_count(1)
    kev.sees("not choosing addiction")

    kev.page.reload()
    kev.open().sees("not choosing addiction")
    expect(chosen).to_have_count(1)
    expect(offered.first).to_be_enabled()


def test_opening_lays_out_the_newest_first_and_the_others_in_later_tasks_in_place(
    long_chat: Visitor,
) -> None:
    page = long_chat.page
    page.keyboard.press("Escape")
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 10_000"))
    long_chat.launcher.press("Enter")
    shown = long_chat.log.locator(".message:visible")
    expect(shown).to_have_count(20)
    expect(long_chat.log.get_by_text(f"line {MANY - 1},")).to_be_in_viewport()

    long_chat.log.evaluate("log => { log.scrollTop = 0; }")
    top = long_chat.log.get_by_text(f"line {MANY - 20},")
    before = top.bounding_box()
    page.clock.run_for(1000)
    expect(shown).to_have_count(MANY + 3)
    assert top.bounding_box() == before
    texts = long_chat.log.locator(".bubble").all_inner_texts()[3:]
    assert [text.split(",")[0] for text in texts] == [f"line {each}" for each in range(MANY)]


def test_a_message_that_comes_while_others_are_still_laid_out_stands_at_the_end(
    long_chat: Visitor, door: FakeFrontDoor
) -> None:
    page = long_chat.page
    page.keyboard.press("Escape")
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 10_000"))
    long_chat.launcher.press("Enter")
    page.clock.run_for(5)
    door.say("staff", "one more, from Sam")
    long_chat.sees("one more, from Sam")
    page.keyboard.press("Escape")
    long_chat.launcher.press("Enter")
    page.clock.run_for(1000)
    expect(long_chat.log.locator(".message:visible")).to_have_count(MANY + 4)
    texts = long_chat.log.locator(".bubble").all_inner_texts()[3:]
    wanted = [*(f"line {each}" for each in range(MANY)), "one more"]
    assert [text.split(",")[0] for text in texts] == wanted


def test_what_is_laid_out_later_is_no_news_to_a_screen_reader(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("he's gone blue")
    kev.sees("You were right")
    hear_thirty_lines(kev, door)
    expect(kev.log.get_by_role("alert")).to_have_count(1)
    kev.page.keyboard.press("Escape")
    kev.open()
    messages = kev.log.locator(".message")
    expect(kev.log.locator(".message:visible")).to_have_count(33)
    expect(kev.log.get_by_role("alert")).to_have_count(0)
    said = messages.evaluate_all("all => all.map(each => each.ariaLive)")
    assert said == ["off"] * 13 + [None] * 20


def test_new_messages_are_gone_to_by_keyboard_and_the_focus_stays_with_them(
    long_chat: Visitor, door: FakeFrontDoor
) -> None:
    long_chat.log.evaluate("log => { log.scrollTop = 0; }")
    door.say("staff", "one more, from Sam")
    below = long_chat.button("New message below")
    below.focus()
    below.press("Enter")
    expect(below).to_be_hidden()
    expect(long_chat.log).to_be_focused()


def fill(kev: Visitor, door: FakeFrontDoor) -> None:
    for number in range(MANY):
        door.say("staff" if number % 2 else "visitor", f"line {number}, and some more words")
    kev.sees(f"line {MANY - 1},")


def changes_by_one_more(kev: Visitor) -> int:
    """How many changes one message and its answer make to the log."""
    before = kev.log.locator(".message").count()
    kev.log.evaluate(COUNT)
    kev.write("is it a choice")
    expect(kev.log.locator(".message")).to_have_count(before + 2)
    expect(kev.log.locator(".delivery").last).to_have_text("Sent")
    return int(kev.page.evaluate("window.changes"))


def hear_thirty_lines(kev: Visitor, door: FakeFrontDoor) -> None:
    for number in range(30):
        door.say("staff", f"line {number},")
    kev.sees("line 29,")
