"""From words to a window to call in: a real date and time in Europe/London, never in the past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from first_step.admissions.clock_words import TimeSpan, clear_numbers, take_clock
from first_step.admissions.contact_window import (
    ANY_TIME,
    ContactWindow,
    WindowProblem,
    clock_words,
    day_words,
)
from first_step.admissions.day_words import DayWords, take_days
from first_step.admissions.details import without_details
from first_step.admissions.opening_hours import DAYS, LONDON, OpeningHours
from first_step.admissions.phrases import is_question, phrases, plain
from first_step.admissions.unclear_times import is_unclear
from first_step.admissions.week_words import ANY_DAY
from first_step.admissions.when_words import put_right, without_counts
from first_step.admissions.window_on_day import DAY_END, DAY_START, kept_part, window_on

_ANY = re.compile(
    r"\b(?:any ?times?|whenever(?: (?:you|u) (?:can|like|want))?|"
    r"when(?: ever)? (?:you|u) (?:can|like)|any (?:day|one) is|"
    r"(?:i )?(?:don't|dont|do not) mind|not (?:bothered|fussed)|"
    r"no preference|up to you|"
    r"(?:you|u) (?:choose|decide|pick)|im easy|i'm easy|not fussy|"
    r"all day|flexible|(?:doesn't|doesnt) matter|24/7|24 7|anything|your choice|all times)\b"
)
_SOON = re.compile(
    r"\b(?:asap|a\.s\.a\.p|(?:as )?soon as(?: (?:possible|poss|you can|u can)|$)|"
    r"straight ?away|right away|immediately|as early as possible|soonest|first available|"
    r"the (?:minute|second|moment) (?:you|u) can|(?:as )?quick(?:ly)? as (?:you|u) can|urgently|"
    r"(?:the )?sooner the better|at once)\b"
)
_NOW = re.compile(
    r"(?:please )?(?:(?:call|ring|phone) )?(?:me )?(?:right )?(?:now|soon)(?: please| pls)?"
)
_IN_HOURS = re.compile(
    r"\bin (?:about |around |like )?(an?|half an|\d{1,2}|a couple of|a few) "
    r"(hours?|hrs?|minutes?|mins?)\b"
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
# Without commas these begin something else: "after six no voicemail", "after 6 my mum dont know".
_SOMETHING_ELSE = re.compile(
    r"\b(?=(?:no|dont|don't|do not|never|without) (?:leav|voice|text|txt|sms|say|tell|answer|msg|"
    r"messag|mention|ring my|call my|one |body )|my (?:mum|mam|dad|wife|husband|partner|kids?|son|"
    r"daughter|boss|family|name|number|phone|mobile|email|e-mail)|(?:ring|call|phone|text|txt) "
    r"(?:me|us)\b|(?:but )?(?:voicemail|text|txt)s? (?:is |are |me |first )|i'?m [a-z]+ ,|"
    r"i'?m called|ask for|they call me)"
)
# A day refused belongs to the time before it: "between 2 and 4, but not Thursdays".
_A_DAY_REFUSED = re.compile(
    r"(?:\s*[,;.]|\s)\s*(?:but |just |only )?"
    rf"(?=(?:not|never|except(?: for)?) (?:on )?(?:a )?(?:{ANY_DAY}|week ?(?:end|day)s?)\b)|"
    r"\s(?:but )(?=not (?:before|after) )"
)
# "no, make it Saturday" refuses no Saturday.
_LABEL = re.compile(
    r"\bwhen ?: ?|^(?:no|nah|nope)[, ]+(?=(?:make it|sorry|actually|i mean)\b)|"
    r"^(?:(?:no|nah|nope)[, ]+)?(?:wait|hang on|hold on)\b[, ]*"
)
_FILLER = phrases(
    "please, pls, plz, can, could, someone, somebody, anyone, you, u, ring, call, phone, me, us",
    "best, better, good, great, time, times, is, its, it's, it, i'm, im, i, am, free, available",
    "only, at, on, in, the, of, a, an, works, would, be, prefer, make, to, contact, get, or",
    "want, like, id, i'd, if, possible, then, for, and, thanks, ok, okay, day, back, instead, will",
    "actually, my, that, this, suits, fine, yes, yeah, so, just, around, about, give, tell, them",
    "they, team, need, rather, maybe, probably, ideally, usually, with, speak, talk, bell, buzz",
    "one, from, until, by, any, do, does, when, is best, are, but, mate, home, back, weekly, hours",
    "hi, finish, work, hello, hiya, hey, should, chat, each, every, both, week, love, some, also",
    "well, sorry, soz, meant, mean, i mean, tell",
)
_ONLY_NUMBER = re.compile(r"(?<![\d:.])\d{1,2}(?![\d:.])")
# A higher number alone is as likely an age as an hour.
_LAST_ON_A_CLOCK = 12
_MOST_CHOICES = 3
# In a longer answer a lone number is not a time.
_SHORT_ANSWER = 4
_LOOK_AHEAD_DAYS = 15


@dataclass(frozen=True)
class _Wanted:
    """What a text asks for, before it meets the clock and the opening hours."""

    days: DayWords
    spans: tuple[TimeSpan, ...]
    words_left: str
    unclear: bool = False


def read_window(text: str, now: datetime, hours: OpeningHours) -> ContactWindow | WindowProblem:
    """Return when somebody asks to be called, in answer to that question.

    Problems: past_time, outside_hours (only with known hours), not_understood (facts 5a, H2).
    """
    local = now.astimezone(LONDON)
    tidy = without_counts(_tidy(text))
    soon = _soon(tidy, local, hours)
    if soon:
        return soon
    bare = len(tidy.split()) <= _SHORT_ANSWER
    choices = _choices(tidy, local, bare)
    if choices:
        return _first_possible([_resolved(each, local, hours) for each in choices])
    wanted = _wanted(tidy, local, bare)
    if wanted.unclear:
        return WindowProblem("not_understood")
    if not _says_something(wanted):
        return _without_a_time(tidy, wanted)
    return _resolved(wanted, local, hours)


def _tidy(text: str) -> str:
    words = put_right(_GREETING.sub("", plain(without_details(text))))
    return _A_DAY_REFUSED.sub(" ", _LABEL.sub(" ", words))


def _choices(tidy: str, local: datetime, bare: bool) -> list[_Wanted]:
    """Return what each side of "or" asks for; a time without a day has the day before it."""
    parts = tidy.split(" or ")[:_MOST_CHOICES]
    wanted = [_wanted(part, local, bare) for part in parts]
    if len(wanted) < 2 or any(each.unclear for each in wanted):
        return []
    kinds = {each.days.pattern for each in wanted}
    if len(kinds) > 1 and all(_says_something(each) for each in wanted):
        return wanted
    if not all(each.spans for each in wanted):
        return []
    if all(each.days.days for each in wanted):
        return wanted
    first, *others = wanted
    if first.days.pattern or any(each.days.days or each.days.pattern for each in others):
        return []
    for each in others:
        each.days.days, each.days.named = first.days.days, first.days.named
    return wanted


def _first_possible(found: list[ContactWindow | WindowProblem]) -> ContactWindow | WindowProblem:
    """Return the earliest window with the words of all, or the first problem."""
    windows = [each for each in found if isinstance(each, ContactWindow)]
    windows.sort(key=lambda window: window.start.timestamp() if window.start else 0)
    if not windows:
        return found[0]
    return replace(windows[0], words=" or ".join(window.words for window in windows))


def find_window(text: str, now: datetime, hours: OpeningHours) -> ContactWindow | None:
    """Return a time to call that a message names beside other things, None when unsure."""
    local = now.astimezone(LONDON)
    for segment in _segments(without_counts(_tidy(text))):
        if is_question(segment) and not _REQUEST.match(segment):
            continue
        wanted = _wanted(segment, local, bare=False)
        left = _SOON.sub(" ", _ANY.sub(" ", wanted.words_left))
        if set(re.findall(r"[^\s,.:]+", left)) - _FILLER:
            continue
        says_more = _says_something(wanted) or _SOON.search(segment)
        if says_more or re.search(r"\bany ?time\b|\bwhenever\b", segment):
            found = read_window(segment, now, hours)
            return found if isinstance(found, ContactWindow) else None
    return None


def _segments(text: str) -> Iterator[str]:
    for segment in _SEGMENTS.split(text):
        yield segment.strip()
        for cut in (_SOMETHING_ELSE, _AND):
            if cut.search(segment):
                yield from (part.strip() for part in cut.split(segment))


def _wanted(text: str, local: datetime, bare: bool) -> _Wanted:
    days = take_days(clear_numbers(text), local.date())
    clock, left = take_clock(days.text, days.half, bare)
    if clock and _lone_number(clock, days.text, left):
        clock, left = None, days.text
    spans = (_narrowed(clock, days.parts),) if clock else tuple(days.parts)
    unclear = clock is not None and is_unclear(text, left, days.half)
    return _Wanted(days, spans, left, unclear or is_unclear(text, "", None))


def _lone_number(clock: TimeSpan, text: str, left: str) -> bool:
    """Return whether the time is but a number beside words that are not about a call."""
    number = _ONLY_NUMBER.search(text)
    if clock.kind != "at" or not number or len(_ONLY_NUMBER.findall(text)) > 1:
        return False
    if re.search(r"\b(?:at|about|around|say)\s\d|@|\d[:.]\d|\d\s?(?:am|pm|a\.m|p\.m|o'?)", text):
        return False
    others = set(re.findall(r"[^\s,.:]+", left)) - _FILLER
    return bool(others) or int(number.group()) > _LAST_ON_A_CLOCK


def _narrowed(clock: TimeSpan, parts: list[TimeSpan]) -> TimeSpan:
    """Return an open time held to the part of the day named with it, if they meet by day."""
    if len(parts) != 1 or clock.kind not in ("after", "before") or parts[0].end is None:
        return clock
    part_end = parts[0].end
    start = max(clock.start, parts[0].start)
    end = part_end if clock.end is None else min(clock.end, part_end)
    by_day = part_end <= DAY_END and start < end
    return TimeSpan("between", start, end) if by_day else clock


def _says_something(wanted: _Wanted) -> bool:
    days = wanted.days
    told_when = days.days or days.first or (days.pattern and days.pattern != "every day")
    return bool(wanted.spans or told_when)


def _without_a_time(tidy: str, wanted: _Wanted) -> ContactWindow | WindowProblem:
    if wanted.days.past:
        return WindowProblem("past_time")
    refused = _refused_words(wanted.days)
    if refused:
        return ContactWindow(None, None, f"any time, but not {', '.join(refused)}")
    if wanted.days.pattern == "every day":
        return ANY_TIME
    return ANY_TIME if _ANY.search(tidy) else WindowProblem("not_understood")


def _refused_words(days: DayWords) -> list[str]:
    """Return the days that are not to be rung on, as read back."""
    refused = [DAYS[number].capitalize() for number in days.without_days]
    return refused + [day_words(day) for day in days.without_dates]


def _soon(tidy: str, local: datetime, hours: OpeningHours) -> ContactWindow | WindowProblem | None:
    if _SOON.search(tidy) or _NOW.fullmatch(tidy):
        return ContactWindow(None, None, "as soon as possible")
    match = _IN_HOURS.search(tidy)
    if not match:
        return None
    amount = {"a": 60, "an": 60, "half an": 30, "a couple of": 120, "a few": 180}
    minutes = amount.get(match.group(1)) or int(match.group(1)) * 60
    if match.group(2).startswith("m") and match.group(1).isdigit():
        minutes //= 60
    utc = local.astimezone(timezone.utc).replace(second=0, microsecond=0)
    start = (utc + timedelta(minutes=minutes)).astimezone(LONDON)
    end = (utc + timedelta(minutes=minutes + 60)).astimezone(LONDON)
    kept = kept_part(start, end, start.date(), hours)
    if kept is None:
        return WindowProblem("outside_hours")
    words = f"{day_words(start.date())}, after {clock_words(kept[0])}"
    return ContactWindow(*kept, words)


def _resolved(
    wanted: _Wanted, local: datetime, hours: OpeningHours
) -> ContactWindow | WindowProblem:
    spans = wanted.spans or (TimeSpan("day", DAY_START, DAY_END),)
    windows: list[ContactWindow] = []
    problems: list[WindowProblem] = []
    for day in _days_to_try(wanted.days, local, hours):
        found = [window_on(day, span, local, hours) for span in spans]
        windows += [each for each in found if isinstance(each, ContactWindow)]
        problems += [each for each in found if isinstance(each, WindowProblem)]
        if windows and (day not in wanted.days.days or day == wanted.days.days[-1]):
            return _joined(windows, wanted.days)
    outside = WindowProblem("outside_hours")
    return outside if outside in problems else WindowProblem("past_time")


def _days_to_try(days: DayWords, local: datetime, hours: OpeningHours) -> list[date]:
    """Return dates in the order to try them; ones after the named days are second best."""
    refused = {*days.without_dates}
    tried = _all_days_to_try(days, local, hours)
    return [day for day in tried if day.weekday() not in days.without_days and day not in refused]


def _all_days_to_try(days: DayWords, local: datetime, hours: OpeningHours) -> list[date]:
    today = local.date()
    if days.days:
        return [*days.days, *(day + timedelta(days=7) for day in days.named if day == today)]
    first = days.first or today
    ahead = [first + timedelta(days=count) for count in range(_LOOK_AHEAD_DAYS)]
    if days.pattern == "weekends":
        return [day for day in ahead if day.weekday() >= 5]
    if days.pattern == "weekdays":
        return [day for day in ahead if day.weekday() < 5]
    return [day for day in ahead if hours.spans(day)]


def _joined(windows: list[ContactWindow], days: DayWords) -> ContactWindow:
    first = windows[0]
    refused = _refused_words(days)
    pattern = days.pattern or ("every day" if refused else None)
    if pattern and not days.days:
        day, _, time_words = first.words.partition(", ")
        but = f", but not {', '.join(refused)}" if refused else ""
        return replace(first, words=f"{pattern}, {time_words}, from {day}{but}")
    words = list(dict.fromkeys(window.words for window in windows))
    return replace(first, words=" or ".join(words[:3]))
