"""Calls that were made, and what follows: another time of day, one message, a decision (facts H5).

All numbers here are the design's, for the provider to confirm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.opening_hours import LONDON, OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.safe_to_ring import Span, coming_spans

MOST_ATTEMPTS = 3
# Sooner than this is the same try once more. An urgent one has only today.
_GAP = timedelta(hours=3)
_GAP_URGENT = timedelta(hours=1)
_PARTS = 3
_SHORTEST_PART = timedelta(minutes=20)
_LEAST = timedelta(minutes=10)

Step = Literal["try", "message", "close", "duty_manager", "talk"]

# How a call can go. counts: it is one of the three tries.
OUTCOMES: Mapping[str, bool] = {
    "reached": False,
    "no_answer": True,
    "voicemail_left": True,
    "wrong_person": True,
    "declined": False,
    "number_wrong": True,
    "message_sent": False,
}
SPOKEN = ("reached", "declined")


@dataclass(frozen=True)
class NextTry:
    """What follows. start, end: when to ring, in Europe/London, for a "try" that finds a time.

    step: "talk" after a call that reached them, "try" again, send one "message", "close" kindly,
    or let the "duty_manager" decide.
    """

    step: Step
    start: datetime | None = None
    end: datetime | None = None


def allowed_outcomes(safe_contact: Mapping[str, Any], has_email: bool) -> tuple[str, ...]:
    """Return how a call may be said to have gone; messages only where the rules allow them."""
    forbidden = set()
    if safe_contact.get("voicemail") is not True:
        forbidden.add("voicemail_left")
    if safe_contact.get("text") is not True and not has_email:
        forbidden.add("message_sent")
    return tuple(code for code in OUTCOMES if code not in forbidden)


def next_try(
    window: ContactWindow,
    hours: OpeningHours,
    level: Level,
    tries: Sequence[tuple[datetime, str]],
    now: datetime,
    *,
    may_message: bool = False,
) -> NextTry:
    """Return what follows the calls made so far, (moment, outcome) each, the oldest first.

    Up to three tries at different times of day inside the window. Then a duty manager decides on
    an urgent request, which nothing closes by itself; for any other one message where the rules
    allow one, and a kind end.
    """
    last = tries[-1][1] if tries else ""
    if last in SPOKEN:
        return NextTry("close" if last == "declined" else "talk")
    vain = [(at, outcome) for at, outcome in tries if OUTCOMES[outcome]]
    if len(vain) < MOST_ATTEMPTS and last != "number_wrong":
        return _again(window, hours, level, [at for at, _ in vain], now)
    if level >= Level.URGENT:
        return NextTry("duty_manager")
    sent = any(outcome in ("voicemail_left", "message_sent") for _, outcome in tries)
    return NextTry("message" if may_message and not sent and last != "number_wrong" else "close")


def _again(
    window: ContactWindow,
    hours: OpeningHours,
    level: Level,
    tried: Sequence[datetime],
    now: datetime,
) -> NextTry:
    gap = _GAP_URGENT if level >= Level.URGENT else _GAP
    not_before = max(now, tried[-1] + gap) if tried else now
    parts = [part for span in coming_spans(window, hours, now) for part in _parts(span)]
    fresh = [part for part in parts if not any(_same_time(part, each) for each in tried)]
    for start, end in (*fresh, *parts):
        begin = max(start, not_before.astimezone(LONDON))
        if end - begin >= _LEAST:
            return NextTry("try", begin, end)
    return NextTry("try")


def _parts(span: Span) -> list[Span]:
    """Return the thirds of a span, so that a second call comes at another time of day."""
    start, end = span
    length = (end - start) / _PARTS
    if length < _SHORTEST_PART:
        return [span]
    return [(start + length * number, start + length * (number + 1)) for number in range(_PARTS)]


def _same_time(part: Span, tried: datetime) -> bool:
    """Return whether somebody rang at this time of day before, on whichever day."""
    clock = tried.astimezone(LONDON).time()
    end = part[1].time() if part[1].time() > part[0].time() else time.max
    return part[0].time() <= clock < end
