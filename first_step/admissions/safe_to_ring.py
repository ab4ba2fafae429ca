"""When somebody may be rung: inside the time they chose, while the team works (facts H4, H9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.opening_hours import LONDON, OpeningHours

Span = tuple[datetime, datetime]
# A window that a week's openings never meet, such as late on a Sunday, is not looked for longer.
LOOK_AHEAD_DAYS = 14


@dataclass(frozen=True)
class SafeToRing:
    """Whether to ring at this moment. Moments are in Europe/London.

    not_before: the start of the next time that fits, None when it fits now or never does.
    until: the end of the time that fits now. why: "any_time", "in_window", "before_window",
    "window_over" or "closed". mind_note: they said something in their own words to read first.
    """

    now: bool
    not_before: datetime | None
    until: datetime | None
    why: Literal["any_time", "in_window", "before_window", "window_over", "closed"]
    mind_note: bool


def safe_to_ring(
    window: ContactWindow, safe_contact: Mapping[str, Any], hours: OpeningHours, now: datetime
) -> SafeToRing:
    """Return whether it is safe to ring now, or not before when.

    A window that is over stands for the same hours of the next days on which the team works: no
    other time of day was called safe. Unknown hours count as office hours, as for due times.
    """
    note = bool(safe_contact.get("note"))
    for start, end in coming_spans(window, hours, now):
        if _utc(start) <= _utc(now):
            return SafeToRing(True, None, end, "in_window" if window.start else "any_time", note)
        return SafeToRing(False, start, None, _why(window, now), note)
    return SafeToRing(False, None, None, _why(window, now), note)


def coming_spans(window: ContactWindow, hours: OpeningHours, now: datetime) -> list[Span]:
    """Return when they may be rung in the next two weeks, what lies before `now` left out."""
    today = now.astimezone(LONDON).date()
    first = max(today, window.start.astimezone(LONDON).date()) if window.start else today
    days = (first + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS))
    spans = [span for day in days for span in _spans_on(day, window, hours)]
    return [span for span in spans if _utc(span[1]) > _utc(now)]


def _spans_on(day: date, window: ContactWindow, hours: OpeningHours) -> list[Span]:
    openings = list(hours.spans(day))
    if window.start is None or window.end is None:
        return openings
    start, end = window.start.astimezone(LONDON), window.end.astimezone(LONDON)
    one_day = start.date() == end.date()
    if day == start.date() and one_day:
        return [(start, end)]
    if day <= end.date():
        return _cut(openings, start, end)
    if not one_day:
        return openings
    again = (_at(day, start), _at(day, end))
    # Without known hours an evening that they asked for is no less likely than another time.
    return _cut(openings, *again) if hours.known else [again] if openings else []


def _cut(openings: list[Span], start: datetime, end: datetime) -> list[Span]:
    cut = [(max(start, first, key=_utc), min(end, last, key=_utc)) for first, last in openings]
    return [(first, last) for first, last in cut if _utc(first) < _utc(last)]


def _why(window: ContactWindow, now: datetime) -> Literal["before_window", "window_over", "closed"]:
    if window.start is None or window.end is None:
        return "closed"
    if now < window.start:
        return "before_window"
    return "window_over" if now >= window.end else "closed"


def _at(day: date, moment: datetime) -> datetime:
    """Return the same clock time on another day; one that the clocks skip is an hour later."""
    same = datetime.combine(day, moment.time(), LONDON)
    return same.astimezone(timezone.utc).astimezone(LONDON)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)
