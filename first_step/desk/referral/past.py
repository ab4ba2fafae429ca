"""What has been done about a request so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from first_step.desk.names import Names
from first_step.desk.referral.words import reason_in_words
from first_step.desk.words import STATUS_NAMES, moment_in_words, outcome_in_words
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
    "ringing": "Began to ring",
    "not_ringing": "Stopped before a call was made",
    "lowered": "Level lowered",
    "raised": "Level raised",
    "safeguarding": "Safeguarding lead asked to look",
    "erased_additions": "What was added is erased",
}
# Who may not see the part on safeguarding does not learn of it here either.
_SAFEGUARDING = "safeguarding"


@dataclass(frozen=True)
class Line:
    """One step. by: "you", a colleague's name, "the person who asked"."""

    words: str
    at: str
    by: str
    note: str


def history_of(referral: Referral, names: Names, *, safeguarding: bool) -> tuple[Line, ...]:
    """Return every step, the newest first; safeguarding: whether its steps may be seen."""
    return tuple(
        _line(event, names)
        for event in reversed(referral.history)
        if safeguarding or event.event != _SAFEGUARDING
    )


def _line(event: ReferralEvent, names: Names) -> Line:
    return Line(
        words=_words(event),
        at=moment_in_words(event.at),
        by=names.of(event.by),
        note=": ".join(filter(None, (reason_in_words(event.event, event.reason), event.note))),
    )


def _words(event: ReferralEvent) -> str:
    if event.event == "moved":
        return STATUS_NAMES[event.status]
    if event.event == "call":
        return f"Call: {outcome_in_words(event.reason or '') or 'kept'}"
    return _EVENTS.get(event.event, event.event)
