"""Opening hours, contact windows and due words: one place to import them from."""

from __future__ import annotations

from datetime import datetime

from first_step.admissions.contact_window import (
    ANY_TIME,
    ContactWindow,
    WindowProblem,
    clock_words,
    day_words,
)
from first_step.admissions.opening_hours import LONDON, OpeningHours
from first_step.admissions.window_reader import find_window, read_window

__all__ = [
    "ANY_TIME",
    "LONDON",
    "ContactWindow",
    "OpeningHours",
    "WindowProblem",
    "due_words",
    "find_window",
    "read_window",
]


def due_words(due_at: datetime, hours: OpeningHours) -> str:
    """Return "by 5pm on Tuesday 24 November".

    With unknown hours, or outside the known ones, no time is claimed (facts H1).
    """
    local = due_at.astimezone(LONDON)
    at_work = any(start <= due_at <= end for start, end in hours.spans(local.date()))
    if not hours.known or not at_work:
        return "as soon as the team is next working"
    return f"by {clock_words(local)} on {day_words(local.date())}"
