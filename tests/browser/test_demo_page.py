"""The demonstration's own pages, and what a page shows where scripts are off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient

from first_step.content.live import LiveLibrary
from first_step.web.pages import Pages
from tests.reception.house import settings_for

from .fake_front_door import WIDGET
from .test_accessibility import violations

CONTENT = Path(__file__).parents[2] / "content"
GUIDE = Path(__file__).parents[2] / "docs" / "embedding.md"
SITE = "http://provider.test"
LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[TestClient]:
    pages = Pages(settings_for(tmp_path, "http://127.0.0.1:5005"), LiveLibrary(CONTENT))
    mounts = [
        Mount("/widget", StaticFiles(directory=WIDGET)),
        Mount("/static", StaticFiles(directory=WIDGET.parent)),
    ]
    with TestClient(Starlette(routes=[*pages.routes(), *mounts])) as client:
        yield client


def visit(context: BrowserContext, site: TestClient, path: str) -> Page:
    def answer(route: Route) -> None:
        found = site.get(urlsplit(route.request.url).path)
        route.fulfill(status=found.status_code, body=found.content, headers=dict(found.headers))

    context.route(f"{SITE}/**", answer)
    page = context.new_page()
    page.goto(SITE + path)
    return page


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", ["/", "/help", "/themes"])
def test_axe_finds_nothing_on_the_pages_and_none_scrolls_sideways(
    browser: Browser, site: TestClient, path: str, look: str
) -> None:
    with browser.new_context(**LOOKS[look]) as context:
        page = visit(context, site, path)
        if path != "/help":
            page.wait_for_selector(".root", state="attached")
        assert violations(page) == []
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0


@pytest.mark.parametrize("path", ["/", "/help"])
def test_without_scripts_the_pages_show_numbers_to_ring(
    browser: Browser, site: TestClient, path: str
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = visit(context, site, path)
        for number in ("999", "111", "116123", "+442035533757"):
            expect(page.locator(f'main a[href="tel:{number}"]').first).to_be_visible()
        if path == "/":
            expect(page.locator("p.noscript")).to_be_visible()
            expect(page.get_by_text("Nobody will ring you")).to_be_visible()
            expect(page.get_by_role("link", name="staff console")).to_be_visible()


@pytest.mark.parametrize("number", [0, 1], ids=["script", "by hand"])
def test_without_scripts_the_snippets_of_the_guide_show_numbers_to_ring(
    browser: Browser, number: int
) -> None:
    snippets = [
        each
        for each in re.findall(r"```html\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
        if "first-step" in each
    ]
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.set_content(f"<!doctype html><html lang=en><title>Page</title>{snippets[number]}")
        for href in ("tel:999", "tel:111", "tel:116123", "tel:+442079460000"):
            expect(page.locator(f'a[href="{href}"]')).to_be_visible()
