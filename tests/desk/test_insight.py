from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.referral import Level, Status
from first_step.desk.insight.figures import Period
from first_step.desk.insight.plots import bars, columns
from first_step.desk.insight.published import FEWER, Shown, by_key, share, shown, total
from first_step.store import audit, counts, referrals
from first_step.store.database import Database

from .cast import NOW, Browser, add_referral, contact_request

YESTERDAY = date(2026, 11, 23)
CHANNELS = ("website", "sms", "telegram")
TABLES = st.dictionaries(
    st.tuples(st.sampled_from(CHANNELS), st.sampled_from("abc")), st.integers(0, 40)
)


def put(
    database: Database,
    kind: str,
    key: str,
    number: int,
    channel: str = "website",
    day: date = YESTERDAY,
) -> None:
    with database.write() as session:
        counts.add(session, day, channel, kind, key, number)


def numbers(text: str) -> dict[tuple[str, str, str], str]:
    """Return the values of a CSV by section, row and column."""
    return {(row[0], row[1], row[2]): row[3] for row in csv.reader(io.StringIO(text))}


def views(table: dict[tuple[str, str], int]) -> list[dict[str, Shown]]:
    """Return everything anybody can see of a table: all channels, and each by itself."""
    each = [{cell: n for cell, n in table.items() if cell[0] == name} for name in CHANNELS]
    return [by_key(part) for part in (table, *each)]


@given(TABLES, st.data())
def test_no_number_under_five_can_be_worked_out_from_all_that_is_shown(
    table: dict[tuple[str, str], int], data: st.DataObject
) -> None:
    small = [cell for cell, number in table.items() if number < 5]
    for cell in small:
        other = data.draw(st.integers(0, 4))
        # Were it another number under five, every page would look the same.
        assert views({**table, cell: other}) == views(table)


@given(TABLES)
def test_a_difference_between_two_numbers_never_tells_of_fewer_than_five(
    table: dict[tuple[str, str], int],
) -> None:
    seen = [number.number or 0 for view in views(table) for number in view.values()]
    assert all(one % 5 == 0 for one in seen)


@given(st.lists(st.integers(0, 60)))
def test_a_total_is_what_is_shown_and_no_more(parts: list[int]) -> None:
    seen = [shown(part) for part in parts]
    assert (total(seen).number or 0) == sum(part.number or 0 for part in seen)
    assert (total(seen).number or 0) <= sum(parts)


def test_a_share_is_said_from_what_is_shown() -> None:
    assert share(shown(83), shown(21)) == "about 8 in 10"
    assert share(shown(20), shown(3)) == share(shown(20), shown(0)) == "at least 8 in 10"
    assert share(shown(3), shown(20)) == "not enough to say"


def test_a_hidden_number_has_no_bar() -> None:
    drawn = bars([("One", shown(20)), ("Two", shown(11)), ("Three", shown(4))])
    assert [(bar.width, bar.number) for bar in drawn] == [(100, "20"), (50, "10"), (0, FEWER)]
    assert [column.height for column in columns([shown(4), shown(5)])] == [0, 120]


def test_the_period_ends_yesterday_in_london() -> None:
    period = Period.until_yesterday(NOW.replace(hour=0), 7)
    assert (period.first, period.last) == (date(2026, 11, 17), YESTERDAY)


def test_with_nothing_counted_the_page_says_so(bob: Browser) -> None:
    assert "Nothing to show yet" in bob.open("/insight")
    assert "<svg class" not in bob.text


def test_topics_are_shown_most_asked_first_and_small_ones_not_at_all(
    bob: Browser, database: Database
) -> None:
    put(database, "topic", "cause/genetic", 12)
    put(database, "topic", "treatment/detox", 31)
    put(database, "topic", "harm/pregnancy", 4)
    put(database, "topic", "greet", 50)
    bob.open("/insight.csv")
    topics = [key for key in numbers(bob.text) if key[0] == "Questions by topic"]
    assert [row.partition(":")[0] for _, row, _ in topics] == ["Treatment", "Causes"]
    assert [numbers(bob.text)[topic] for topic in topics] == ["30", "10"]
    assert "regnan" not in bob.open("/insight")


def test_a_number_under_five_is_shown_nowhere(bob: Browser, database: Database) -> None:
    put(database, "reading", "understood", 23)
    put(database, "reading", "clarified", 3)
    bob.open("/insight.csv")
    seen = numbers(bob.text)
    assert seen["Understood or not", "Understood", "Messages"] == "20"
    assert seen["Understood or not", "The bot asked what was meant", "Messages"] == FEWER
    assert seen["By day and channel", "Mon 23 Nov", "All"] == "25"
    bob.open("/insight")
    assert "fewer than 5" in bob.text


def test_the_period_and_the_channel_are_chosen(bob: Browser, database: Database) -> None:
    put(database, "danger", "act", 10)
    put(database, "danger", "act", 15, "sms")
    put(database, "danger", "act", 20, day=YESTERDAY - timedelta(days=20))
    put(database, "danger", "act", 40, day=YESTERDAY + timedelta(days=1))
    key = ("Danger", "A card with who to ring", "Messages")
    for query, expected in {
        "?days=7": "25",
        "?days=30": "45",
        "?days=7&channel=sms": "15",
        "?days=junk&channel=junk": "45",
    }.items():
        assert numbers(bob.open("/insight.csv" + query))[key] == expected


def test_both_ways_of_sending_a_request_are_the_last_step(bob: Browser, database: Database) -> None:
    put(database, "flow_step", "for_whom", 20)
    put(database, "flow_step", "recorded", 4)
    put(database, "flow_step", "recorded_urgent", 3)
    seen = numbers(bob.open("/insight.csv"))
    assert seen["How far people come", "Who it is for", "Conversations"] == "20"
    assert seen["How far people come", "Request sent", "Conversations"] == "5"


def test_first_calls_are_held_against_the_promise(bob: Browser, database: Database) -> None:
    asked_at = NOW - timedelta(days=2)
    for number in range(26):
        request = contact_request(f"r{number}", phone=f"+4477009001{number:02}")
        due_at = asked_at + timedelta(hours=4)
        reference = add_referral(database, request, created_at=asked_at, due_at=due_at).reference
        if number < 20:
            called_at = asked_at + timedelta(hours=3 if number < 15 else 9)
            with database.write() as session:
                referrals.assign(session, reference, "bob", "bob", asked_at)
                referrals.move(session, reference, Status.ATTEMPTED, "bob", None, called_at)
    add_referral(database, contact_request("s", phone="+447700900200"), level=Level.SOON)
    seen = numbers(bob.open("/insight.csv"))
    line = {column: value for (_, row, column), value in seen.items() if row == "Urgent"}
    assert line == {
        "Requests": "25",
        "First call in time": "15",
        "Late": "10",
        "Kept": "about 6 in 10",
        "Usual wait": "3 hours",
    }


def test_the_plots_need_no_style_that_the_policy_forbids(bob: Browser, database: Database) -> None:
    put(database, "topic", "cause/genetic", 12)
    put(database, "reading", "understood", 12)
    page = bob.open("/insight")
    assert page.count('<svg class="plot" role="img" aria-label="') == 3
    assert page.count('<table class="numbers">') == 3
    assert not re.search(r"\sstyle=|<style|<script>", page)


def test_a_content_owner_sees_topics_alone(charlie: Browser, database: Database) -> None:
    put(database, "topic", "cause/genetic", 12)
    put(database, "danger", "act", 12)
    page = charlie.open("/insight")
    assert "Questions by topic" in page
    assert "Your role sees the topics" in page
    assert "A card with who to ring" not in page
    assert {key[0] for key in numbers(charlie.open("/insight.csv"))} == {
        "section",
        "Questions by topic",
    }


@pytest.mark.parametrize("path", ["/insight", "/insight.csv"])
def test_somebody_who_admits_may_not_see_it(alice: Browser, path: str) -> None:
    assert "/desk/insight" not in alice.open("/")
    alice.open(path)
    assert alice.status == 403
    assert "Your role cannot see this" in alice.text


def test_opening_and_exporting_are_in_the_audit_log(bob: Browser, database: Database) -> None:
    bob.open("/insight?days=7&channel=sms")
    bob.open("/insight.csv?days=90")
    with database.read() as session:
        written = audit.latest(session, 5, about="insight")
    assert {(each.event, each.details["days"], each.details["channel"]) for each in written} == {
        ("insight_opened", 7, "sms"),
        ("insight_exported", 90, "all"),
    }
