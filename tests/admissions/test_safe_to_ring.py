from __future__ import annotations

from datetime import datetime, timedelta

from first_step.admissions.contact_window import ANY_TIME, ContactWindow
from first_step.admissions.opening_hours import LONDON, OpeningHours
from first_step.admissions.safe_to_ring import coming_spans, safe_to_ring

NINE_TO_FIVE = OpeningHours(week=(((9 * 60, 17 * 60),),) * 5 + ((),) * 2)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    """24 November 2026 is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


AFTERNOON = ContactWindow(at(14), at(16), "Tuesday 24 November, 2pm to 4pm")


def test_at_any_time_the_opening_hours_decide() -> None:
    open_now = safe_to_ring(ANY_TIME, {}, NINE_TO_FIVE, at(10))
    assert (open_now.now, open_now.until, open_now.why) == (True, at(17), "any_time")
    at_night = safe_to_ring(ANY_TIME, {}, NINE_TO_FIVE, at(22))
    assert (at_night.now, at_night.not_before, at_night.why) == (False, at(9, day=25), "closed")


def test_before_the_time_they_chose_nobody_rings() -> None:
    found = safe_to_ring(AFTERNOON, {}, NINE_TO_FIVE, at(13, 59))
    assert (found.now, found.not_before, found.why) == (False, at(14), "before_window")
    inside = safe_to_ring(AFTERNOON, {}, NINE_TO_FIVE, at(14))
    assert (inside.now, inside.until, inside.why) == (True, at(16), "in_window")


def test_a_time_that_is_over_stands_for_the_same_hours_of_the_next_working_day() -> None:
    over = safe_to_ring(AFTERNOON, {}, NINE_TO_FIVE, at(16))
    assert (over.now, over.not_before, over.why) == (False, at(14, day=25), "window_over")
    friday = safe_to_ring(AFTERNOON, {}, NINE_TO_FIVE, at(16, 30, day=27))
    assert friday.not_before == at(14, day=30)
    again = safe_to_ring(AFTERNOON, {}, NINE_TO_FIVE, at(15, day=25))
    assert again.now
    assert again.why == "in_window"


def test_an_evening_that_the_team_never_works_again_finds_no_time() -> None:
    evening = ContactWindow(at(18), at(20), "Tuesday 24 November, after 6pm")
    assert safe_to_ring(evening, {}, NINE_TO_FIVE, at(19)).now
    over = safe_to_ring(evening, {}, NINE_TO_FIVE, at(21))
    assert (over.now, over.not_before) == (False, None)
    unknown = safe_to_ring(evening, {}, OpeningHours.unknown(), at(21))
    assert unknown.not_before == at(18, day=25)


def test_a_window_of_several_days_keeps_to_the_openings_inside_it() -> None:
    days = ContactWindow(at(12), at(12, day=26), "Tuesday to Thursday")
    assert coming_spans(days, NINE_TO_FIVE, at(8))[:3] == [
        (at(12), at(17)),
        (at(9, day=25), at(17, day=25)),
        (at(9, day=26), at(12, day=26)),
    ]


def test_their_own_words_are_to_be_read_first() -> None:
    assert safe_to_ring(
        ANY_TIME, {"note": "only when he is at work"}, NINE_TO_FIVE, at(10)
    ).mind_note
    assert not safe_to_ring(ANY_TIME, {"note": ""}, NINE_TO_FIVE, at(10)).mind_note


def test_a_clock_time_stays_the_same_when_the_clocks_change() -> None:
    start = datetime(2026, 10, 23, 10, tzinfo=LONDON)
    window = ContactWindow(start, start + timedelta(hours=2), "Friday 23 October, 10am to 12 noon")
    found = safe_to_ring(window, {}, NINE_TO_FIVE, datetime(2026, 10, 24, 12, tzinfo=LONDON))
    assert found.not_before == datetime(2026, 10, 26, 10, tzinfo=LONDON)
