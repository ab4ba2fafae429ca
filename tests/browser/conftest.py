from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from .fake_front_door import WIDGET, FakeFrontDoor
from .visitor import Visitor

CHROMIUM = Path(os.environ.get("FIRST_STEP_CHROMIUM", "/usr/bin/chromium"))
PATIENCE_MS = 20_000  # how long to wait for what will come; a busy machine is no failure
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


# While Playwright is open an event loop runs, which asyncio tests elsewhere cannot bear: it is
# closed with the last test of this folder.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}; set FIRST_STEP_CHROMIUM")
    assert (WIDGET / "first-step.js").exists(), "build the widget first: npm run build in widget/"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def door() -> Iterator[FakeFrontDoor]:
    fake = FakeFrontDoor()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def kev(page: Page, door: FakeFrontDoor) -> Iterator[Visitor]:
    """A visitor on a page with the script tag alone. No script may fail, no policy be broken."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    visitor = Visitor(page, door.url)
    yield visitor
    assert problems == []
