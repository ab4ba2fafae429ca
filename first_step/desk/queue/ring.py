"""Whether somebody may be rung now, and how the last try went, in words for a row of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from first_step.admissions.contact_window import clock_words
from first_step.admissions.opening_hours import LONDON, OpeningHours
from first_step.admissions.safe_contact import strictest_of, wants_text_first
from first_step.admissions.safe_to_ring import SafeToRing, safe_to_ring
from first_step.desk.duty.shift import day_and_clock
from first_step.desk.words import counted, outcome_in_words
from first_step.store.call_queue import Entry


@dataclass(frozen=True)
class Ring:
    """How to reach somebody. state: now, later, email or ask."""

    words: str
    state: str


def ring_of(entry: Entry, hours: OpeningHours, now: datetime) -> Ring:
    """Return "Ring now", "Not before 6pm" or "Email only".

    One call answers all that joined, so the strictest of their times and rules holds (facts P13).
    """
    requests = (entry.request, *entry.joined)
    if not any(each.phone for each in requests):
        return Ring("Email only", "email")
    safe = [safe_to_ring(each.contact_window, each.safe_contact, hours, now) for each in requests]
    later = _not_before(entry, safe, now)
    if later is not None:
        return Ring(f"Not before {day_and_clock(later, now)}", "later")
    if not all(each.now for each in safe):
        return Ring("No safe time found: ask the duty manager", "ask")
    return Ring(_now_words(entry, safe), "now")


def tried_words(entry: Entry, now: datetime) -> str:
    """Return "2 tries, last today at 1pm: no answer", empty when nobody has rung yet."""
    if entry.last_attempt_at is None:
        return ""
    outcome = outcome_in_words(entry.last_outcome or "")
    tries = f"{counted(entry.attempts, 'try', 'tries')}, last" if entry.attempts else "Last call"
    ending = f": {outcome}" if outcome else ""
    return f"{tries} {day_word(entry.last_attempt_at, now)}{ending}"


def _not_before(entry: Entry, safe: list[SafeToRing], now: datetime) -> datetime | None:
    moments = [each.not_before for each in safe if each.not_before is not None]
    if entry.next_try_at is not None and entry.next_try_at > now:
        moments.append(entry.next_try_at)
    return max(moments, default=None)


def _now_words(entry: Entry, safe: list[SafeToRing]) -> str:
    rules = strictest_of(each.safe_contact for each in (entry.request, *entry.joined))
    words = "Text first, then ring" if wants_text_first(rules) else "Ring now"
    ends = [each.until for each in safe if each.until is not None and each.why == "in_window"]
    until = f", until {clock_words(min(ends))}" if ends else ""
    return f"{words}{until}" + (". Read their note first" if rules.get("note") else "")


def day_word(moment: datetime, now: datetime) -> str:
    """Return "today at 1pm", "yesterday at 1pm" or "on Mon 23 Nov at 1pm"."""
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    clock = clock_words(moment)
    if local.date() == today:
        return f"today at {clock}"
    if local.date() == today - timedelta(days=1):
        return f"yesterday at {clock}"
    return f"on {local:%a} {local.day} {local:%b} at {clock}"
