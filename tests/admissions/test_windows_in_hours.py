"""Windows inside hours with split shifts, closures, bank holidays and changing clocks."""

from datetime import date, datetime, timedelta, timezone

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from first_step.admissions.contact_window import ContactWindow, WindowProblem
from first_step.admissions.errors import ContentError
from first_step.admissions.hours import LONDON, OpeningHours, due_words, read_window
from first_step.admissions.opening_hours import at_minute
from tests.admissions.test_when_phrases import LINES

from .reading_times import TUESDAY, told

PROVIDER = """
hours:
  monday: "09:00-17:00"
  tuesday: ["09:00-12:30", "13:30-18:00"]
  wednesday: ["09:00-12:30", "13:30-18:00"]
  thursday: "09:00-17:00"
  friday: "09:00-17:00"
  saturday: "10:00-13:00"
  bank_holidays: {2026-12-28: "10:00-14:00", others: closed}
closures:
  - 2026-12-24 to 2026-12-26
  - 2026-11-27
"""
SPLIT = OpeningHours.from_provider(yaml.safe_load(PROVIDER))
NIGHTS = OpeningHours.from_provider({"hours": {"saturday": "00:00-24:00", "sunday": "00:00-24:00"}})


def words(text: str, now: datetime = TUESDAY, hours: OpeningHours = SPLIT) -> str:
    return told(text, now, hours)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tomorrow dinnertime", "Wednesday 25 November, 12 noon to 12.30pm"),
        ("tomorrow", "Wednesday 25 November, 9am to 12.30pm"),
        ("tomorrow afternoon", "Wednesday 25 November, 1.30pm to 5pm"),
        ("tomorrow between 12:30 and 1:30", "outside_hours"),
        ("tomorrow after 7am", "Wednesday 25 November, after 9am"),
        ("any weekday before 9", "outside_hours"),
        ("friday", "outside_hours"),
        ("saturday", "Saturday 28 November, 10am to 1pm"),
        ("bank holiday monday", "Monday 28 December, 10am to 2pm"),
        ("boxing day", "outside_hours"),
        ("new years day", "outside_hours"),
        ("not thursdays", "any time, but not Thursday"),
        ("in 6 hours", "outside_hours"),
        ("in 2 hours", "Tuesday 24 November, after 4pm"),
    ],
)
def test_a_window_is_told_as_the_hours_allow(text, shown):
    assert words(text) == shown


def test_a_closed_day_is_not_promised_even_while_hours_are_unknown():
    hours = OpeningHours.from_provider({"hours": "unknown", "closures": ["2026-11-25"]})
    assert not hours.known
    assert words("tomorrow", hours=hours) == "outside_hours"
    assert words("mornings", hours=hours).endswith("from Thursday 26 November")


@pytest.mark.parametrize(
    "text",
    [
        "not at 3",
        "after dinner",
        "later this week",
        "not next week",
        "he's 12",
        "19",
        "not the 25th",
        "not monday mornings",
        "not tomorrow morning",
        "any time but not 9am",
        "monday at 3 and tuesday at 5",
        "the weekend after next",
        "next tuesday but one",
    ],
)
def test_what_cannot_be_known_is_asked_again(text):
    assert words(text, hours=OpeningHours.unknown()) == "not_understood"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "before 9 or after 5",
            "Tuesday 24 November, after 5pm or Wednesday 25 November, before 9am",
        ),
        ("not before 10 and not after 2", "Wednesday 25 November, 10am to 2pm"),
        ("half one", "Wednesday 25 November, about 1.30pm"),
        (
            "evenings and weekends",
            "every day, 5pm to 8pm, from Tuesday 24 November or "
            "weekends, any time of day, from Saturday 28 November",
        ),
    ],
)
def test_several_times_are_each_told(text, shown):
    assert words(text, hours=OpeningHours.unknown()) == shown


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("not weekends", "any time, but not Saturday, Sunday"),
        ("not today", "any time, but not Tuesday 24 November"),
        ("any day but tomorrow", "any time, but not Wednesday 25 November"),
    ],
)
def test_refused_days_are_told(text, refused):
    assert words(text) == refused


@pytest.mark.parametrize(
    ("provider", "message"),
    [
        ({"closures": "2026-12-25"}, "closures needs a list"),
        ({"closures": ["Christmas"]}, "not a date"),
        ({"closures": ["2026-12-26 to 2026-12-24"]}, "ends before"),
        ({"closures": ["2026-12-24 to 2027-12-24"]}, "longer than"),
        ({"hours": {"monday": ["09:00-12:00", "11:00-17:00"]}}, "overlap"),
        (
            {"hours": {"monday": "09:00-12:00", "bank_holidays": {"2026-12-29": "10:00-14:00"}}},
            "not a bank holiday",
        ),
    ],
)
def test_hours_and_closures_that_cannot_be_are_refused(provider, message):
    with pytest.raises(ContentError, match=message):
        OpeningHours.from_provider(provider)


def test_working_days_skip_a_closure():
    thursday = datetime(2026, 11, 26, 12, 0, tzinfo=LONDON)
    assert SPLIT.end_of_working_day(thursday, 1).date() == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (datetime(2026, 11, 25, 18, 0, tzinfo=LONDON), "by 6pm on Wednesday 25 November"),
        (datetime(2026, 11, 25, 13, 0, tzinfo=LONDON), "as soon as the team is next working"),
        (datetime(2026, 11, 27, 12, 0, tzinfo=LONDON), "as soon as the team is next working"),
    ],
)
def test_a_due_time_is_told_only_inside_the_hours(due, shown):
    assert due_words(due, SPLIT) == shown


def test_a_time_the_clocks_skip_is_the_one_an_hour_later():
    assert at_minute(date(2027, 3, 28), 90).hour == 2
    found = read_window("tomorrow 1:30am", datetime(2027, 3, 27, 12, 0, tzinfo=LONDON), NIGHTS)
    assert isinstance(found, WindowProblem) or (found.start and found.start.hour == 2)


TEXTS = st.one_of(
    st.sampled_from([line["text"] for line in LINES]),
    st.lists(
        st.sampled_from(
            [
                *("tomorrow", "sunday", "after", "before", "1:30am", "2am", "in", "an hour", "not"),
                *("midnight", "morning", "between", "and", "or", "6", "noon", "a week on", "28/3"),
                *("bank holiday", "weekends", "dinnertime", "until", "3 hours", "night", "today"),
            ]
        ),
        min_size=1,
        max_size=5,
    ).map(" ".join),
)


@given(
    TEXTS,
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(timezone.utc)),
    st.sampled_from([SPLIT, NIGHTS]),
)
@example("in an hour", datetime(2026, 10, 25, 0, 40, tzinfo=timezone.utc), NIGHTS)
@example("1:30am", datetime(2027, 3, 28, 0, 10, tzinfo=timezone.utc), NIGHTS)
def test_every_window_lies_ahead_and_inside_one_opening(text, now, hours):
    found = read_window(text, now, hours)
    if not isinstance(found, ContactWindow) or found.start is None or found.end is None:
        return
    assert found.start.tzinfo is LONDON
    assert found.end.tzinfo is LONDON
    start, end = (each.astimezone(timezone.utc) for each in (found.start, found.end))
    assert now - timedelta(minutes=1) < start < end
    days = (found.start.date() + timedelta(days=count) for count in (-1, 0))
    openings = [span for day in days for span in hours.spans(day)]
    assert any(
        opening.astimezone(timezone.utc) <= start and end <= closing.astimezone(timezone.utc)
        for opening, closing in openings
    )
    assert ContactWindow.from_dict(found.as_dict()) == found
