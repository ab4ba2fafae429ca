"""What a visitor is told about a time they asked for."""

from __future__ import annotations

from datetime import datetime, timezone

from first_step.admissions.contact_window import WindowProblem
from first_step.admissions.hours import OpeningHours, read_window

TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=timezone.utc)


def told(text: str, now: datetime, hours: OpeningHours) -> str:
    """Return the words of the window, or the code of the problem."""
    found = read_window(text, now, hours)
    return found.code if isinstance(found, WindowProblem) else found.words
