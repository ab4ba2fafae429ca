from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from first_step.content.library import load_library
from first_step.store import audit, counts
from first_step.store.database import Database

from .cast import CONTENT, NOW, Browser, Clock

_MARK = re.compile(r'value="harm/naloxone"><input type="hidden" name="mark" value="(\w+)"')


class Fixed:
    """Content as one test has it."""

    def __init__(self) -> None:
        self.library = load_library(CONTENT)

    def current(self) -> object:
        return self.library


def block(page: str, answer: str) -> str:
    """Return what the page says of one answer."""
    return page.partition(f">{answer}</h2>")[2].partition("</section>")[0]


def test_an_answer_shows_its_source_owner_and_dates(charlie: Browser) -> None:
    said = block(charlie.open("/wording"), "harm/naloxone")
    assert "F50" in said
    assert "<dd>content</dd>" in said
    assert "by nobody" in said
    assert "23 Feb 2027" in said


def test_counts_are_shown_where_there_are_any(charlie: Browser, database: Database) -> None:
    assert "not known yet" in charlie.open("/wording")
    with database.write() as session:
        day = NOW.date()
        counts.add(session, day, "website", "shown", "harm/naloxone", 12)
        counts.add(session, day, "sms", "shown", "harm/naloxone", 3)
        counts.add(session, day, "sms", "followed_by_not_meant", "harm/naloxone", 4)
    page = charlie.open("/wording")
    assert 'shown 15, then "that\'s not what I meant" 4' in block(page, "harm/naloxone")


def test_filters_narrow_the_list(charlie: Browser, clock: Clock) -> None:
    page = charlie.open("/wording?family=harm")
    assert "harm/naloxone" in page
    assert ">greet" not in page
    assert ">cause/trauma</h2>" not in page
    assert "No text here" in charlie.open("/wording?show=due&family=harm")
    clock.now = NOW.replace(year=2027, month=3)
    charlie.sign_in("charlie")
    assert "due now" in charlie.open("/wording?show=due&family=harm")


def test_a_mark_counts_until_the_text_changes(
    open_desk: Callable[..., Browser], database: Database, clock: Clock
) -> None:
    from starlette.applications import Starlette
    from starlette.routing import Mount
    from starlette.testclient import TestClient

    from first_step.desk.app import create_desk

    from .cast import settings_for

    content = Fixed()
    settings = settings_for(CONTENT.parent / "var")
    routes = create_desk(database, content, settings, clock=clock)  # type: ignore[arg-type]
    browser = Browser(TestClient(Starlette(routes=[Mount("/desk", routes=routes)])))
    browser.sign_in("charlie")
    browser.open("/wording")
    mark = browser.found(_MARK)
    browser.send("/wording/reviewed", answer="harm/naloxone", mark=mark)
    assert "24 Nov 2026 by you" in block(browser.text, "harm/naloxone")
    assert ">harm/naloxone</h2>" not in browser.open("/wording?show=unreviewed")
    with database.read() as session:
        assert audit.latest(session, 1)[0].event == "answer_reviewed"
    answers = dict(content.library.answers)
    reply = answers["harm/naloxone"]
    answers["harm/naloxone"] = replace(reply, sections={**reply.sections, "answer": "New words."})
    content.library = replace(content.library, answers=answers)
    assert "by nobody" in block(browser.open("/wording"), "harm/naloxone")
    page = browser.send("/wording/reviewed", answer="harm/naloxone", mark=mark)
    assert "the text has changed" in page
    assert "by nobody" in block(page, "harm/naloxone")


def test_others_read_and_do_not_mark(alice: Browser) -> None:
    assert "Mark as reviewed<" not in alice.open("/wording")
    alice.send("/wording/reviewed", answer="harm/naloxone", mark="x")
    assert alice.status == 403
