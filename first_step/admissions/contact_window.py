"""When somebody would like to be called: a real date and time, with the words to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from first_step.admissions.opening_hours import DAYS, LONDON

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True)
class ContactWindow:
    """A span to call in. start and end are None for "any time"; else aware, in Europe/London.

    words: as shown to the visitor, such as "Tuesday 24 November, 9am to 12 noon".
    """

    start: datetime | None
    end: datetime | None
    words: str

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "words": self.words,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> ContactWindow:
        """Return what `as_dict` gave; raises ValueError when it is something else."""
        words = stored.get("words")
        if not isinstance(words, str) or not words:
            raise ValueError("a contact window needs words")
        start, end = _moment(stored.get("start")), _moment(stored.get("end"))
        if (start is None) != (end is None) or (
            start and end and start.timestamp() >= end.timestamp()
        ):
            raise ValueError("a contact window needs a start before its end")
        return cls(start, end, words)


@dataclass(frozen=True)
class WindowProblem:
    """Why a time cannot be used; the flow shows `flow/<code>` or `flow/try_again_...`."""

    code: Literal["past_time", "outside_hours", "not_understood"]


ANY_TIME = ContactWindow(None, None, "any time")


def day_words(day: date) -> str:
    """Return "Tuesday 24 November"."""
    return f"{DAYS[day.weekday()].capitalize()} {day.day} {_MONTHS[day.month - 1]}"


def clock_words(moment: datetime) -> str:
    """Return "9am", "2.30pm", "12 noon" or "midnight", in Europe/London."""
    local = moment.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "12 noon"
    minutes = f".{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def month_number(word: str) -> int | None:
    """Return 1 to 12 for "november" or "nov", None for anything else."""
    short = [month[:3].casefold() for month in _MONTHS]
    found = word.casefold()[:3]
    whole = found in short and _MONTHS[short.index(found)].casefold().startswith(word.casefold())
    return short.index(found) + 1 if whole or word.casefold() == "sept" else None


def _moment(stored: object) -> datetime | None:
    if stored is None:
        return None
    moment = datetime.fromisoformat(str(stored))
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(LONDON)
