"""Who is on shift and what was handed over, in words for the first screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from first_step.admissions.contact_window import clock_words
from first_step.admissions.opening_hours import LONDON
from first_step.desk.names import Names
from first_step.desk.words import counted
from first_step.store import duties, handover_notes
from first_step.store.database import Session
from first_step.store.duties import OnDuty

DUTIES: Mapping[str, str] = {
    "duty_manager": "Duty manager",
    "safeguarding_lead": "Safeguarding lead",
}
NOBODY = "Nobody on shift"
_LONGEST_PREVIEW = 120


@dataclass(frozen=True)
class DutyLine:
    """One duty now. until: in words, empty when nobody has it."""

    title: str
    who: str
    until: str


@dataclass(frozen=True)
class Shift:
    """The strip above the queue. notes: how many handover notes are open, newest: its start."""

    duties: tuple[DutyLine, ...]
    notes: str
    newest: str


def shift_of(session: Session, names: Names, now: datetime) -> Shift:
    """Return who has each duty, and the newest open handover note."""
    on_duty = duties.current(session, now)
    lines = tuple(_line(title, on_duty.get(key), names, now) for key, title in DUTIES.items())
    newest = handover_notes.open_notes(session, limit=1)
    count = handover_notes.count_open(session) if newest else 0
    return Shift(
        duties=lines,
        notes=f"{counted(count, 'note')} to read" if count else "Nothing left to read",
        newest=_preview(newest[0].text) if newest else "",
    )


def day_and_clock(moment: datetime, now: datetime) -> str:
    """Return "8pm", "tomorrow 8am" or "Thu 26 Nov, 8am" in Europe/London."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    if local.date() == today:
        return clock_words(moment)
    if local.date() == today + timedelta(days=1):
        return f"tomorrow {clock_words(moment)}"
    return f"{local:%a} {local.day} {local:%b}, {clock_words(moment)}"


def _line(title: str, shift: OnDuty | None, names: Names, now: datetime) -> DutyLine:
    if shift is None:
        return DutyLine(title, NOBODY, "")
    who = names.of(shift.staff_id)
    return DutyLine(title, who[0].upper() + who[1:], f"until {day_and_clock(shift.until_at, now)}")


def _preview(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_PREVIEW else line[: _LONGEST_PREVIEW - 1] + "…"
