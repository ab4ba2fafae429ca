"""A visitor with the widget and two members of staff at once, and a Rasa that takes its time."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from first_step.content.live import LiveLibrary
from first_step.store import conversations, messages
from first_step.store.migrating import migrate
from tests.desk.cast import PASSWORD, add_cast
from tests.reception.fake_rasa import FakeRasa
from tests.reception.house import CONTENT, House, settings_for

from .conftest import PATIENCE_MS
from .visitor import Visitor

LATE = {"answer": "cause/trauma", "text": "This comes too late.", "buttons": []}


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    fake = FakeRasa()
    yield fake
    fake.release()
    fake.stop()


@pytest.fixture
def house(tmp_path: Path, rasa: FakeRasa) -> Iterator[House]:
    settings = settings_for(
        tmp_path, rasa.url, FIRST_STEP_RASA_TIMEOUT="30", FIRST_STEP_DEMO="true"
    )
    migrate(settings)
    served = House(settings, LiveLibrary(CONTENT))
    with served.parts.database.write() as session:
        add_cast(session)
    yield served
    served.stop()
    shutil.rmtree(tmp_path, ignore_errors=True)


@pytest.fixture
def kev(browser: Browser, house: House) -> Iterator[Visitor]:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    yield Visitor(context.new_page(), house.url)
    context.close()


@pytest.fixture
def alice(browser: Browser, house: House) -> Iterator[Page]:
    yield from sign_in(browser, house, "alice")


@pytest.fixture
def bob(browser: Browser, house: House) -> Iterator[Page]:
    yield from sign_in(browser, house, "bob")


def sign_in(browser: Browser, house: House, login: str) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    page.goto(house.url + "/desk/sign-in")
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    yield page
    context.close()
    assert problems == []


def ask_for_a_person(kev: Visitor, rasa: FakeRasa) -> None:
    rasa.label = "request_human"
    rasa.replies = [{"answer": "handoff/waiting", "text": "In line.", "buttons": []}]
    kev.visit().open()
    kev.write("can i talk to someone")


def test_taken_over_in_mid_turn_the_late_reply_is_never_delivered(
    house: House, rasa: FakeRasa, kev: Visitor, alice: Page, bob: Page
) -> None:
    alice.get_by_role("button", name="Away from chats").click()
    expect(alice.get_by_role("button", name="Available for chats")).to_be_visible()
    ask_for_a_person(kev, rasa)
    kev.sees("In line.")
    alice.get_by_role("link", name="Conversations", exact=True).click()
    expect(alice.locator("#urgent-now")).to_have_text("1 urgent")
    expect(alice).to_have_title(re.compile(r"^\(1\) "))
    bob.goto(house.url + "/desk/conversations?show=waiting")
    bob.locator("[id^=open-]").click()
    alice.locator("[id^=open-]").click()
    expect(alice.locator("#transcript")).to_contain_text("can i talk to someone")

    rasa.hold()
    rasa.replies = [LATE]
    kev.write("are you there")
    rasa.wait_until_asked(2)
    alice.get_by_role("button", name="Take over").click()
    kev.sees("Alice has joined. You are now writing with a person.")
    rasa.release()
    alice.get_by_label("Your reply").fill("Hello, this is Alice")
    alice.get_by_role("button", name="Send").click()
    kev.sees("Hello, this is Alice")
    expect(alice.get_by_label("Your reply")).to_have_value("")

    # Who looks on sees who answers, without touching anything.
    expect(bob.locator("#holder")).to_have_text("With Alice")
    kev.write("thanks")
    expect(alice.locator("#transcript")).to_contain_text("thanks")
    house.parts.front_door.presence.visitor_types(the_only(house))
    expect(alice.locator("#typing")).to_have_text("The visitor is typing…")
    alice.get_by_label("Your reply").press_sequentially("So am I")
    expect(kev.page.locator(".due")).to_have_text("Alice is typing …")
    said = everything_said(house)
    assert "This comes too late." not in said
    assert said.count("Hello, this is Alice") == 1
    expect(kev.log).not_to_contain_text("This comes too late.")


def test_words_stay_in_the_box_while_the_connection_is_gone(
    house: House, rasa: FakeRasa, kev: Visitor, alice: Page
) -> None:
    ask_for_a_person(kev, rasa)
    kev.sees("I do not know when the team is there")
    alice.goto(house.url + "/desk/conversations")
    alice.locator("[id^=open-]").click()
    alice.get_by_role("button", name="Take over").click()
    box = alice.get_by_label("Your reply")
    box.fill("Do not lose this")
    alice.context.set_offline(True)
    alice.get_by_role("button", name="Send").click()
    expect(alice.locator("#reply-problem")).to_be_visible()
    expect(box).to_have_value("Do not lose this")
    alice.context.set_offline(False)
    alice.get_by_role("button", name="Send").click()
    kev.sees("Do not lose this")
    expect(box).to_have_value("")
    alice.get_by_role("button", name="Hand back").click()
    kev.sees("Alice has left this chat")
    rasa.replies = [{"answer": "say/greet", "text": "Here I am again.", "buttons": []}]
    kev.write("hello")
    kev.sees("Here I am again.")


def everything_said(house: House) -> list[str]:
    with house.parts.database.read() as session:
        newest = conversations.get(session, the_only(house))
        assert newest is not None
        return [each.text for each in messages.after(session, newest.id, 0, 100)]


def the_only(house: House) -> str:
    from first_step.store import inbox

    with house.parts.database.read() as session:
        wanted = inbox.Wanted("all", "nobody")
        found = inbox.page(session, wanted, 2, house.parts.front_door.clock())
    assert len(found) == 1
    return found[0].id
