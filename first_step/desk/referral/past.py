"""What has been done about a request so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from first_step.admissions.referral import Status
from first_step.desk.names import Names
from first_step.desk.words import REASON_NAMES, STATUS_NAMES, moment_in_words
from first_step.store.referrals import Referral, ReferralEvent

_EVENTS: Mapping[str, str] = {
    "recorded": "Asked to be contacted",
    "assigned": "Taken",
    "unassigned": "Put back in the queue",
    "added": "Added more details",
    "entered_by_phone": "Rang us; agreed by phone and entered",
    "note": "Note",
    "joined": "Joined an earlier request: one call for both",
    "joined_by": "Another request joined: one call for both",
    "leads": "The request it joined is over: it needs its own call",
    "lowered": "Level lowered",
    "erased_additions": "What was added is erased",
}


@dataclass(frozen=True)
class Line:
    """One step. by: "you", a colleague's name, "the person who asked"."""

    words: str
    at: str
    by: str
    note: str


def history_of(referral: Referral, names: Names) -> tuple[Line, ...]:
    """Return every step, the newest first."""
    return tuple(_line(event, names) for event in reversed(referral.history))


def attempts_of(referral: Referral) -> int:
    """Return how often somebody tried to reach them in vain, since they were last reached."""
    attempts = 0
    for event in referral.history:
        if event.event == "moved" and event.status is Status.ATTEMPTED:
            attempts += 1
        elif event.status is Status.REACHED:
            attempts = 0
    return attempts


def _line(event: ReferralEvent, names: Names) -> Line:
    moved = event.event == "moved"
    return Line(
        words=STATUS_NAMES[event.status] if moved else _EVENTS.get(event.event, event.event),
        at=moment_in_words(event.at),
        by=names.of(event.by),
        note=": ".join(filter(None, (REASON_NAMES.get(event.reason or ""), event.note))),
    )
