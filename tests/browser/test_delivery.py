"""Nothing is lost and nothing is doubled, whatever the network does."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor


def test_a_conversation_is_made_only_with_the_first_message(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().input.fill("why")
    assert door.conversations == {}
    kev.input.press("Enter")
    kev.sees("There is seldom one reason")
    assert len(door.conversations) == 1


def test_what_was_written_without_a_network_is_delivered_once(
    kev: Visitor, door: FakeFrontDoor, context: BrowserContext
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    context.set_offline(True)
    kev.write("is it a choice")
    kev.write("are you there")
    kev.sees("Not sent yet. Trying again.")
    expect(kev.trouble).to_contain_text("What you wrote is kept in this tab")
    expect(kev.trouble.get_by_role("link", name="999")).to_be_visible()

    context.set_offline(False)

    kev.sees("not choosing addiction")
    expect(kev.trouble).to_be_empty()
    expect(kev.log).not_to_contain_text("Not sent yet")
    expect(kev.log.locator(".delivery").last).to_have_text("Sent")
    assert door.said() == ["why", "is it a choice", "are you there"]
    expect(kev.log.locator(".visitor")).to_have_count(3)


def test_a_message_whose_reply_was_lost_is_not_doubled(
    kev: Visitor, door: FakeFrontDoor, page: Page
) -> None:
    lost: list[str] = []

    def lose_the_reply(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(str(route.request.post_data))
            route.fetch()  # the server has it
            route.abort()  # the visitor's phone never hears so
        else:
            route.continue_()

    page.route("**/messages", lose_the_reply)
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.sees("Sent")
    assert len(lost) == 1
    assert door.said() == ["why"]
    expect(kev.log.locator(".visitor")).to_have_count(1)
    expect(kev.log.locator(".bot")).to_have_count(2)  # the welcome and the answer


def test_a_reload_keeps_what_was_said_and_sends_what_was_not(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.keeps = False
    kev.write("is it a choice")
    kev.sees("Not sent yet")
    kev.input.fill("half a sent")
    door.keeps = True

    kev.visit("/about").launcher.click()

    kev.sees("There is seldom one reason")
    kev.sees("not choosing addiction")
    expect(kev.input).to_have_value("half a sent")
    assert door.said() == ["why", "is it a choice"]
    assert len(door.conversations) == 1


def test_without_a_stream_messages_come_by_polling(kev: Visitor, door: FakeFrontDoor) -> None:
    door.streams = False
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.say("staff", "Hello, I am Sam.")
    kev.sees("Hello, I am Sam.")
    expect(kev.trouble).to_be_empty()


def test_a_stream_that_breaks_off_is_taken_up_again(
    kev: Visitor, door: FakeFrontDoor, context: BrowserContext
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    context.set_offline(True)
    door.say("staff", "Hello, I am Sam.")
    context.set_offline(False)
    kev.sees("Hello, I am Sam.")
    expect(kev.log.get_by_text("Hello, I am Sam.")).to_have_count(1)


def test_a_message_that_cannot_be_kept_is_said_to_be_unseen(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    door.keeps = False
    kev.visit().open().write("why")
    kev.sees("I could not keep your message")
    expect(kev.trouble).to_contain_text("Nobody can see it yet")

    door.keeps = True
    kev.button("Try now").click()

    kev.sees("There is seldom one reason")
    expect(kev.log).not_to_contain_text("I could not keep your message")
    assert door.said() == ["why"]


@pytest.mark.parametrize("on_the_button", [True, False])
def test_the_focus_goes_from_try_now_to_the_text_field_when_the_trouble_ends(
    kev: Visitor, door: FakeFrontDoor, on_the_button: bool
) -> None:
    door.keeps = False
    kev.visit().open().write("why")
    expect(kev.trouble).to_contain_text("Nobody can see it yet")
    before = kev.button("Try now") if on_the_button else kev.button("Who will answer?")
    before.focus()
    door.keeps = True
    kev.page.evaluate("dispatchEvent(new Event('online'))")
    kev.sees("There is seldom one reason")
    expect(kev.trouble).to_be_empty()
    expect(kev.input if on_the_button else before).to_be_focused()


def test_the_focus_stays_on_try_now_while_one_trouble_follows_another(
    kev: Visitor, door: FakeFrontDoor, context: BrowserContext
) -> None:
    door.streams = False
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    context.set_offline(True)
    expect(kev.trouble).to_contain_text("The chat cannot be reached right now")
    kev.write("a long story")
    expect(kev.trouble).to_contain_text("Nobody can see it yet")
    kev.button("Try now").focus()
    kev.page.route("**/messages?after=*", lambda route: route.abort())
    door.refusal = (413, "That is too long for me.")
    context.set_offline(False)
    expect(kev.trouble).to_contain_text("The chat cannot be reached right now")
    expect(kev.button("Try now")).to_be_focused()


def test_a_refused_message_shows_the_servers_words_and_stays_readable(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    door.refusal = (413, "That is too long for me. Please send it in parts.")
    kev.visit().open().write("a long story")
    kev.sees("Not sent. That is too long for me.")
    kev.sees("a long story")
    expect(kev.trouble).to_be_empty()

    kev.input.fill("By the way:")
    kev.button("Edit it").click()
    expect(kev.input).to_have_value("By the way:\na long story")
    expect(kev.input).to_be_focused()
    expect(kev.log.locator(".visitor")).to_have_count(0)

    door.refusal = None
    kev.write("why")
    kev.sees("There is seldom one reason")
    assert door.said() == ["why"]


def test_being_asked_to_slow_down_is_said_and_the_message_waits(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    door.refusal = (429, "That was a lot at once.")
    kev.visit().open().write("why")
    kev.sees("Not sent yet. Trying again. That was a lot at once.")
    expect(kev.trouble).to_be_empty()
    door.refusal = None
    kev.page.evaluate("dispatchEvent(new Event('online'))")
    kev.sees("There is seldom one reason")
    assert door.said() == ["why"]


def test_when_the_server_has_ended_the_conversation_a_new_one_takes_over(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.conversations.clear()
    kev.write("is it a choice")
    kev.sees("not choosing addiction")
    kev.sees("There is seldom one reason")
    assert door.said() == ["is it a choice"]


def test_the_chat_works_where_storage_is_blocked(kev: Visitor, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', "
        "{ get() { throw new DOMException('blocked', 'SecurityError'); } });"
    )
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")


def test_the_chat_works_as_a_third_party_with_cookies_and_all_storage_blocked(
    page: Page, door: FakeFrontDoor
) -> None:
    blocked = "{ get() { throw new DOMException('blocked', 'SecurityError'); } }"
    for owner, name in (
        ("window", "sessionStorage"),
        ("window", "localStorage"),
        ("window", "indexedDB"),
        ("Document.prototype", "cookie"),
    ):
        page.add_init_script(f"Object.defineProperty({owner}, '{name}', {blocked})")
    page.goto(door.url.replace("127.0.0.1", "localhost") + "/elsewhere")
    inside = page.frame_locator("iframe")
    inside.locator("button.launch").click()
    inside.get_by_label("Your message").fill("why")
    inside.get_by_label("Your message").press("Enter")
    expect(inside.get_by_role("log")).to_contain_text("seldom one reason")
    assert page.context.cookies() == []


def test_ten_minutes_idle_end_nothing_and_ask_nothing(
    kev: Visitor, door: FakeFrontDoor, page: Page
) -> None:
    page.clock.install()
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.input.fill("half a sentence")
    before = page.locator(".root").inner_text()
    for _ in range(40):
        door.beat()
        page.clock.run_for(15_000)
    # Where the network did not keep up with the clock, a stream was cut off: the wait before the
    # next try is at most 30 seconds.
    expect(kev.trouble).to_be_empty(timeout=60_000)
    assert page.locator(".root").inner_text() == before
    expect(kev.input).to_have_value("half a sentence")
    door.say("staff", "Hello, I am Sam.")
    kev.sees("Hello, I am Sam.")
    kev.write("is it a choice")
    kev.sees("not choosing addiction")
    assert len(door.conversations) == 1


def test_an_accepted_message_without_a_number_stays_on_the_screen(kev: Visitor, page: Page) -> None:
    def accept(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=202, json={"seq": None})
        else:
            route.continue_()

    page.route("**/messages", accept)
    kev.visit().open().write("why")
    kev.sees("Sent")
    expect(kev.log.locator(".visitor")).to_have_count(1)


def test_4000_characters_are_the_most_and_nothing_typed_is_lost(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open()
    kev.write("é" * 4001)
    problem = kev.page.get_by_role("alert").filter(has_text="1 character too long")
    expect(problem).to_be_visible()
    expect(kev.input).to_have_value("é" * 4001)
    expect(kev.input).to_be_focused()
    assert door.conversations == {}

    kev.write("😢" * 4000)
    kev.sees("I did not understand that")
    assert door.said() == ["😢" * 4000]


def test_a_proxy_that_holds_the_stream_back_is_noticed_and_polled_around(
    kev: Visitor, door: FakeFrontDoor, page: Page
) -> None:
    page.clock.install()
    door.holds_back = True
    kev.visit().open().write("why")
    page.clock.run_for(3500)
    kev.sees("There is seldom one reason")
    page.clock.run_for(9000)  # nothing, not even a comment: the stream is given up
    expect(kev.log).to_contain_text("seldom")
    door.say("staff", "Hello, I am Sam.")
    for _ in range(4):
        page.clock.run_for(2600)
    kev.sees("Hello, I am Sam.")
    door.holds_back = False


def test_after_sleep_a_stream_that_went_quiet_is_not_waited_for(
    kev: Visitor, door: FakeFrontDoor, page: Page
) -> None:
    page.clock.install()
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.stream_ended.clear()
    page.clock.set_fixed_time(page.evaluate("Date.now() + 3600_000"))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange', {bubbles: true}))")
    assert door.stream_ended.wait(5)
    page.clock.resume()
    door.say("staff", "Hello, I am Sam.")
    kev.sees("Hello, I am Sam.")
    expect(kev.log.get_by_text("Hello, I am Sam.")).to_have_count(1)


def test_when_the_server_has_ended_a_conversation_it_is_said(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.conversations.clear()
    kev.write("is it a choice")
    kev.sees("The chat above has ended")
    kev.sees("not choosing addiction")
    expect(kev.log.get_by_text("The chat above has ended")).to_have_count(1)
