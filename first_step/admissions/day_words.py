"""Reads days and parts of a day as people type them: "tomoz", "weekday afternoons", "26 Nov"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal

from first_step.admissions.clock_words import TimeSpan
from first_step.admissions.contact_window import month_number
from first_step.admissions.holiday_days import take_holidays
from first_step.admissions.week_words import ANY_DAY, DAY_NAMES, count_said, take_weeks_on

Pattern = Literal["weekdays", "weekends", "every day"]

_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"

_AT_SCHOOL = (
    r"(?:during |in )?school hours|"
    r"(?:when |while )?(?:the )?(?:kids|children) (?:are |r )?(?:at|in) school"
)
_DAYTIME = r"(?:during|in) the day|day ?times?|office hours|working hours|business hours"
# Minutes after midnight that each part of a day stands for.
_PARTS: tuple[tuple[str, str, int, int], ...] = (
    ("early", r"early (?:in the )?mornings?|first thing(?: in the morning)?", 540, 600),
    ("morning", r"mid[- ]?mornings?", 600, 720),
    ("morning", r"late (?:in the )?mornings?", 630, 720),
    ("morning", r"mornings?|morn", 540, 720),
    ("lunch", r"lunch ?times?|lunch|dinner ?time", 720, 840),
    ("late", r"late (?:in the )?afternoons?|end of the day", 900, 1020),
    ("afternoon", r"early (?:in the )?afternoons?", 720, 840),
    ("afternoon", r"mid[- ]?afternoons?", 840, 960),
    ("afternoon", r"afternoons?|arvo|aft", 720, 1020),
    ("tea", r"tea ?time|after school|after tea", 960, 1080),
    ("evening", r"early (?:in the )?evenings?", 1020, 1140),
    ("evening", r"evenings?|eves?|nights?|tonight|2nite|tonite", 1020, 1200),
    ("school", _AT_SCHOOL, 600, 840),
    ("day", _DAYTIME, 540, 1020),
)
_HALF_OF_PART = {
    "early": "am",
    "morning": "am",
    "late": "pm",
    "afternoon": "pm",
    "tea": "pm",
    "evening": "pm",
}
_NOT = (
    r"\b(?:but not|not|except(?: for)?|apart from|avoid|bar|no|never|"
    r"(?:any(?:thing| ?times?| ?days?)?|every ?day|all days?|days?) but(?: not)?|"
    r"(?:can't|cant|won't|wont|can not|cannot) (?:do|talk|make|speak))"
    r"\s(?:(?:in|at|on|for) )?(?:the |an? |any )?"
)
_PAST = re.compile(
    r"\b(?:yesterday|yest|last (?:night|week|weekend|month|year|"
    rf"{ANY_DAY})|(?:\d+|an?|a few|a couple of) (?:minutes?|hours?|days?|weeks?) ago|"
    r"the other day)\b(?: (?:morning|afternoon|evening|night))?"
)
_WEEKDAYS = re.compile(
    r"\b(?:(?:on |in )?(?:the |a )?(?:week ?days?)|mon(?:day)? ?(?:-|to|till) ?fri(?:day)?|"
    r"working days?|(?:during|in) the week|midweek)\b"
)
_WEEKENDS = re.compile(r"\b(?:this |on |at )?(?:the |a )?week ?ends?\b")
_EVERY_DAY = re.compile(r"\b(?:every ?day|any ?day|each day|daily|all week|7 days(?: a week)?)\b")
_EVERY = re.compile(r"\b(?:any|every|each|most|all)\s(?=morn|aft|eve|night|lunch)")
_NEXT_WEEK = re.compile(r"\bnext week\b")
_TODAY = re.compile(
    r"\b(?:today|2day|this (?=morn|afternoon|aft\b|arvo|eve|lunch|dinner ?time|tea ?time)|"
    r"later on|(?<!no )(?<!or )later(?! than))\b"
)
_TONIGHT = re.compile(r"\b(?=tonight|2nite|tonite)")
_AFTER_TOMORROW = re.compile(r"\b(?:the )?day after (?:tomorrow|tomoz|tmrw)\b")
_TOMORROW = re.compile(
    r"\b(?:tomorrow|tomorow|tommorow|tommorrow|tomorra|tomor+o|tomoz|tmoz|tmrw|tmr|2moro|2morrow|"
    r"the morra)"
    r"(?:'?s)?\b"
)
_IN_DAYS = re.compile(r"\bin (?:about )?(an?|\d{1,2}|a couple of|a few) (days?|weeks?)(?: time)?\b")
_DAY_MONTH = re.compile(rf"\b(?:on )?(?:the )?{_ORDINAL}(?: of)? {_MONTH}\b(?: \d{{4}}\b)?")
_MONTH_DAY = re.compile(rf"\b(?:on )?{_MONTH} (?:the )?{_ORDINAL}\b(?!:)(?: \d{{4}}\b)?")
_NUMERIC = re.compile(
    r"(?<!at )(?<!about )(?<!after )(?<!before )(?<!around )(?<!from )(?<!between )(?<![\d./-])"
    r"\b(\d{1,2})([/.])(\d{1,2})(?:[/.]((?:\d\d)?\d\d))?\b(?!\s?(?:am|pm|til|to|-))"
)
_WEEK_AFTER_NEXT = re.compile(r"\b(?:the )?week after next\b")
_MORE = r"(?:(?:,? (?:and|or|nor) (?:on )?|, ?| ?[/&] ?)(?:{words})\b)*"
# A written "9.30" or "5.10" is a time unless it is a date within this many days.
_SOON_DAYS = 28
_THE_NTH = re.compile(r"\b(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)\b")
_NAMED = re.compile(rf"\b(?:(on|this|next|coming|every)\s)?(?:({')|('.join(DAY_NAMES)}))\b")


@dataclass
class DayWords:
    """What a text says about days; `text` is what is left of it.

    named: days that may as well be meant a week later. half: "am" or "pm" when a part of the day
    settles it. first: the day a pattern starts. without_days: weekdays refused, Monday is 0.
    """

    text: str
    days: list[date] = field(default_factory=list)
    named: set[date] = field(default_factory=set)
    pattern: Pattern | None = None
    first: date | None = None
    parts: list[TimeSpan] = field(default_factory=list)
    half: str | None = None
    without_days: list[int] = field(default_factory=list)
    without_dates: list[date] = field(default_factory=list)
    past: bool = False


def take_days(text: str, today: date) -> DayWords:
    """Return the days and parts of days in `text`, which is plain and in small letters."""
    found = DayWords(text)
    found.past = _take(found, _PAST) is not None
    _take_exclusions(found, today)
    for take in (take_weeks_on, take_holidays):
        dates, found.text = take(found.text, today)
        found.days += dates
    _take_patterns(found)
    _take_relative(found, today)
    _take_dates(found, today)
    _take_named(found, today)
    _take_parts(found)
    found.days = sorted(set(found.days))
    return found


def _take(found: DayWords, pattern: re.Pattern[str]) -> re.Match[str] | None:
    match = pattern.search(found.text)
    if match:
        found.text = f"{found.text[: match.start()]} {found.text[match.end() :]}"
    return match


def _take_exclusions(found: DayWords, today: date) -> None:
    parts = {name: words for name, words, _, _ in _PARTS if name in _WHOLE_DAY}
    said = _refused(found, parts)
    refused = {name for name, words in parts.items() if re.search(rf"\b(?:{words})\b", said)}
    if refused:
        found.parts = [TimeSpan("part", start, end) for start, end in _remaining(refused)]
    said = _refused(found, dict(enumerate(DAY_NAMES)))
    found.without_days += [
        number for number, words in enumerate(DAY_NAMES) if re.search(rf"\b(?:{words})\b", said)
    ]
    if _take(found, re.compile(f"{_NOT}week ?ends?\\b")):
        found.without_days += [5, 6]
    if _take(found, re.compile(f"{_NOT}(?:week ?days?|during the week|in the week)\\b")):
        found.without_days += [0, 1, 2, 3, 4]
    if _take(found, re.compile(f"{_NOT}today\\b")):
        found.without_dates.append(today)
    if _take(found, re.compile(f"{_NOT}tomorrow\\b(?! (?:morn|aft|eve|night))")):
        found.without_dates.append(today + timedelta(days=1))


def _refused(found: DayWords, named: Mapping[Any, str]) -> str:
    """Return what is refused of these words, in a row: "not mondays or tuesdays"."""
    words = "|".join(named.values())
    more = _MORE.format(words=words)
    match = _take(found, re.compile(f"{_NOT}(?:{words})\\b{more}"))
    return match.group() if match else ""


_WHOLE_DAY = {"morning": (540, 720), "afternoon": (720, 1020), "evening": (1020, 1200)}


def _remaining(refused: set[str]) -> list[tuple[int, int]]:
    """Return what is left of a day, neighbouring parts joined."""
    joined: list[tuple[int, int]] = []
    for name, (start, end) in _WHOLE_DAY.items():
        if name in refused:
            continue
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _take_patterns(found: DayWords) -> None:
    rows: tuple[tuple[re.Pattern[str], Pattern], ...] = (
        (_WEEKDAYS, "weekdays"),
        (_WEEKENDS, "weekends"),
        (_EVERY_DAY, "every day"),
        (_EVERY, "every day"),
    )
    for pattern, name in rows:
        if _take(found, pattern) and found.pattern is None:
            found.pattern = name


def _take_relative(found: DayWords, today: date) -> None:
    if _take(found, _AFTER_TOMORROW):
        found.days.append(today + timedelta(days=2))
    if _take(found, _TOMORROW):
        found.days.append(today + timedelta(days=1))
    if _take(found, _TODAY) or _TONIGHT.search(found.text):
        found.days.append(today)
    match = _take(found, _IN_DAYS)
    if match:
        count = count_said(match.group(1)) * (7 if match.group(2).startswith("week") else 1)
        found.days.append(today + timedelta(days=count))
    if _take(found, _WEEK_AFTER_NEXT):
        found.pattern = found.pattern or "weekdays"
        found.first = today + timedelta(days=14 - today.weekday())
    if _take(found, _NEXT_WEEK) and not _NAMED.search(found.text):
        found.pattern = found.pattern or "weekdays"
        found.first = today + timedelta(days=7 - today.weekday())


def _take_dates(found: DayWords, today: date) -> None:
    while match := _take(found, _DAY_MONTH):
        _add_date(found, today, int(match.group(1)), month_number(match.group(2)))
    while match := _take(found, _MONTH_DAY):
        _add_date(found, today, int(match.group(2)), month_number(match.group(1)))
    found.text = _NUMERIC.sub(lambda match: _numeric(found, today, match), found.text)
    while match := _take(found, _THE_NTH):
        later = today.month if int(match.group(1)) >= today.day else today.month % 12 + 1
        _add_date(found, today, int(match.group(1)), later)


def _numeric(found: DayWords, today: date, match: re.Match[str]) -> str:
    """Add the date of "3/12" and return a blank; return a number that is a time as it stands."""
    day, mark, month, year = match.groups()
    if year and int(year) % 100 not in (today.year % 100, today.year % 100 + 1):
        return " , "
    days = DayWords("")
    _add_date(days, today, int(day), int(month))
    ahead = [each for each in days.days if 0 <= (each - today).days <= _SOON_DAYS]
    if mark == "." and not year and not ahead:
        return match.group()
    found.days += days.days
    return " "


def _add_date(found: DayWords, today: date, day: int, month: int | None) -> None:
    """Add the date nearest ahead; one up to half a year back counts as past."""
    try:
        this_year = date(today.year, month or 0, day)
        gone = (today - this_year).days
        found.days.append(this_year if gone < 183 else date(today.year + 1, month or 0, day))
    except ValueError:
        return


def _take_named(found: DayWords, today: date) -> None:
    while match := _take(found, _NAMED):
        number = next(place for place, name in enumerate(match.groups()[1:]) if name)
        ahead = (number - today.weekday()) % 7
        if match.group(1) == "next":
            ahead = 7 - today.weekday() + number
        day = today + timedelta(days=ahead)
        found.days.append(day)
        found.named.add(day)


def _take_parts(found: DayWords) -> None:
    for name, words, start, end in _PARTS:
        match = _take(found, re.compile(rf"\b(?:{words})\b"))
        if match:
            found.parts.append(TimeSpan("part", start, end))
            if name == "school" and not found.days and found.pattern != "weekends":
                found.pattern = "weekdays"
            found.half = found.half or _HALF_OF_PART.get(name)
            plural = match.group().endswith("s") and not found.days
            if plural and name in _WHOLE_DAY and found.pattern is None:
                found.pattern = "every day"
