"""Days people name by their feast: "boxing day", "bank holiday Monday"."""

from __future__ import annotations

import re
from datetime import date

from first_step.admissions.opening_hours import bank_holiday_names

_FIXED: tuple[tuple[re.Pattern[str], tuple[int, int]], ...] = tuple(
    (re.compile(rf"\b(?:on )?{words}\b"), day)
    for words, day in (
        (r"(?:christmas|xmas) eve", (12, 24)),
        (r"(?:christmas|xmas) day", (12, 25)),
        (r"boxing day", (12, 26)),
        (r"new year'?s? eve", (12, 31)),
        (r"new year'?s? day", (1, 1)),
    )
)
_NAMED = re.compile(r"\b(?:on )?(good friday|easter monday)\b")
_BANK_HOLIDAY = re.compile(r"\b(?:on )?(?:the |next )?bank holiday( monday)?s?\b")


def take_holidays(text: str, today: date) -> tuple[list[date], str]:
    """Return the next dates of the holidays named, and the text without them."""
    found: list[date] = []
    for pattern, (month, day) in _FIXED:
        if pattern.search(text):
            this_year = date(today.year, month, day)
            found.append(this_year if this_year >= today else date(today.year + 1, month, day))
            text = pattern.sub(" ", text)
    found += [_next(today, name) for name in _NAMED.findall(text)]
    text = _NAMED.sub(" ", text)
    match = _BANK_HOLIDAY.search(text)
    if match:
        found.append(_next(today, "", only_monday=bool(match.group(1))))
        text = _BANK_HOLIDAY.sub(" ", text)
    return found, text


def _next(today: date, name: str, only_monday: bool = False) -> date:
    days = {**bank_holiday_names(today.year), **bank_holiday_names(today.year + 1)}
    return next(
        day
        for day in sorted(days)
        if day >= today and name in days[day].casefold() and (day.weekday() == 0 or not only_monday)
    )
