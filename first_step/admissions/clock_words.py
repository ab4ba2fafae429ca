"""Reads times of day as people type them: "after six", "half 3", "2-4pm", "not before 6"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

DAY_MINUTES = 24 * 60
NOON = 12 * 60
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBER = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")
_HALF = re.compile(r"\bhalf (?:past )?(\d{1,2})\b")
_QUARTER = re.compile(r"\b(?:a )?quarter (past|to) (\d{1,2})\b")
_PAST_TO = re.compile(
    r"(?<!from )(?<!between )\b(five|ten|twenty[- ]five|twenty|5|10|20|25) (?:minutes? |mins? )?"
    rf"(past|to) (\d{{1,2}}|{'|'.join(_NUMBERS)})\b(?![:.]\d|\s?(?:am|pm))"
)
_MINUTES = {"five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25}
# Nobody says "twenty to" of hours; "5 to 7" and "10 to 2" are two hours.
_ONLY_MINUTES = 20
_REFUSED = re.compile(
    r"\b(?:not|except|never|avoid|apart from|bar|can't do|cant do) (?:at |about )?$"
)
_THIRTY = re.compile(r"\b(\d{1,2}) thirty\b")
_MILITARY = re.compile(r"\b([01]\d|2[0-3])([0-5]\d)(?=\b|\s?(?:h|hrs|hours)\b)")
_NOON = re.compile(r"\b(?:12 noon|noon|midday|mid day)\b")
_MIDNIGHT = re.compile(r"\b(?:12 midnight|midnight)\b")

_HALF_DAY = r"am|pm|a\.m\.?|p\.m\.?"
_CLOCK = (
    rf"(\d{{1,2}})(?:[:.]([0-5]\d))?\s?({_HALF_DAY}|o'? ?clock|ish)?"
    r"(?![\d/:])(?!(?:st|nd|rd|th)\b)"
)
_NEAR = r"(?:\s(?:about|around|like|gone|past|roughly|say|work at))?\s?"
_BETWEEN = re.compile(
    rf"\b(?:(?:between|from)\s)?{_CLOCK}\s?(?:-|\u2013|to|till|til|until|and)\s?{_CLOCK}(?!\w)"
)
_FROM_TO = re.compile(
    rf"\b(?:between|from)\s{_CLOCK}\s?(?:-|\u2013|to|till|til|until|and)\s?{_CLOCK}(?!\w)"
)
_AFTER_AND_BEFORE = re.compile(
    rf"\b(?:after|not before) {_CLOCK}(?:,? (?:and|but))? "
    rf"(?:before|until|till|not after) {_CLOCK}(?!\w)"
)
_AFTER = re.compile(
    r"(?<!not )\b(?:not (?:before|till|until|til)|no earlier than|"
    r"(?:any ?time )?(?:after|past|from)|gone|(?<!no )later than|"
    r"(?:work|working|at work|busy|out|in bed|asleep|on shift|at college|in a meeting|not in|"
    r"not free|not home) (?:until|till|til)|"
    r"(?:finish(?:ed|ing)?|i'?m (?:home|off|free|back|done)|get (?:home|in|off|back)|home|off)"
    r"(?: (?:from )?work)?(?: (?:at|by|from|after|about))?)"
    rf"{_NEAR}{_CLOCK}(?!\w)"
)
_ONWARDS = re.compile(rf"\b{_CLOCK}\s?(?:onwards|or later|or after|and after|plus|\+)(?!\w)")
_BEFORE = re.compile(
    r"\b(?:not (?:after|past)|no later than|(?:any ?time )?(?:before|by|until|till|til|up to)|"
    rf"earlier than){_NEAR}{_CLOCK}(?!\w)"
)
_AT = re.compile(rf"(?:\b(?:at|about|around|approx|roughly|say|circa)\s|@\s?){_CLOCK}(?!\w)")
_EXACT = re.compile(
    rf"\b(\d{{1,2}})(?:[:.]([0-5]\d)\s?({_HALF_DAY}|ish)?|()\s?({_HALF_DAY}|o'? ?clock))(?!\w)"
)
_BARE = re.compile(r"(?<![\d/:.-])\b(\d{1,2})()()(?![\d/:.-])(?!(?:st|nd|rd|th)\b)(?!\w)")

Kind = Literal["between", "after", "before", "at", "part", "day"]


@dataclass(frozen=True)
class TimeSpan:
    """Part of a day, in minutes after midnight; an end of None is open."""

    kind: Kind
    start: int
    end: int | None = None


def clear_numbers(text: str) -> str:
    """Return the text with clock words as digits: "half past six" gives "6:30"."""
    text = _PAST_TO.sub(_minutes_from, text)
    text = _NUMBER.sub(lambda match: str(_NUMBERS.index(match.group(1)) + 1), text)
    text = _HALF.sub(r"\1:30", text)
    text = _QUARTER.sub(_quarter, text)
    text = _THIRTY.sub(r"\1:30", text)
    text = _MIDNIGHT.sub("12am", _NOON.sub("12pm", text))
    return _MILITARY.sub(_military, text)


def take_clock(text: str, half: str | None, bare: bool) -> tuple[TimeSpan | None, str]:
    """Return the time found and the text without it.

    half: "am" or "pm" when another word ("morning") settles it. bare: a lone number is a time.
    """
    for pattern, kind in _PATTERNS:
        match = pattern.search(text)
        if match and _REFUSED.search(text[: match.start()]):
            return None, text
        if match and (span := _span(kind, match, half)):
            return span, _without(text, match)
    match = _BARE.search(text) if bare else None
    if match and (span := _span("at", match, half)):
        return span, _without(text, match)
    return None, text


_PATTERNS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_AFTER_AND_BEFORE, "between"),
    (_FROM_TO, "between"),
    (_AFTER, "after"),
    (_BETWEEN, "between"),
    (_ONWARDS, "after"),
    (_BEFORE, "before"),
    (_AT, "at"),
    (_EXACT, "at"),
)


def _span(kind: Kind, match: re.Match[str], half: str | None) -> TimeSpan | None:
    groups = [group or "" for group in match.groups()]
    if kind == "between":
        return _between(groups, half)
    parts = [group for group in groups if group]
    minute = next((part for part in parts[1:] if part.isdigit()), "")
    suffix = next((part for part in parts[1:] if not part.isdigit()), "")
    at = _minute_of_day(parts[0], minute, suffix, half)
    if at is None:
        return None
    if kind == "before":
        return TimeSpan(kind, 0, at) if at else None
    return TimeSpan(kind, at, min(at + 60, DAY_MINUTES) if kind == "at" else None)


def _between(groups: list[str], half: str | None) -> TimeSpan | None:
    hour, minute, suffix, end_hour, end_minute, end_suffix = groups
    end = _minute_of_day(end_hour, end_minute, end_suffix, half)
    if not suffix and end_suffix.startswith("p") and int(hour) < int(end_hour):
        suffix = end_suffix
    start = _minute_of_day(hour, minute, suffix, half)
    if start is None or end is None:
        return None
    if end <= start and end + NOON <= DAY_MINUTES:
        end += NOON
    return TimeSpan("between", start, end) if start < end else None


def _minute_of_day(hour: str, minute: str, suffix: str, half: str | None) -> int | None:
    """Return minutes after midnight; without am or pm, 8 to 11 is am and 12 to 7 is pm."""
    number, past = int(hour), int(minute or 0)
    if number > 24 or (number == 24 and past):
        return None
    named = suffix[:1] + "m" if suffix[:1] in ("a", "p") else half
    if 1 <= number <= 12:
        if named == "pm" or (named is None and (number < 8 or number == 12)):
            number = number % 12 + 12
        elif named == "am":
            number %= 12
    return number * 60 + past


def _minutes_from(match: re.Match[str]) -> str:
    """Return "3:05" for "five past three"; hours in digits with "to" between stay as they are."""
    said, direction, hour_said = match.groups()
    minutes = int(said) if said.isdigit() else _MINUTES[said]
    hour = int(hour_said) if hour_said.isdigit() else _NUMBERS.index(hour_said) + 1
    range_of_hours = said.isdigit() and direction == "to" and minutes < _ONLY_MINUTES
    if range_of_hours or not 1 <= hour <= NOON // 60:
        return match.group()
    if direction == "past":
        return f"{hour}:{minutes:02d}"
    return f"{(hour - 2) % 12 + 1}:{60 - minutes}"


def _quarter(match: re.Match[str]) -> str:
    hour = int(match.group(2))
    return f"{hour}:15" if match.group(1) == "past" else f"{(hour - 2) % 12 + 1}:45"


def _military(match: re.Match[str]) -> str:
    # 2026 is a year, not a quarter past eight.
    return match.group() if match.group(1) == "20" else f"{match.group(1)}:{match.group(2)}"


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
