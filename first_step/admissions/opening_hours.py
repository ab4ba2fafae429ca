"""When the team works, or that nobody has said so yet (facts H1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from itertools import islice, pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from first_step.admissions.closures import read_closures, read_date
from first_step.admissions.errors import ContentError

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONDON = ZoneInfo("Europe/London")
_DAY_MINUTES = 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|\u2013|to)\s*(\d{1,2}):(\d{2})")
_LOOK_AHEAD_DAYS = 366

Minutes = tuple[int, int]
Span = tuple[datetime, datetime]

# Only for due times inside the desk while the real hours are unknown; never shown to a visitor.
_ASSUMED_WEEK: tuple[tuple[Minutes, ...], ...] = (((9 * 60, 17 * 60),),) * 5 + ((),) * 2


@dataclass(frozen=True)
class OpeningHours:
    """A week of opening spans in Europe/London, with bank holidays of England.

    week, bank_holiday: spans as minutes after midnight. bank_holidays: those with hours of their
    own. closures: first and last day of each, both closed. known: False when the provider has not
    said; then `spans` still gives office hours so that due times exist, and nobody is shown them.
    """

    week: tuple[tuple[Minutes, ...], ...]
    bank_holiday: tuple[Minutes, ...] = ()
    known: bool = True
    soon_working_days: int = 2
    routine_working_days: int = 5
    bank_holidays: Mapping[date, tuple[Minutes, ...]] = field(default_factory=dict)
    closures: tuple[tuple[date, date], ...] = ()

    @classmethod
    def unknown(cls) -> OpeningHours:
        """Return hours for a provider that has not said when its team works (facts C7)."""
        return cls(_ASSUMED_WEEK, known=False)

    @classmethod
    def from_provider(cls, provider: Mapping[str, Any]) -> OpeningHours:
        """Return `hours` and `closures` in content/provider.yml; null or "unknown" is unknown.

        docs/content.md shows the form. Raises ContentError.
        """
        callback = provider.get("callback") or {}
        soon = _working_days(callback, "soon_working_days", 2)
        routine = _working_days(callback, "routine_working_days", 5)
        hours = provider.get("hours")
        closures = read_closures(provider.get("closures"))
        if not hours or hours == "unknown":
            return cls(_ASSUMED_WEEK, (), False, soon, routine, closures=closures)
        if not isinstance(hours, Mapping) or set(hours) - {*DAYS, "bank_holidays"}:
            raise ContentError("provider.yml: hours needs the names of days")
        week = tuple(_spans_of(hours.get(day)) for day in DAYS)
        if not any(week):
            raise ContentError("provider.yml: hours has no opening")
        usual, own = _bank_holidays_of(hours.get("bank_holidays"))
        return cls(week, usual, True, soon, routine, own, closures)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return when the team works on `day`, in Europe/London."""
        if self.closed_on(day):
            return ()
        usual = self.bank_holiday if is_bank_holiday(day) else self.week[day.weekday()]
        minutes = self.bank_holidays.get(day, usual)
        return tuple((at_minute(day, start), at_minute(day, end)) for start, end in minutes)

    def closed_on(self, day: date) -> bool:
        """Return whether `day` lies in a closure; then nobody works, whatever the week says."""
        return any(first <= day <= last for first, last in self.closures)

    def is_open(self, now: datetime) -> bool:
        """Return whether the team works at this moment; meaningless when not `known`."""
        local = now.astimezone(LONDON)
        return any(start <= local < end for start, end in self.spans(local.date()))

    def next_span(self, now: datetime) -> Span:
        """Return the opening in progress, else the next one."""
        local = now.astimezone(LONDON)
        for ahead in range(_LOOK_AHEAD_DAYS):
            for start, end in self.spans(local.date() + timedelta(days=ahead)):
                if end > local:
                    return start, end
        raise ContentError("provider.yml: the team never works")

    def days_to_offer(self, now: datetime, count: int) -> tuple[date, ...]:
        """Return the next `count` days on which a call can be, today among them if still open.

        While the hours are not known every day outside a closure may be one.
        """
        local = now.astimezone(LONDON)
        ahead = (local.date() + timedelta(days=each) for each in range(_LOOK_AHEAD_DAYS))
        return tuple(islice((day for day in ahead if self._may_call_on(day, local)), count))

    def _may_call_on(self, day: date, local: datetime) -> bool:
        if not self.known:
            return not self.closed_on(day)
        return any(end > local for _, end in self.spans(day))

    def end_of_working_day(self, now: datetime, count: int) -> datetime:
        """Return closing time of the `count`th working day after today."""
        day = now.astimezone(LONDON).date()
        for ahead in range(1, _LOOK_AHEAD_DAYS):
            spans = self.spans(day + timedelta(days=ahead))
            count -= 1 if spans else 0
            if spans and count <= 0:
                return spans[-1][1]
        raise ContentError("provider.yml: the team never works")


def is_bank_holiday(day: date) -> bool:
    """Return whether `day` is a bank holiday in England."""
    return day in bank_holiday_names(day.year)


def at_minute(day: date, minute: int) -> datetime:
    """Return the moment of `day` in Europe/London; minute 1440 is the next midnight.

    A time that the clocks skip in spring is the one an hour later.
    """
    if minute >= _DAY_MINUTES:
        return datetime.combine(day + timedelta(days=1), time(), LONDON)
    moment = datetime.combine(day, time(minute // 60, minute % 60), LONDON)
    return moment.astimezone(timezone.utc).astimezone(LONDON)


@cache
def bank_holiday_names(year: int) -> Mapping[date, str]:
    """Return the bank holidays of England in `year` with their English names."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB")
    return MappingProxyType(dict(found))


def _working_days(callback: object, name: str, usual: int) -> int:
    if not isinstance(callback, Mapping):
        raise ContentError("provider.yml: callback needs names and numbers")
    days = callback.get(name, usual)
    if not isinstance(days, int) or days < 1:
        raise ContentError(f"provider.yml: callback.{name} is no number of days")
    return days


def _spans_of(written: object) -> tuple[Minutes, ...]:
    if written in (None, "", "closed", False):
        return ()
    parts: Sequence[object] = written if isinstance(written, list) else [written]
    spans = sorted(_span_of(str(part)) for part in parts)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise ContentError("provider.yml: two openings of a day overlap")
    return tuple(spans)


def _bank_holidays_of(
    written: object,
) -> tuple[tuple[Minutes, ...], dict[date, tuple[Minutes, ...]]]:
    """Return the hours of any bank holiday, and of those named by their date."""
    if not isinstance(written, Mapping):
        return _spans_of(written), {}
    named = {read_date(day): spans for day, spans in written.items() if day != "others"}
    for day in named:
        if not is_bank_holiday(day):
            raise ContentError(f"provider.yml: {day} is not a bank holiday in England")
    return _spans_of(written.get("others")), {day: _spans_of(each) for day, each in named.items()}


def _span_of(written: str) -> Minutes:
    match = _SPAN.fullmatch(written.strip())
    if not match:
        raise ContentError('provider.yml: hours need the form "09:00-17:00"')
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or not start < end <= _DAY_MINUTES:
        raise ContentError("provider.yml: an opening ends before it begins")
    return start, end
