from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.contact_window import ANY_TIME, ContactWindow
from first_step.admissions.next_try import OUTCOMES, NextTry, allowed_outcomes, next_try
from first_step.admissions.opening_hours import LONDON, OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.safe_to_ring import coming_spans

NINE_TO_SIX = OpeningHours(week=(((9 * 60, 18 * 60),),) * 5 + ((),) * 2)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    """24 November 2026 is a Tuesday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=LONDON)


AFTERNOON = ContactWindow(at(14), at(17), "Tuesday 24 November, 2pm to 5pm")


def after(*tries: tuple[datetime, str], level: Level = Level.SOON, **given: object) -> NextTry:
    window = given.pop("window", ANY_TIME)
    return next_try(window, NINE_TO_SIX, level, tries, tries[-1][0], **given)  # type: ignore[arg-type]


def test_the_second_call_comes_at_another_time_of_the_day() -> None:
    assert after((at(9, 30), "no_answer")) == NextTry("try", at(12, 30), at(15))
    assert after((at(13), "no_answer")) == NextTry("try", at(16), at(18))


def test_the_third_call_comes_at_the_time_of_day_that_is_left() -> None:
    third = after((at(9, 30), "no_answer"), (at(16), "wrong_person"))
    assert third == NextTry("try", at(12, day=25), at(15, day=25))


def test_a_call_stays_inside_the_time_they_chose() -> None:
    assert after((at(14, 10), "no_answer"), window=AFTERNOON).start == at(15, day=25)
    urgent = after((at(14, 10), "no_answer"), window=AFTERNOON, level=Level.URGENT)
    assert urgent == NextTry("try", at(15, 10), at(16))


def test_without_a_call_the_first_fitting_time_is_next() -> None:
    assert next_try(AFTERNOON, NINE_TO_SIX, Level.SOON, (), at(9)).start == at(14)
    assert next_try(ANY_TIME, NINE_TO_SIX, Level.SOON, (), at(20)).start == at(9, day=25)


THREE = tuple((at(hour), "no_answer") for hour in (9, 12, 16))


def test_after_three_tries_one_allowed_message_then_a_kind_end() -> None:
    assert after(*THREE, may_message=True).step == "message"
    assert after(*THREE).step == "close"
    assert after(*THREE, (at(17), "message_sent"), may_message=True).step == "close"
    left = (*THREE[:2], (at(16), "voicemail_left"))
    assert after(*left, may_message=True).step == "close"


@pytest.mark.parametrize("level", [Level.URGENT, Level.EMERGENCY])
def test_an_urgent_one_is_never_closed_by_itself(level: Level) -> None:
    assert after(*THREE, level=level, may_message=True).step == "duty_manager"
    wrong = (at(9), "number_wrong")
    assert after(wrong, level=level).step == "duty_manager"


def test_a_wrong_number_is_not_rung_again() -> None:
    assert after((at(9), "number_wrong"), may_message=True).step == "close"


def test_who_was_reached_is_not_rung_again() -> None:
    assert after(*THREE, (at(17), "reached")).step == "talk"
    assert after((at(17), "declined"), level=Level.URGENT).step == "close"


def test_messages_are_offered_only_where_the_rules_allow_them() -> None:
    private = allowed_outcomes({"voicemail": False, "text": False}, has_email=False)
    assert set(OUTCOMES) - set(private) == {"voicemail_left", "message_sent"}
    assert "voicemail_left" in allowed_outcomes({"voicemail": True}, has_email=False)
    assert "message_sent" in allowed_outcomes({"text": True}, has_email=False)
    assert "message_sent" in allowed_outcomes({}, has_email=True)
    assert "voicemail_left" not in allowed_outcomes({}, has_email=True)


@given(
    st.lists(st.integers(0, 14 * 24 * 60), min_size=0, max_size=2),
    st.sampled_from(list(Level)),
    st.sampled_from([ANY_TIME, AFTERNOON]),
)
def test_whatever_was_tried_the_next_call_lies_ahead_and_inside_a_fitting_time(
    minutes: list[int], level: Level, window: ContactWindow
) -> None:
    tries = [(at(0) + timedelta(minutes=each), "no_answer") for each in sorted(minutes)]
    now = tries[-1][0] if tries else at(0)
    found = next_try(window, NINE_TO_SIX, level, tries, now)
    assert found.step == "try"
    assert found.start is not None
    assert found.end is not None
    assert now <= found.start < found.end
    fitting = coming_spans(window, NINE_TO_SIX, now)
    assert any(start <= found.start and found.end <= end for start, end in fitting)
