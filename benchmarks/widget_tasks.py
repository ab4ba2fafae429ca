"""The longest task of the chat on a slow phone: `python -m benchmarks.widget_tasks`.

A task keeps a page from answering to a finger. Chromium's processor is slowed four times, as its
own tools do for a mid-range phone, and its trace says how long each task of the page took. The peer
is the same page without the chat, on which a few lines of plain script do as much of each step as
a page must: show a dialog, take keys, add a paragraph, add as many as there were messages.

While it is traced nothing is looked up on the page, as that is a long task too. A page is left
before it is loaded anew: what it takes to leave 500 messages is not counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright
from rich.console import Console

from benchmarks.results import RESULTS, as_table, keep_rows
from benchmarks.timing import Row
from tests.browser.conftest import CHROMIUM, PATIENCE_MS, QUIET
from tests.browser.fake_front_door import PAGE, FakeFrontDoor
from tests.browser.visitor import Visitor

SLOWER = 4  # times; what Chromium's tools call a mid-tier phone
RUNS = 3
LONG = 50  # milliseconds; what the web calls a long task
MANY = 500  # messages
SETTLED_MS = 2500  # after a step, so that what follows from it is counted with it
AT_ONCE_MS = 1000  # for what must have come while it was traced
WORDS = "Why do people become addicted? I want to understand it."
PHONE = {"width": 360, "height": 740}
TRACED = ["disabled-by-default-devtools.timeline", "devtools.timeline"]
PLAIN_PAGE = """() => {
  document.body.insertAdjacentHTML('beforeend', `<button>Open</button>
    <dialog><div style="height:20em;overflow:auto"></div><textarea></textarea></dialog>`);
  document.querySelector('button').onclick = () => document.querySelector('dialog').showModal();
}"""
PLAIN_MESSAGES = """many => { const log = document.querySelector('dialog div');
  for (let each = 0; each < many; each += 1) {
    const message = document.createElement('p');
    message.textContent = `line ${each}, and some more words`;
    log.append(message);
  }
  log.scrollTop = log.scrollHeight;
}"""

Measured = dict[str, list[float]]


def longest_task(trace: Path) -> float:
    """Return the milliseconds of the longest task on a page's main thread in a trace.

    It is the thread's own time, in which it was slowed: what else a busy machine does isn't in it.
    """
    events: list[dict[str, Any]] = json.loads(trace.read_text(encoding="utf-8"))["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    tasks: list[float] = [
        event.get("tdur", 0) / 1000
        for event in events
        if event["name"] == "RunTask" and (event["pid"], event["tid"]) in pages
    ]
    return max(tasks)


@contextmanager
def timed(page: Page, measured: Measured, step: str) -> Iterator[None]:
    """Add the longest task of what is done meanwhile to the step."""
    browser = page.context.browser
    assert browser
    with TemporaryDirectory() as folder:
        trace = Path(folder) / "trace.json"
        browser.start_tracing(page=page, path=trace, categories=TRACED)
        yield
        page.wait_for_timeout(SETTLED_MS)
        browser.stop_tracing()
        measured.setdefault(step, []).append(longest_task(trace))


@contextmanager
def slow_phone(browser: Browser) -> Iterator[Page]:
    """A page on a small screen and a slow processor."""
    with browser.new_context(viewport=PHONE, locale="en-GB") as context:  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        yield page


def run_chat(page: Page, door: FakeFrontDoor, measured: Measured) -> None:
    """One visit with the chat."""
    visitor = Visitor(page, door.url)
    with timed(page, measured, "load"):
        visitor.visit()
    assert page.locator("first-step-chat .root").count()
    visitor.launcher.focus()
    with timed(page, measured, "open"):
        page.keyboard.press("Enter")
    expect(visitor.input).to_be_focused(timeout=AT_ONCE_MS)
    with timed(page, measured, "write"):
        page.keyboard.type(WORDS)
    with timed(page, measured, "send, and an answer"):
        page.keyboard.press("Enter")
    expect(visitor.log).to_contain_text("There is seldom one reason", timeout=AT_ONCE_MS)
    for number in range(MANY):
        door.say("staff" if number % 2 else "visitor", f"line {number}, and some more words")
    last = page.get_by_text(f"line {MANY - 1},")
    expect(last).to_be_attached()
    page.goto("about:blank")
    with timed(page, measured, f"load with {MANY} messages"):
        visitor.visit()
    expect(last).to_be_attached(timeout=AT_ONCE_MS)
    visitor.launcher.focus()
    with timed(page, measured, f"open with {MANY} messages"):
        page.keyboard.press("Enter")
    expect(page.locator(".message:visible")).to_have_count(MANY + 3, timeout=AT_ONCE_MS)
    with timed(page, measured, f"one more after {MANY} messages"):
        door.say("staff", "And one more.")
    expect(visitor.log).to_contain_text("And one more.", timeout=AT_ONCE_MS)


def run_plain(page: Page, door: FakeFrontDoor, measured: Measured) -> None:
    """One visit without it."""
    address = f"{door.url}/plain"
    html = PAGE.format(script="", element="")
    page.route("**/plain", lambda route: route.fulfill(body=html, content_type="text/html"))
    with timed(page, measured, "load"):
        page.goto(address)
    page.evaluate(PLAIN_PAGE)
    page.locator("button").focus()
    with timed(page, measured, "open"):
        page.keyboard.press("Enter")
    page.locator("textarea").focus()
    with timed(page, measured, "write"):
        page.keyboard.type(WORDS)
    with timed(page, measured, "send, and an answer"):
        page.evaluate(PLAIN_MESSAGES, 2)
    page.goto("about:blank")
    with timed(page, measured, f"load with {MANY} messages"):
        page.goto(address)
        page.evaluate(PLAIN_PAGE)
        page.evaluate(PLAIN_MESSAGES, MANY)
    page.locator("button").focus()
    with timed(page, measured, f"open with {MANY} messages"):
        page.keyboard.press("Enter")
    with timed(page, measured, f"one more after {MANY} messages"):
        page.evaluate(PLAIN_MESSAGES, 1)


def measure_widget_tasks() -> list[Row]:
    """Return for each step the longest task, the median of the runs, in milliseconds."""
    ours: Measured = {}
    peer: Measured = {}
    visits: list[tuple[Callable[[Page, FakeFrontDoor, Measured], None], Measured]] = [
        (run_chat, ours),
        (run_plain, peer),
    ]
    expect.set_options(timeout=PATIENCE_MS)
    door = FakeFrontDoor()
    door.start()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for _ in range(RUNS):
            for visit, measured in visits:
                with slow_phone(chromium) as page:
                    visit(page, door, measured)
        chromium.close()
    door.stop()
    return [as_row(step, ours[step], peer[step]) for step in ours]


def as_row(step: str, ours: list[float], peer: list[float]) -> Row:
    """Return the medians, with a mark where ours is a long task."""
    mine, theirs = median(ours), median(peer)
    long = " (long)" if mine > LONG else ""
    return (
        f"longest task, {step}, ms",
        f"{mine:.0f}{long}",
        f"{theirs:.0f}",
        f"{mine / theirs:.1f}",
    )


def main() -> None:
    """Print the table, and keep it with the other measurements."""
    rows = measure_widget_tasks()
    keep_rows("widget_tasks", rows)
    Console().print(as_table(rows))
    Console().print(f"Median of {RUNS}, processor slowed {SLOWER} times. Written to {RESULTS}.")


if __name__ == "__main__":
    main()
