from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from first_step.admissions.referral import REASONS, Level, Status
from first_step.desk.words import (
    LEVEL_MEANINGS,
    LEVEL_NAMES,
    MOVE_NAMES,
    REASON_NAMES,
    STATUS_NAMES,
    due_in_words,
    moment_in_words,
)

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "due now"),
        (-1, "overdue by 1 minute"),
        (-59, "overdue by 59 minutes"),
        (-60, "overdue by 1 hour"),
        (-47 * 60, "overdue by 47 hours"),
        (-49 * 60, "overdue by 2 days"),
        (30, "due today by 14:35"),
        (10 * 60, "due tomorrow by 00:05"),
        (48 * 60, "due Thursday 26 November by 14:05"),
    ],
)
def test_due_times_are_said_as_people_say_them(minutes: int, words: str) -> None:
    assert due_in_words(NOW + timedelta(minutes=minutes), NOW).words == words


def test_times_are_those_of_london_in_summer_too() -> None:
    assert moment_in_words(datetime(2026, 7, 1, 12, 0, tzinfo=timezone.utc)).endswith("13:00")


def test_every_level_and_state_has_words() -> None:
    assert set(LEVEL_NAMES) == set(LEVEL_MEANINGS) == set(Level)
    assert set(STATUS_NAMES) == set(MOVE_NAMES) == set(Status)


def test_every_reason_for_an_end_has_words_and_no_other_has() -> None:
    assert set(REASON_NAMES) == {code for codes in REASONS.values() for code in codes}
