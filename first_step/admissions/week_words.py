"""Names of days, and weeks counted from them: "Monday week", "a week on Friday"."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAY_NAMES = (
    r"mon(?:day|dy)?s?",
    r"tue(?:s|sday|sdays)?",
    r"wed(?:s|nesday|nesdays|sday)?",
    r"thu(?:r|rs|rsday|rsdays)?",
    r"fri(?:day|days)?",
    r"sat(?:urday|urdays)?",
    r"sun(?:day|days)?",
)
ANY_DAY = "|".join(DAY_NAMES)

# In words like "Monday week" and "a week on Friday" the weeks are counted from the day.
_WEEKS_ON = re.compile(
    rf"\b(?:in )?(an?|\d) weeks? (?:on|from|come|this) (today|tomorrow|now|{ANY_DAY})\b"
)
_DAY_WEEK = re.compile(rf"\b(?:on )?(today|tomorrow|{ANY_DAY}) (week|2 weeks)\b(?!\s?(?:end|day))")
_A_WEEK_AND_DAY = re.compile(r"\b(an?|\d) weeks? (today|tomorrow)\b")


def take_weeks_on(text: str, today: date) -> tuple[list[date], str]:
    """Return the dates that are weeks after a named day, and the text without them."""
    found: list[date] = []
    for pattern, count_group, day_group in (
        (_WEEKS_ON, 1, 2),
        (_DAY_WEEK, 2, 1),
        (_A_WEEK_AND_DAY, 1, 2),
    ):
        for match in pattern.finditer(text):
            said = match.group(count_group)
            weeks = 2 if said == "2 weeks" else count_said(said)
            found.append(_day_named(match.group(day_group), today) + timedelta(weeks=weeks))
        text = pattern.sub(" ", text)
    return found, text


def count_said(words: str) -> int:
    """Return the number of "a", "3", "a couple of" or "a few"."""
    return int(words) if words.isdigit() else {"a couple of": 2, "a few": 3}.get(words, 1)


def _day_named(words: str, today: date) -> date:
    if words in ("today", "now", "tomorrow"):
        return today + timedelta(days=words == "tomorrow")
    named = (re.fullmatch(name, words) for name in DAY_NAMES)
    number = next(place for place, match in enumerate(named) if match)
    return today + timedelta(days=(number - today.weekday()) % 7)
