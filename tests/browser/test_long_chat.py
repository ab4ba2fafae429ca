"""Five hundred messages, and nothing slows down."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor

MANY = 500
PHONE = 4  # times slower than this machine, as browsers' own tools throttle for a phone
LONGEST_TASK = 50  # milliseconds
WATCH = """window.long = [];
new PerformanceObserver(list => list.getEntries().forEach(e => window.long.push(e.duration)))
  .observe({ type: 'longtask' })"""


@pytest.fixture
def long_chat(kev: Visitor, door: FakeFrontDoor) -> Visitor:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    for number in range(MANY):
        door.say("staff" if number % 2 else "visitor", f"line {number}, and some more words")
    kev.sees(f"line {MANY - 1},")
    return kev


def test_after_500_messages_one_more_takes_no_long_task_on_a_slow_phone(
    long_chat: Visitor, door: FakeFrontDoor
) -> None:
    page = long_chat.page
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": PHONE})
    page.evaluate(WATCH)
    spent = []
    for text in ("is it a choice", "please call me", "why"):
        page.evaluate("window.long.length = 0")
        long_chat.write(text)
        expect(long_chat.log.locator(".delivery").last).to_have_text("Sent")
        page.wait_for_function("() => true", polling=50)
        spent.append(max(page.evaluate("window.long"), default=0))
    assert sorted(spent)[1] < LONGEST_TASK, spent


def test_500_messages_are_taken_up_again_in_order_after_a_reload(long_chat: Visitor) -> None:
    long_chat.page.reload()
    long_chat.open().sees(f"line {MANY - 1},")
    expect(long_chat.log.locator(".message")).to_have_count(MANY + 3)
    shown = long_chat.log.locator(".bubble").all_inner_texts()[3:]
    assert [text.split(",")[0] for text in shown] == [f"line {each}" for each in range(MANY)]
