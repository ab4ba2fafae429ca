"""Entries of the audit log in words, and as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from first_step.desk.events import Event
from first_step.desk.words import moment_in_words
from first_step.store.audit import AuditEntry

# What other parts of First Step write beside the desk's own events.
OTHER_EVENTS = (
    "keys.rotated",
    "person.erased",
    "person.exported",
    "referral.safeguarding",
    "staff.added",
    "staff.deactivated",
    "staff.password_reset",
    "staff.second_factor_reset",
)
_NAMES: Mapping[str, str] = {
    "nobody": "Nobody signed in",
    "system": "First Step",
    "visitor": "A visitor",
    "command line": "The operator, on the command line",
}
# A spreadsheet would run a cell that starts with one of these.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Line:
    """One entry as the page shows it. details: "reason no contact, count 3"."""

    seq: int
    at: str
    who: str
    what: str
    about: str
    details: str


def event_words(event: str) -> str:
    """Return a code as words, such as "Signed in"."""
    words = event.replace("_", " ").replace(".", " ").replace("referral", "request")
    return words.strip().capitalize()


def event_choices() -> list[tuple[str, str]]:
    """Return the events to filter by, with their words, in the order of the words."""
    codes = {*map(str, Event), *OTHER_EVENTS}
    return sorted(((code, event_words(code)) for code in codes), key=lambda each: each[1])


def line_of(entry: AuditEntry, names: Mapping[str, str]) -> Line:
    """Return an entry in words; names: of staff, by id."""
    return Line(
        entry.seq,
        moment_in_words(entry.at),
        _who(entry.actor, names),
        event_words(entry.event),
        _about(entry.about, names),
        ", ".join(f"{key.replace('_', ' ')}: {_said(value)}" for key, value in _pairs(entry)),
    )


def as_csv(entries: Iterable[AuditEntry], names: Mapping[str, str]) -> str:
    """Return entries as comma separated values, times in UTC, safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["number", "at", "who", "who_id", "event", "about", "details"])
    for each in entries:
        details = "; ".join(f"{key}={_said(value)}" for key, value in _pairs(each))
        who = _who(each.actor, names)
        row = [each.at.isoformat(), who, each.actor, each.event, each.about, details]
        writer.writerow([each.seq, *map(_inert, row)])
    return out.getvalue()


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _pairs(entry: AuditEntry) -> list[tuple[str, object]]:
    return sorted(entry.details.items())


def _said(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_said, value)) or "none"
    return str(value).replace("_", " ")


def _who(actor: str, names: Mapping[str, str]) -> str:
    return names.get(actor) or _NAMES.get(actor) or "A former colleague"


def _about(about: str, names: Mapping[str, str]) -> str:
    return names.get(about) or about.replace("_", " ")
