"""A part of one day as a window: ahead of now, inside the hours, and told no wider than it is."""

from __future__ import annotations

from datetime import date, datetime, timezone

from first_step.admissions.clock_words import DAY_MINUTES, TimeSpan
from first_step.admissions.contact_window import (
    ContactWindow,
    WindowProblem,
    clock_words,
    day_words,
)
from first_step.admissions.opening_hours import LONDON, OpeningHours, at_minute

# A shorter window is too short to be called in.
_LEAST_MINUTES = 15
# What a day and an evening are taken for while the hours are unknown, in minutes after midnight.
DAY_START, DAY_END, _EVENING_END = 540, 1020, 1200


def window_on(
    day: date, span: TimeSpan, local: datetime, hours: OpeningHours
) -> ContactWindow | WindowProblem:
    """Return the part of `span` on `day` that is ahead of `local` and inside the hours.

    Problems: past_time, outside_hours (a closure, or with known hours).
    """
    start, end = _bounds(day, span, hours)
    now = local.astimezone(timezone.utc).replace(second=0, microsecond=0)
    missed = span.kind == "at" and _minutes(start, now) > _LEAST_MINUTES
    if missed or _minutes(max(start, now), end) < _LEAST_MINUTES:
        return WindowProblem("past_time")
    # Most of an afternoon may lie in the second opening of a split shift.
    kept = kept_part(max(start, now), end, day, hours, longest=span.kind in ("part", "between"))
    if kept is None:
        return WindowProblem("outside_hours")
    told = _told(span, kept, now) if hours.known else span
    return ContactWindow(*kept, f"{day_words(day)}, {_span_words(day, told)}")


def _told(span: TimeSpan, kept: tuple[datetime, datetime], now: datetime) -> TimeSpan:
    """Return the span as it is shown: what was said, cut to what the team can keep to."""
    first, last = (moment.hour * 60 + moment.minute for moment in kept)
    last = last or DAY_MINUTES
    begun = kept[0] <= now
    if span.kind == "day":
        return TimeSpan("between", first, last)
    if span.kind == "after":
        return span if begun else TimeSpan("after", max(span.start, first))
    if span.kind == "before" and span.end is not None:
        return TimeSpan("before", 0, min(span.end, last))
    if span.kind == "at" or span.end is None:
        return TimeSpan("at", max(span.start, first))
    start = span.start if begun else max(span.start, first)
    return TimeSpan(span.kind, start, min(span.end, last))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)


def _minutes(start: datetime, end: datetime) -> float:
    # Two London times are subtracted as clocks show them, an hour wrong when clocks change.
    return (_utc(end) - _utc(start)).total_seconds() / 60


def kept_part(
    start: datetime, end: datetime, day: date, hours: OpeningHours, longest: bool = False
) -> tuple[datetime, datetime] | None:
    """Return the first (or longest) part of a span inside one opening, None when there is none."""
    if hours.closed_on(day):
        return None
    openings = hours.spans(day) if hours.known else ((start, end),)
    cut = [(max(start, first, key=_utc), min(end, last, key=_utc)) for first, last in openings]
    parts = [part for part in cut if _minutes(*part) >= _LEAST_MINUTES]
    if not parts:
        return None
    first, last = max(parts, key=lambda part: _minutes(*part)) if longest else parts[0]
    return first.astimezone(LONDON), last.astimezone(LONDON)


def _bounds(day: date, span: TimeSpan, hours: OpeningHours) -> tuple[datetime, datetime]:
    start, end = span.start, span.end
    if span.kind == "before" and end is not None:
        start = DAY_START if end > DAY_START else max(end - 60, 0)
    if end is None:
        end = _EVENING_END if start < _EVENING_END else min(start + 60, DAY_MINUTES)
    if hours.known and span.kind in ("day", "before", "after"):
        spans = hours.spans(day)
        start = 0 if span.kind in ("day", "before") and spans else start
        end = DAY_MINUTES if span.kind in ("day", "after") and spans else end
    return at_minute(day, start).astimezone(timezone.utc), at_minute(day, end).astimezone(
        timezone.utc
    )


def _span_words(day: date, span: TimeSpan) -> str:
    start = clock_words(at_minute(day, span.start))
    end = clock_words(at_minute(day, span.end)) if span.end is not None else ""
    return {
        "after": f"after {start}",
        "before": f"before {end}",
        "at": f"about {start}",
        "day": "any time of day",
    }.get(span.kind, f"{start} to {end}")
