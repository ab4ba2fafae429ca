"""From words to a window to call in: a real date and time in Europe/London, never in the past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from first_step.admissions.clock_words import DAY_MINUTES, TimeSpan, clear_numbers, take_clock
from first_step.admissions.contact_window import (
    ANY_TIME,
    ContactWindow,
    WindowProblem,
    clock_words,
    day_words,
)
from first_step.admissions.day_words import DayWords, take_days
from first_step.admissions.details import without_details
from first_step.admissions.opening_hours import DAYS, LONDON, OpeningHours, at_minute
from first_step.admissions.phrases import is_question, phrases, plain

_ANY = re.compile(
    r"\b(?:any ?times?|whenever(?: (?:you|u) (?:can|like|want))?|"
    r"when(?: ever)? (?:you|u) (?:can|like)|any (?:day|one) is|"
    r"(?:i )?(?:don't|dont|do not) mind|not (?:bothered|fussed)|"
    r"no preference|up to you|"
    r"all day|flexible|(?:doesn't|doesnt) matter|24/7|24 7|anything|your choice|all times)\b"
)
_SOON = re.compile(
    r"\b(?:asap|a\.s\.a\.p|as soon as (?:possible|you can|u can)|straight ?away|right away|"
    r"immediately|as early as possible|soonest|first available)\b"
)
_NOW = re.compile(r"(?:please )?(?:(?:call|ring|phone) )?(?:me )?(?:right )?now(?: please| pls)?")
_IN_HOURS = re.compile(
    r"\bin (?:about )?(an?|half an|\d{1,2}|a couple of|a few) (hours?|hrs?|minutes?|mins?)\b"
)
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey)[ ,]+)?good (?:morning|afternoon|evening|night)\b[ ,.!]*"
)
_REQUEST = re.compile(
    r"(?:and |so |ok |hi |please )*(?:(?:can|could|would) (?:you|u|yous|someone|somebody|they|"
    r"we|i|it)|"
    r"(?:what|how) about|when (?:the|my|i|he|she|they))\b"
)
_SEGMENTS = re.compile(r"[,;!?\n]+|\.(?!\d)|\bbut\b|\s-\s")
_AND = re.compile(r"\band\b")
_FILLER = phrases(
    "please, pls, plz, can, could, someone, somebody, anyone, you, u, ring, call, phone, me, us",
    "best, better, good, great, time, times, is, its, it's, it, i'm, im, i, am, free, available",
    "only, at, on, in, the, of, a, an, works, would, be, prefer, make, to, contact, get, or",
    "want, like, id, i'd, if, possible, then, for, and, thanks, ok, okay, day, back, instead, will",
    "actually, my, that, this, suits, fine, yes, yeah, so, just, around, about, give, tell, them",
    "they, team, need, rather, maybe, probably, ideally, usually, with, speak, talk, bell, buzz",
    "one, from, until, by, do, does, when, is best, are, but, mate, home, back, weekly, hours, hi",
    "finish, work, hello, hiya, hey, should, chat, each, every, both, week, love, some, also, well",
)
_LEAST_MINUTES = 15
_MOST_CHOICES = 3
# In a longer answer a lone number is not a time.
_SHORT_ANSWER = 4
_LOOK_AHEAD_DAYS = 15
_DAY_START, _DAY_END, _EVENING_END = 540, 1020, 1200


@dataclass(frozen=True)
class _Wanted:
    """What a text asks for, before it meets the clock and the opening hours."""

    days: DayWords
    spans: tuple[TimeSpan, ...]
    words_left: str


def read_window(text: str, now: datetime, hours: OpeningHours) -> ContactWindow | WindowProblem:
    """Return when somebody asks to be called, in answer to that question.

    Problems: past_time, outside_hours (only with known hours), not_understood (facts 5a, H2).
    """
    local = now.astimezone(LONDON)
    tidy = _GREETING.sub("", plain(without_details(text)))
    soon = _soon(tidy, local, hours)
    if soon:
        return soon
    bare = len(tidy.split()) <= _SHORT_ANSWER
    choices = [_wanted(part, local, bare) for part in tidy.split(" or ")[:_MOST_CHOICES]]
    if len(choices) > 1 and all(each.spans and each.days.days for each in choices):
        return _first_possible([_resolved(each, local, hours) for each in choices])
    wanted = _wanted(tidy, local, bare)
    if not _says_something(wanted):
        return _without_a_time(tidy, wanted)
    return _resolved(wanted, local, hours)


def _first_possible(found: list[ContactWindow | WindowProblem]) -> ContactWindow | WindowProblem:
    """Return the first window with the words of all, or the first problem."""
    windows = [each for each in found if isinstance(each, ContactWindow)]
    if not windows:
        return found[0]
    return replace(windows[0], words=" or ".join(window.words for window in windows))


def find_window(text: str, now: datetime, hours: OpeningHours) -> ContactWindow | None:
    """Return a time to call that a message names beside other things, None when unsure."""
    local = now.astimezone(LONDON)
    for segment in _segments(_GREETING.sub("", plain(without_details(text)))):
        if is_question(segment) and not _REQUEST.match(segment):
            continue
        wanted = _wanted(segment, local, bare=False)
        left = _SOON.sub(" ", _ANY.sub(" ", wanted.words_left))
        if set(re.findall(r"[^\s,.]+", left)) - _FILLER:
            continue
        says_more = _says_something(wanted) or _SOON.search(segment)
        if says_more or re.search(r"\bany ?time\b|\bwhenever\b", segment):
            found = read_window(segment, now, hours)
            return found if isinstance(found, ContactWindow) else None
    return None


def _segments(text: str) -> Iterator[str]:
    for segment in _SEGMENTS.split(text):
        yield segment.strip()
        if _AND.search(segment):
            yield from (part.strip() for part in _AND.split(segment))


def _wanted(text: str, local: datetime, bare: bool) -> _Wanted:
    days = take_days(clear_numbers(text), local.date())
    clock, left = take_clock(days.text, days.half, bare)
    spans = (clock,) if clock else tuple(days.parts)
    return _Wanted(days, spans, left)


def _says_something(wanted: _Wanted) -> bool:
    return bool(wanted.spans or wanted.days.days or wanted.days.pattern)


def _without_a_time(tidy: str, wanted: _Wanted) -> ContactWindow | WindowProblem:
    if wanted.days.past:
        return WindowProblem("past_time")
    if wanted.days.without_days:
        names = ", ".join(DAYS[number].capitalize() for number in wanted.days.without_days)
        return ContactWindow(None, None, f"any time, but not {names}")
    return ANY_TIME if _ANY.search(tidy) else WindowProblem("not_understood")


def _soon(tidy: str, local: datetime, hours: OpeningHours) -> ContactWindow | None:
    if _SOON.search(tidy) or _NOW.fullmatch(tidy):
        return ContactWindow(None, None, "as soon as possible")
    match = _IN_HOURS.search(tidy)
    if not match:
        return None
    amount = {"a": 60, "an": 60, "half an": 30, "a couple of": 120, "a few": 180}
    minutes = amount.get(match.group(1)) or int(match.group(1)) * 60
    if match.group(2).startswith("m") and match.group(1).isdigit():
        minutes //= 60
    start = (local + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    words = f"{day_words(start.date())}, after {clock_words(start)}"
    return ContactWindow(start, start + timedelta(hours=1), words)


def _resolved(
    wanted: _Wanted, local: datetime, hours: OpeningHours
) -> ContactWindow | WindowProblem:
    spans = wanted.spans or (TimeSpan("day", _DAY_START, _DAY_END),)
    windows: list[ContactWindow] = []
    problems: list[WindowProblem] = []
    for day in _days_to_try(wanted.days, local, hours):
        found = [_on_day(day, span, local, hours) for span in spans]
        windows += [each for each in found if isinstance(each, ContactWindow)]
        problems += [each for each in found if isinstance(each, WindowProblem)]
        if windows and (day not in wanted.days.days or day == wanted.days.days[-1]):
            return _joined(windows, wanted.days)
    outside = WindowProblem("outside_hours")
    return outside if outside in problems else WindowProblem("past_time")


def _days_to_try(days: DayWords, local: datetime, hours: OpeningHours) -> list[date]:
    """Return dates in the order to try them; ones after the named days are second best."""
    today = local.date()
    if days.days:
        return [*days.days, *(day + timedelta(days=7) for day in days.named if day == today)]
    first = days.first or today
    ahead = [first + timedelta(days=count) for count in range(_LOOK_AHEAD_DAYS)]
    if days.pattern == "weekends":
        return [day for day in ahead if day.weekday() >= 5]
    if days.pattern == "weekdays":
        return [day for day in ahead if day.weekday() < 5]
    return [day for day in ahead if hours.spans(day) and day.weekday() not in days.without_days]


def _on_day(
    day: date, span: TimeSpan, local: datetime, hours: OpeningHours
) -> ContactWindow | WindowProblem:
    start, end = _bounds(day, span, hours)
    if end - max(start, local) < timedelta(minutes=_LEAST_MINUTES):
        return WindowProblem("past_time")
    start = max(start, local.replace(second=0, microsecond=0))
    if hours.known:
        overlaps = [
            (max(start, opening), min(end, closing)) for opening, closing in hours.spans(day)
        ]
        overlap = next((each for each in overlaps if each[0] < each[1]), None)
        if overlap is None:
            return WindowProblem("outside_hours")
        if overlap[1] < end and span.kind in ("part", "between"):
            span = replace(span, end=overlap[1].hour * 60 + overlap[1].minute)
        start, end = overlap
    return ContactWindow(start, end, f"{day_words(day)}, {_span_words(day, span)}")


def _bounds(day: date, span: TimeSpan, hours: OpeningHours) -> tuple[datetime, datetime]:
    start, end = span.start, span.end
    if span.kind == "before" and end is not None:
        start = _DAY_START if end > _DAY_START else max(end - 60, 0)
    if end is None:
        end = _EVENING_END if start < _EVENING_END else min(start + 60, DAY_MINUTES)
    if hours.known and span.kind in ("day", "before", "after"):
        spans = hours.spans(day)
        start = 0 if span.kind in ("day", "before") and spans else start
        end = DAY_MINUTES if span.kind in ("day", "after") and spans else end
    return at_minute(day, start), at_minute(day, end)


def _span_words(day: date, span: TimeSpan) -> str:
    start = clock_words(at_minute(day, span.start))
    end = clock_words(at_minute(day, span.end)) if span.end is not None else ""
    return {
        "after": f"after {start}",
        "before": f"before {end}",
        "at": f"about {start}",
        "day": "any time of day",
    }.get(span.kind, f"{start} to {end}")


def _joined(windows: list[ContactWindow], days: DayWords) -> ContactWindow:
    first = windows[0]
    if days.pattern and not days.days:
        day, _, time_words = first.words.partition(", ")
        return replace(first, words=f"{days.pattern}, {time_words}, from {day}")
    words = list(dict.fromkeys(window.words for window in windows))
    return replace(first, words=" or ".join(words[:3]))
