"""'Get help now': always on the screen, and complete without any server."""

from __future__ import annotations

from pathlib import Path

import yaml
from playwright.sync_api import BrowserContext, Route, expect

from .fake_front_door import FakeFrontDoor
from .visitor import Visitor

HELPLINES = Path(__file__).parents[2] / "content" / "helplines.yml"
PROVIDER = Path(__file__).parents[2] / "content" / "provider.yml"
BUILT_IN = {
    "Call 999": "tel:999",
    "NHS 111, option 2": "tel:111",
    "Samaritans 116 123": "tel:116123",
    "Text SHOUT to 85258": "sms:85258?&body=SHOUT",
    "Ring 020 3553 3757": "tel:+442035533757",
}


def test_help_works_with_the_chat_closed_and_the_network_gone(
    kev: Visitor, context: BrowserContext
) -> None:
    kev.visit()
    the_chat_is_there(kev)
    context.set_offline(True)
    kev.button("Get help now").click()
    for words, href in BUILT_IN.items():
        expect(kev.page.get_by_role("link", name=words)).to_have_attribute("href", href)


def test_help_works_before_the_chat_itself_has_come(kev: Visitor) -> None:
    kev.page.route("**/chat.js", lambda route: route.abort())
    kev.visit()
    kev.button("Get help now").click()
    for words, href in BUILT_IN.items():
        expect(kev.page.get_by_role("link", name=words)).to_have_attribute("href", href)


def test_help_that_is_open_keeps_the_focus_when_the_chat_comes(kev: Visitor) -> None:
    waiting: list[Route] = []
    kev.page.route("**/chat.js", lambda route: waiting.append(route))
    with kev.page.expect_request("**/chat.js"):
        kev.visit()
    kev.button("Get help now").press("Enter")
    waiting.pop().continue_()
    the_chat_is_there(kev)
    expect(kev.page.get_by_role("region", name="Get help now")).to_be_focused()


def test_help_works_in_the_open_chat_with_the_front_door_gone(
    kev: Visitor, door: FakeFrontDoor
) -> None:
    kev.visit().open()
    door.stop()
    kev.write("is anyone there")
    expect(kev.trouble).to_contain_text("999")
    kev.button("Get help now").click()
    for words, href in BUILT_IN.items():
        expect(kev.page.get_by_role("link", name=words)).to_have_attribute("href", href)


def test_help_and_exit_are_on_every_screen(kev: Visitor, door: FakeFrontDoor) -> None:
    def both_are_there() -> None:
        expect(kev.button("Get help now")).to_be_in_viewport(ratio=1)
        expect(kev.page.get_by_role("link", name="Quick exit")).to_be_in_viewport(ratio=1)

    kev.page.set_viewport_size({"width": 360, "height": 640})
    kev.visit()
    both_are_there()
    kev.open()
    both_are_there()
    for _ in range(6):
        kev.write("why")
    expect(kev.page.get_by_text("There is seldom one reason")).to_have_count(6)
    both_are_there()
    kev.button("Who will answer?").click()
    both_are_there()
    kev.page.keyboard.press("Escape")
    door.keeps = False
    kev.write("hello?")
    expect(kev.trouble).not_to_be_empty()
    both_are_there()


def test_opening_help_does_not_put_the_focus_on_a_number(kev: Visitor) -> None:
    kev.visit()
    kev.button("Get help now").press("Enter")
    expect(kev.page.get_by_role("region", name="Get help now")).to_be_focused()


def test_the_built_in_numbers_are_those_of_the_content(kev: Visitor, door: FakeFrontDoor) -> None:
    lines = yaml.safe_load(HELPLINES.read_text())
    phone = yaml.safe_load(PROVIDER.read_text())["phone"]
    written = [line["contact"] for line in lines if line["number"] or line["sms"] == "85258"]
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    door.say("bot", "\n".join([*written, f"Ring {phone['display']}."]))
    kev.sees(written[-1])

    links = kev.log.locator(".message").last.get_by_role("link").all()
    dialled = {str(link.get_attribute("href")) for link in links}
    expected = {f"tel:{line['number']}" for line in lines if line["number"]}
    expected |= {f"tel:{phone['e164']}", "sms:85258?&body=SHOUT"}
    provider = f"tel:{phone['e164']}"
    assert {e if e == provider else e.replace("tel:+44", "tel:0") for e in dialled} == expected


def test_other_providers_bring_their_own_name_and_number(kev: Visitor) -> None:
    kev.visit("/?provider-name=Harbour&phone=0161 496 0000").open()
    kev.button("Get help now").click()
    link = kev.page.get_by_role("link", name="Ring 0161 496 0000")
    expect(link).to_have_attribute("href", "tel:+441614960000")
    expect(link).to_contain_text("Harbour")


def test_who_answers_says_a_program_the_team_and_the_number(kev: Visitor) -> None:
    kev.visit("/?demo=").open()
    kev.button("Who will answer?").click()
    part = kev.page.get_by_role("region", name="Who will answer?")
    for words in (
        "A computer program answers in this chat",
        "admissions team at UK Addiction Treatment Group takes both phone calls",
        "and contact requests",
        "020 3553 3757",
        "We do not know the hours",
        "cannot clear your browser history",
        "Nobody will ring you",
    ):
        expect(part).to_contain_text(words)


def the_chat_is_there(kev: Visitor) -> None:
    expect(kev.page.locator("button.launch")).to_have_attribute("aria-haspopup", "dialog")
