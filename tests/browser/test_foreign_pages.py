"""The chat on pages that nobody made for it."""

from __future__ import annotations

import string
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .fake_front_door import FakeFrontDoor
from .test_accessibility import violations
from .visitor import Visitor, text_twice_as_large

HEAD = (
    '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Page</title>'
)
BODY = "<main><h1>Getting help</h1><p>We listen.</p></main>"
SCRIPT = '<script src="/widget/first-step.js" defer></script>'
HOSTILE = """html{font-size:62px!important;direction:rtl}
*,*::before{all:unset!important} button,a,dialog,section{display:none!important}
first-step-chat{display:none!important;visibility:hidden!important;opacity:0!important;
font:3px cursive!important;color:red!important;transform:scale(9)!important}"""
FRAMEWORK = """*,::after,::before{box-sizing:border-box;margin:0;padding:0;border:0 solid}
html{font-size:62.5%} body{font:1.6rem/1.2 Georgia,serif;color:#212529;background:#fff}
button,input,textarea{width:100%;display:block;text-transform:uppercase;letter-spacing:.2em;
appearance:none;background:0;border-radius:0} a{color:#0d6efd} p{margin-bottom:3rem}
[role=region],section,header{padding:4rem;position:relative} svg{width:100%;height:auto}"""
PAGES = {
    "hostile": f"<!doctype html><html lang=en><head>{HEAD}<style>{HOSTILE}</style>{SCRIPT}"
    f"</head><body>{BODY}</body></html>",
    "framework": f"<!doctype html><html lang=en><head>{HEAD}<style>{FRAMEWORK}</style>{SCRIPT}"
    f"</head><body>{BODY}</body></html>",
    "quirks": f"<html lang=en><head>{HEAD}{SCRIPT}</head><body>{BODY}</body></html>",
    "framed": f"<!doctype html><html lang=en><head>{HEAD}</head><body>{BODY}"
    '<iframe src="/" title="Chat" width="420" height="640"></iframe></body></html>',
}
ALL_STYLES = """() => [...document.querySelector('first-step-chat').shadowRoot
.querySelectorAll('*')].map(each => { const { color, backgroundColor, borderColor, height } =
getComputedStyle(each); return [each.className, color, backgroundColor, borderColor, height]; })"""
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


def put(page: Page, door: FakeFrontDoor, html: str) -> Visitor:
    def answer(route: Route) -> None:
        route.fulfill(body=html, content_type="text/html")

    page.route("**/foreign", answer)
    return Visitor(page, door.url).visit("/foreign")


@pytest.mark.parametrize("chat", ["chat", "no chat"])
def test_no_custom_property_of_a_page_reaches_in(
    page: Page, door: FakeFrontDoor, chat: str
) -> None:
    names = [*string.ascii_letters, "accent", "ground", "text", "visible-height", "visible-top"]
    theirs = "".join(f"--{name}:#0f0;" for name in names)
    if chat == "no chat":
        page.route("**/chat.js", lambda route: route.abort())
    looks = []
    for style in ("", f"<style>*{{{theirs}}}</style>"):
        kev = put(page, door, PAGES["quirks"].replace(SCRIPT, style + SCRIPT))
        kev.button("Get help now").click()
        if chat == "chat":
            kev.page.wait_for_selector(".root", state="attached")
        looks.append(kev.page.evaluate(ALL_STYLES))
        if chat == "chat":
            kev.open()
            looks[-1] += kev.page.evaluate(ALL_STYLES)
        page.unroute("**/foreign")
    assert len(looks[0]) > 10
    assert looks[0] == looks[1]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["hostile", "framework", "quirks"])
def test_a_keyboard_alone_gets_an_answer_and_help_on_any_page(
    browser: Browser, door: FakeFrontDoor, kind: str, look: str
) -> None:
    with browser.new_context(**LOOKS[look]) as context:
        kev = put(context.new_page(), door, PAGES[kind])
        expect(kev.launcher).to_be_in_viewport(ratio=1)
        expect(kev.button("Get help now")).to_be_in_viewport(ratio=1)
        for control in (kev.launcher, kev.button("Get help now")):
            box = control.bounding_box()
            assert box
            assert 44 <= box["height"] < 70  # not blown up with the page
        kev.button("Get help now").press("Enter")
        part = kev.page.get_by_role("region", name="Get help now")
        expect(part).to_be_in_viewport(ratio=1)
        expect(part).to_be_focused()
        kev.page.keyboard.press("Escape")
        kev.launcher.press("Enter")
        expect(kev.input).to_be_focused()
        kev.page.keyboard.type("why")
        kev.page.keyboard.press("Enter")
        kev.sees("There is seldom one reason")
        if kind != "hostile":  # its own heading and paragraph have lost their meaning
            assert violations(kev.page) == []
        kev.page.keyboard.press("Escape")
        expect(kev.launcher).to_be_focused()


def test_text_twice_as_large_is_not_cut_off(browser: Browser, door: FakeFrontDoor) -> None:
    with browser.new_context(viewport={"width": 640, "height": 900}) as context:
        page = context.new_page()
        text_twice_as_large(page)
        kev = put(page, door, PAGES["quirks"])
        kev.open()
        assert kev.input.evaluate("e => getComputedStyle(e).fontSize") == "32px"
        for name in ("Get help now", "Send", "Who will answer?"):
            expect(kev.button(name)).to_be_in_viewport(ratio=1)


def test_it_works_inside_a_frame(page: Page, door: FakeFrontDoor) -> None:
    put(page, door, PAGES["framed"])
    frame = page.frame_locator("iframe")
    frame.locator("button.launch").click()
    frame.get_by_label("Your message").fill("why")
    frame.get_by_label("Your message").press("Enter")
    expect(frame.get_by_role("log", name="Messages")).to_contain_text("seldom one reason")


def test_the_numbers_can_be_rung_before_and_without_the_chat(
    page: Page, door: FakeFrontDoor
) -> None:
    page.route("**/chat.js", lambda route: route.abort())
    kev = Visitor(page, door.url).visit()
    kev.launcher.click()
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    expect(page.get_by_role("link", name="Samaritans 116 123")).to_be_visible()
    page.unroute("**/chat.js")


def test_a_page_that_takes_it_away_and_puts_it_back_finds_the_chat_again(kev: Visitor) -> None:
    kev.visit().open().write("why")
    kev.sees("There is seldom one reason")
    kev.page.evaluate(
        """() => { const e = document.querySelector('first-step-chat');
        e.remove(); document.body.append(e); }"""
    )
    kev.launcher.click()
    kev.sees("There is seldom one reason")


def test_two_on_a_page_keep_their_conversations_apart(page: Page, door: FakeFrontDoor) -> None:
    one = '<first-step-chat position="inline"></first-step-chat>'
    put(page, door, PAGES["quirks"].replace(BODY, BODY + one + one))
    first, second = page.locator("first-step-chat").all()
    first.get_by_label("Your message").fill("why")
    first.get_by_label("Your message").press("Enter")
    expect(first.get_by_role("log")).to_contain_text("seldom one reason")
    page.reload()
    expect(first.get_by_role("log")).to_contain_text("seldom one reason")
    expect(second.get_by_role("log")).not_to_contain_text("seldom one reason")


def test_the_page_is_told_of_messages_and_not_what_they_say(kev: Visitor) -> None:
    kev.visit()
    kev.page.evaluate(
        """() => { window.told = []; for (const name of ['opened', 'message', 'closed'])
        document.addEventListener('first-step-' + name, e => told.push([e.type, e.detail])); }"""
    )
    kev.open().write("why")
    kev.sees("There is seldom one reason")
    kev.page.keyboard.press("Escape")
    expect(kev.launcher).to_be_focused()
    assert kev.page.evaluate("told") == [
        ["first-step-opened", None],
        ["first-step-message", None],
        ["first-step-message", None],
        ["first-step-closed", None],
    ]


def test_a_slow_phone_sees_nothing_shift(page: Page, door: FakeFrontDoor) -> None:
    page.add_init_script(
        """window.seen = []; new PerformanceObserver(list => seen.push(...list.getEntries()
          .filter(e => e.startTime > (window.from ?? 0))
          .map(e => e.value))).observe({type: 'layout-shift'});"""
    )
    page.set_viewport_size({"width": 360, "height": 740})
    put(page, door, PAGES["quirks"].replace(SCRIPT, ""))
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(
        """() => new Promise(done => { seen.length = 0; window.from = performance.now();
        const s = document.createElement('script'); s.src = '/widget/first-step.js';
        document.head.append(s);
        const wait = () => document.querySelector('first-step-chat')?.shadowRoot
          ?.querySelector('dialog') ? setTimeout(done, 300) : setTimeout(wait, 20);
        wait(); })"""
    )
    assert page.evaluate("seen") == []


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [("cy", "Cael help nawr", "ltr"), ("pl", "Pomoc teraz", "ltr"), ("ar", "مساعدة الآن", "rtl")],
)
def test_a_language_is_fetched_only_where_it_is_asked_for(
    kev: Visitor, language: str, words: str, direction: str
) -> None:
    asked: list[str] = []
    kev.page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    kev.visit().open()
    assert f"{language}.js" not in asked
    kev.visit(f"/?language={language}")
    expect(kev.button(words).first).to_be_visible()
    kev.launcher.click()
    expect(kev.page.locator(".root")).to_have_attribute("dir", direction)
    assert asked.count(f"{language}.js") == 1
    assert violations(kev.page) == []
