from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.contact_window import ContactWindow, clock_words
from first_step.admissions.errors import ContentError
from first_step.admissions.hours import ANY_TIME, LONDON, OpeningHours, find_window, read_window
from first_step.admissions.opening_hours import is_bank_holiday

from .reading_times import TUESDAY, told

UNKNOWN = OpeningHours.unknown()
OFFICE = OpeningHours.from_provider(
    {
        "hours": dict.fromkeys(
            ("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-18:00"
        )
    }
)


def words(text: str, hours: OpeningHours = UNKNOWN, now: datetime = TUESDAY) -> str:
    return told(text, now, hours)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("any time", "any time"),
        ("whenever", "any time"),
        ("I don't mind", "any time"),
        ("asap", "as soon as possible"),
        ("tomorrow morning", "Wednesday 25 November, 9am to 12 noon"),
        ("tomoz arvo", "Wednesday 25 November, 12 noon to 5pm"),
        ("after six", "Tuesday 24 November, after 6pm"),
        ("not before 6", "Tuesday 24 November, after 6pm"),
        ("not after 6", "Tuesday 24 November, before 6pm"),
        ("after I finish work at 5", "Tuesday 24 November, after 5pm"),
        ("half past 3 tomorrow", "Wednesday 25 November, about 3.30pm"),
        ("18:30", "Tuesday 24 November, about 6.30pm"),
        ("9 tonight", "Tuesday 24 November, about 9pm"),
        ("8 in the morning", "Wednesday 25 November, about 8am"),
        ("between 2 and 4", "Tuesday 24 November, 2pm to 4pm"),
        ("10-2", "Wednesday 25 November, 10am to 2pm"),
        ("after 3 but before 5", "Tuesday 24 November, 3pm to 5pm"),
        ("morning", "Wednesday 25 November, 9am to 12 noon"),
        ("evening", "Tuesday 24 November, 5pm to 8pm"),
        ("not mornings", "Tuesday 24 November, 12 noon to 8pm"),
        ("weekday afternoons", "weekdays, 12 noon to 5pm, from Tuesday 24 November"),
        ("any evening", "every day, 5pm to 8pm, from Tuesday 24 November"),
        ("tuesday", "Tuesday 24 November, any time of day"),
        ("tuesday morning", "Tuesday 1 December, 9am to 12 noon"),
        ("next tuesday", "Tuesday 1 December, any time of day"),
        ("friday after 2", "Friday 27 November, after 2pm"),
        ("26/11", "Thursday 26 November, any time of day"),
        ("26 november at 10", "Thursday 26 November, about 10am"),
        ("the 1st", "Tuesday 1 December, any time of day"),
        ("next week", "weekdays, any time of day, from Monday 30 November"),
        (
            "wednesday morning or friday evening",
            "Wednesday 25 November, 9am to 12 noon or Friday 27 November, 5pm to 8pm",
        ),
        ("any time but tuesday", "any time, but not Tuesday"),
        ("in 2 hours", "Tuesday 24 November, after 4pm"),
        ("07700 900123 mornings only", "every day, 9am to 12 noon, from Wednesday 25 November"),
    ],
)
def test_times_are_read_as_real_dates(text, shown):
    assert words(text) == shown


@pytest.mark.parametrize(
    "text",
    ["call me yesterday", "today 9am", "this morning", "20 november", "last friday", "2 hours ago"],
)
def test_a_time_gone_by_is_a_problem(text):
    assert words(text) == "past_time"


@pytest.mark.parametrize("text", ["hello there", "", "??", "my mum"])
def test_other_words_are_no_time(text):
    assert words(text) == "not_understood"


@pytest.mark.parametrize("text", ["after six", "saturday", "25th december", "tomorrow at 8am"])
def test_known_hours_refuse_what_lies_outside(text):
    assert words(text, OFFICE) == "outside_hours"


def test_known_hours_cut_a_window_to_what_can_be_kept():
    assert words("evening", OFFICE) == "Tuesday 24 November, 5pm to 6pm"


def test_unknown_hours_refuse_nothing():
    assert words("sunday at 10") == "Sunday 29 November, about 10am"


def test_summer_time_is_london_time():
    july = datetime(2026, 7, 1, 12, 0, tzinfo=timezone.utc)
    window = read_window("tomorrow at 3pm", july, UNKNOWN)
    assert isinstance(window, ContactWindow)
    assert window.start == datetime(2026, 7, 2, 14, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("I'm Kev, 07700 900123, after six, no voicemail", "Tuesday 24 November, after 6pm"),
        ("can someone ring me, not before 6", "Tuesday 24 November, after 6pm"),
        ("could you make it after four instead?", "Tuesday 24 November, after 4pm"),
        ("07700 900123 any time", "any time"),
        ("call me asap", "as soon as possible"),
    ],
)
def test_a_time_beside_other_things_is_found(text, shown):
    found = find_window(text, TUESDAY, UNKNOWN)
    assert found is not None
    assert found.words == shown


@pytest.mark.parametrize(
    "text",
    [
        *("i've been using since tuesday", "he collapsed this morning", "I relapsed yesterday"),
        *("i need help now", "31", "i am 40 and she is 16", "I used at 6", "any way is fine"),
        *("I drink every evening", "my script is due on friday", "over 18", "i take any"),
        *("do they work weekends?", "will they call tomorrow?", "call me yesterday"),
    ],
)
def test_times_that_are_not_for_the_call_are_left_alone(text):
    assert find_window(text, TUESDAY, UNKNOWN) is None


@given(
    st.text(),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc)),
    st.sampled_from([UNKNOWN, OFFICE]),
)
def test_no_text_breaks_the_reader(text, now, hours):
    read_window(text, now, hours)
    find_window(text, now, hours)


PIECES = st.lists(
    st.sampled_from(
        [
            *("tomorrow", "tuesday", "next", "friday", "morning", "evening", "after", "before"),
            *("between", "and", "6", "2pm", "14:30", "half", "noon", "midnight", "31/12", "any"),
            *("29 feb", "99", "not", "or", "in", "days", "weekends", "24", "the 31st", "to", "-"),
        ]
    ),
    min_size=1,
    max_size=6,
)


@given(
    PIECES,
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(timezone.utc)),
    st.sampled_from([UNKNOWN, OFFICE]),
)
def test_no_window_lies_in_the_past_or_outside_known_hours(pieces, now, hours):
    found = read_window(" ".join(pieces), now, hours)
    if isinstance(found, ContactWindow) and found.start and found.end:
        assert found.start < found.end
        assert found.start >= now.replace(second=0, microsecond=0)
        if hours.known and not found.words.split(", ")[1].startswith("after"):
            spans = hours.spans(found.start.date())
            assert any(start <= found.start < end for start, end in spans)


def test_a_window_survives_being_stored():
    for text in ("any time", "tomorrow morning"):
        window = read_window(text, TUESDAY, UNKNOWN)
        assert isinstance(window, ContactWindow)
        assert ContactWindow.from_dict(window.as_dict()) == window
    for broken in ({}, {"words": "x", "start": "2026-11-24T09:00:00"}, {"words": "x", "end": "no"}):
        with pytest.raises(ValueError, match=r".*"):
            ContactWindow.from_dict(broken)


def test_hours_are_read_from_the_provider():
    hours = OpeningHours.from_provider(
        {
            "hours": {"monday": ["09:00-12:00", "13:00-17:00"], "bank_holidays": "10:00-14:00"},
            "callback": {"soon_working_days": 3},
        }
    )
    assert hours.known
    assert hours.soon_working_days == 3
    monday = datetime(2026, 11, 23, 12, 30, tzinfo=LONDON)
    assert not hours.is_open(monday)
    assert hours.is_open(monday + timedelta(hours=1))
    assert hours.next_span(monday)[0].hour == 13
    assert [clock_words(moment) for moment in hours.spans(date(2026, 12, 25))[0]] == ["10am", "2pm"]


@pytest.mark.parametrize(
    "hours",
    [
        {"funday": "09:00-17:00"},
        {"monday": "nine to five"},
        {"monday": "17:00-09:00"},
        {"monday": "09:00-25:00"},
        {"monday": "closed"},
        ["09:00-17:00"],
    ],
)
def test_hours_that_cannot_be_are_refused(hours):
    with pytest.raises(ContentError):
        OpeningHours.from_provider({"hours": hours})


def test_nobody_having_said_the_hours_is_unknown_not_always_open():
    hours = OpeningHours.from_provider({"hours": None})
    assert not hours.known
    assert is_bank_holiday(date(2026, 12, 25))
    assert ANY_TIME.start is None


def test_days_to_offer_are_those_on_which_the_team_works() -> None:
    friday_evening = datetime(2026, 12, 25, 18, 30, tzinfo=LONDON) - timedelta(days=7)
    hours = OpeningHours.from_provider(
        {
            "hours": dict.fromkeys(("monday", "wednesday", "friday"), "09:00-18:00"),
            "closures": ["2026-12-21 to 2026-12-22"],
        }
    )
    offered = hours.days_to_offer(friday_evening, 3)
    # Not the Friday that is over, the closure, or the bank holidays of Christmas.
    assert [day.isoformat() for day in offered] == ["2026-12-23", "2026-12-30", "2027-01-04"]
    afternoon = friday_evening.replace(hour=17)
    assert hours.days_to_offer(afternoon, 1) == (afternoon.date(),)


def test_while_the_hours_are_not_known_any_day_is_offered() -> None:
    sunday = datetime(2026, 11, 29, 23, 59, tzinfo=LONDON)
    assert [day.day for day in UNKNOWN.days_to_offer(sunday, 3)] == [29, 30, 1]
