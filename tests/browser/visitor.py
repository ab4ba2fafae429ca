"""What a visitor sees and does, in the words that stand on the screen."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Visitor:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def visit(self, path: str = "/") -> Visitor:
        self.page.goto(self.url + path)
        return self

    def open(self) -> Visitor:
        self.launcher.click()
        expect(self.input).to_be_focused()
        return self

    def write(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    @property
    def launcher(self) -> Locator:
        return self.page.locator("button.launch")

    @property
    def input(self) -> Locator:
        return self.page.get_by_label("Your message")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Messages")

    @property
    def trouble(self) -> Locator:
        return self.page.locator(".trouble")

    @property
    def focused(self) -> str:
        """The accessible text of whatever has the focus."""
        return str(
            self.page.evaluate(
                """() => { let e = document.activeElement;
                while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
                return e.ariaLabel || e.innerText || e.id || e.tagName; }"""
            )
        )

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def sees(self, text: str) -> None:
        expect(self.log).to_contain_text(text)


def text_twice_as_large(page: Page) -> None:
    """Sets the browser's own size of text, as somebody who sees badly does."""
    sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
    page.context.new_cdp_session(page).send("Page.setFontSizes", sizes)
