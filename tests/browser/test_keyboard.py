"""Everything by keyboard alone, and the focus never taken away."""

from __future__ import annotations

from playwright.sync_api import expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor


def press_until(visitor: Visitor, key: str, wanted: str, most: int = 20) -> None:
    for _ in range(most):
        visitor.page.keyboard.press(key)
        if wanted in visitor.focused:
            return
    raise AssertionError(f"{key} never reached {wanted!r}, but {visitor.focused!r}")


def test_a_whole_conversation_works_by_keyboard_alone(kev: Visitor) -> None:
    keys = kev.visit().page.keyboard
    press_until(kev, "Tab", "Ask a question")
    keys.press("Enter")
    expect(kev.input).to_be_focused()

    keys.type("why cant i")
    keys.press("Shift+Enter")
    keys.type("just stop")
    expect(kev.input).to_have_value("why cant i\njust stop")
    keys.press("Enter")
    kev.sees("There is seldom one reason")
    expect(kev.input).to_have_value("")

    press_until(kev, "Shift+Tab", "Was it my fault?")
    keys.press("Enter")
    kev.sees("not choosing addiction")

    keys.press("Escape")
    expect(kev.launcher).to_be_focused()
    expect(kev.log).to_be_hidden()


def test_a_starter_is_sent_only_when_it_is_pressed(kev: Visitor, door: FakeFrontDoor) -> None:
    kev.visit().open()
    assert door.conversations == {}

    press_until(kev, "Shift+Tab", "Why do people become addicted?")
    kev.page.keyboard.press("Enter")

    kev.sees("There is seldom one reason")
    assert door.said() == ["Why do people become addicted?"]


def test_new_messages_leave_the_focus_and_the_draft_alone(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.input.press_sequentially("I was going to")

    door.say("staff", "Hello, I am Sam.")

    kev.sees("Hello, I am Sam.")
    expect(kev.input).to_be_focused()
    expect(kev.input).to_have_value("I was going to")


def test_escape_folds_up_help_before_it_closes_the_chat(kev: Visitor) -> None:
    kev.visit().open()
    press_until(kev, "Shift+Tab", "Get help now")
    kev.page.keyboard.press("Enter")
    part = kev.page.get_by_role("region", name="Get help now")
    expect(part).to_be_focused()

    kev.page.keyboard.press("Escape")
    expect(part).to_be_hidden()
    assert kev.focused == "Get help now"
    expect(kev.log).to_be_visible()

    kev.page.keyboard.press("Escape")
    expect(kev.log).to_be_hidden()


def test_tab_leaves_the_open_chat_where_it_shares_the_page(kev: Visitor) -> None:
    kev.visit().open()
    press_until(kev, "Shift+Tab", "About us")


def test_on_a_phone_the_chat_is_modal_and_keeps_the_focus(kev: Visitor) -> None:
    kev.page.set_viewport_size({"width": 360, "height": 740})
    kev.visit().open()
    for _ in range(25):
        kev.page.keyboard.press("Tab")
        assert kev.focused != "About us"


def test_turning_a_phone_keeps_the_chat_open_and_the_focus_in_place(kev: Visitor) -> None:
    kev.page.set_viewport_size({"width": 360, "height": 740})
    kev.visit().open().input.fill("half a")
    kev.page.set_viewport_size({"width": 1000, "height": 800})
    expect(kev.page.get_by_role("dialog", name="First Step chat")).to_be_visible()
    expect(kev.input).to_be_focused()
    expect(kev.input).to_have_value("half a")
    expect(kev.launcher).to_be_hidden()
