from __future__ import annotations

import csv
import html
import io
import re

import pytest
from sqlalchemy import text

from first_step.store import audit, staff
from first_step.store.database import Database

from .cast import NOW, Browser

_OLDER = re.compile(r'href="/desk/audit-log\?([^"]+)">Older<')


def test_the_newest_stand_on_top_in_words_and_the_chain_is_whole(
    bob: Browser, database: Database
) -> None:
    page = bob.open("/audit-log")
    assert page.index("Audit log opened") < page.index("<strong>Bob</strong>: Signed in")
    assert "none is missing" in page


def test_a_long_log_comes_in_pages_that_join(bob: Browser, database: Database) -> None:
    with database.write() as session:
        for number in range(120):
            audit.write(session, "system", "counted", f"n{number}x", NOW)
    pages = [bob.open("/audit-log?event=counted")]
    while (older := _OLDER.search(pages[-1])) and len(pages) < 4:
        pages.append(bob.open(f"/audit-log?{html.unescape(older.group(1))}"))
    assert len(pages) == 3
    shown = [n for page in pages for n in range(120) if f">n{n}x" in page]
    assert sorted(shown) == list(range(120))


def test_filters_find_who_what_and_about_what(
    bob: Browser, alice: Browser, database: Database
) -> None:
    with database.read() as session:
        mine = staff.by_login(session, "alice")
    assert mine is not None
    page = bob.open(f"/audit-log?actor={mine.id}&event=signed_in").split('<ol class="log">')[1]
    assert "Alice" in page
    assert "Bob" not in page
    assert "Nothing found" in bob.open("/audit-log?about=FS-0000-00")
    bob.open("/audit-log?before=nonsense&about=%00")
    assert bob.status == 200


def test_an_entry_that_was_changed_shows(bob: Browser, database: Database) -> None:
    with database.write() as session:
        names = session.execute(
            text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'")
        ).scalars()
        for name in list(names):
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("UPDATE audit SET about = 'x' WHERE seq = 1"))
    assert "Entry 1 was changed" in bob.open("/audit-log")


def test_the_table_is_exported_without_formulas_and_that_is_written_down(
    bob: Browser, database: Database
) -> None:
    with database.write() as session:
        audit.write(session, "=cmd", "tried", "+about", NOW)
    answer = bob.client.get("/desk/audit-log.csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    (mine,) = (row for row in rows if row["event"] == "tried")
    assert (mine["who_id"], mine["about"]) == ("'=cmd", "'+about")
    with database.read() as session:
        assert audit.latest(session, 1)[0].event == "audit_log_exported"


@pytest.mark.parametrize("path", ["/audit-log", "/audit-log.csv"])
def test_others_do_not_see_it(alice: Browser, charlie: Browser, path: str) -> None:
    for browser in (alice, charlie):
        browser.open(path)
        assert browser.status == 403
