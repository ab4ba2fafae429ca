"""Every screen that a visitor can come to, for axe and for the eye.

`python -m tests.browser.screens FOLDER` writes a picture of each in each look, and what axe found.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from .conftest import CHROMIUM, QUIET
from .fake_front_door import FakeFrontDoor
from .visitor import Visitor

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 360, "height": 740}},
    "forced colours": {"forced_colors": "active"},
}


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, one line for each element."""
    results = Axe().run(page)
    return [
        f"{each['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for each in results.response["violations"]
        for node in each["nodes"]
    ]


def screens(page: Page, door: FakeFrontDoor) -> Iterator[str]:
    """Lead a visitor from screen to screen, and name each while it can be looked at."""
    visitor = Visitor(page, door.url).visit("/?demo=")
    yield "closed"
    page.locator(".launcher .help").click()
    yield "help while closed"
    page.keyboard.press("Escape")
    visitor.open()
    yield "open"
    visitor.button("Get help now").click()
    yield "help"
    visitor.button("Who will answer?").click()
    expect(page.get_by_text("Anyone who uses this device")).to_be_attached()
    yield "who answers"
    page.keyboard.press("Escape")
    visitor.button("Why do people become addicted?").click()
    visitor.sees("There is seldom one reason")
    visitor.button("Where does this come from?").click()
    visitor.sees("a page about")
    yield "answer"
    visitor.write("when")
    visitor.sees("When is a good and safe time")
    page.get_by_role("group", name="Choose a day").get_by_role("button").first.click()
    yield "days"
    visitor.write("check it")
    visitor.sees("Nothing is sent until you tap")
    yield "read back"
    visitor.button("Why do you ask?").last.click()
    visitor.button("Change Name").click()
    yield "changed"
    door.say("staff", "Hello.", name="Sam")
    door.say("system", "Sam has joined.", "handoff/joined")
    visitor.write("he's gone blue")
    visitor.sees("You were right to say this")
    yield "crisis"
    door.keeps = False
    visitor.write("hello?")
    expect(visitor.trouble).to_contain_text("not working right now")
    visitor.input.fill("x" * 4100)
    visitor.input.press("Enter")
    yield "trouble and too long"


def main() -> None:
    """Write the pictures and the report, and print how many violations each screen has."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screens")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    found: dict[str, dict[str, list[str]]] = {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for look, options in LOOKS.items():
            door = FakeFrontDoor()
            door.start()
            with chromium.new_context(locale="en-GB", **options) as context:
                page = context.new_page()
                for screen in screens(page, door):
                    page.screenshot(path=folder / f"{look} {screen}.png".replace(" ", "-"))
                    found.setdefault(screen, {})[look] = violations(page)
            door.stop()
        chromium.close()
    table = Table("screen", *LOOKS, title="Violations found by axe")
    for screen, by_look in found.items():
        table.add_row(screen, *(str(len(by_look[look])) for look in LOOKS))
    Console().print(table)
    lines = [
        f"{screen}, {look}: {line}"
        for screen, by_look in found.items()
        for look, all_found in by_look.items()
        for line in all_found or ["nothing"]
    ]
    (folder / "axe.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
