"""Whether to ring now, who is ringing, how a call can go, and what follows: put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from first_step.admissions.contact_window import clock_words, day_words
from first_step.admissions.next_try import (
    MOST_ATTEMPTS,
    OUTCOMES,
    NextTry,
    allowed_outcomes,
    next_try,
)
from first_step.admissions.opening_hours import LONDON, OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.safe_to_ring import SafeToRing, safe_to_ring
from first_step.desk.referral.words import Choice
from first_step.desk.words import OUTCOME_NAMES, counted, outcome_in_words
from first_step.store.call_attempts import since_reached
from first_step.store.referrals import Referral

_STEPS: Mapping[str, str] = {
    "talk": "They were reached. Book an assessment, or close it when nothing is left to do.",
    "message": "Send one message, as their rules allow. Then close it kindly.",
    "close": "Close it kindly. They can always come back.",
    "duty_manager": "It is urgent, so it is not closed by itself: the duty manager decides.",
}


@dataclass(frozen=True)
class Call:
    """One request as somebody sees it who is about to ring.

    safe_state: now, wait or none. next_words: what follows the calls so far, empty before the
    first. ring_words: what the button says.
    """

    safe_state: str
    safe_words: str
    safe_hints: tuple[str, ...]
    tried_words: str
    next_words: str
    outcomes: tuple[Choice, ...]
    mine: bool
    ring_words: str


def call_of(
    referral: Referral,
    rules: Mapping[str, Any],
    hours: OpeningHours,
    now: datetime,
    *,
    mine: bool,
) -> Call:
    """Return the call in words. rules: the strictest of all joined. mine: I am ringing now."""
    safe = safe_to_ring(referral.contact_window, rules, hours, now)
    allowed = outcomes_of(referral, rules)
    made = since_reached(referral)
    return Call(
        safe_state="now" if safe.now else "wait" if safe.not_before else "none",
        safe_words=_safe_words(safe, now),
        safe_hints=tuple(_hints(safe, referral, hours)),
        tried_words=_tried_words(referral),
        next_words=_next_words(what_follows(referral, rules, hours, now), now) if made else "",
        outcomes=tuple(Choice(code, *OUTCOME_NAMES[code]) for code in allowed),
        mine=mine,
        ring_words=_ring_words(referral, safe),
    )


def outcomes_of(referral: Referral, rules: Mapping[str, Any]) -> tuple[str, ...]:
    """Return how a call about this request may go, as codes."""
    allowed = allowed_outcomes(rules, has_email=bool(referral.email))
    if referral.phone:
        return allowed
    return tuple(code for code in allowed if code in ("reached", "declined", "message_sent"))


def what_follows(
    referral: Referral, rules: Mapping[str, Any], hours: OpeningHours, now: datetime
) -> NextTry:
    """Return what to do next, after the calls that were made."""
    return next_try(
        referral.contact_window,
        hours,
        referral.priority,
        since_reached(referral),
        now,
        may_message=bool({"message_sent", "voicemail_left"} & set(outcomes_of(referral, rules))),
    )


def moment_words(moment: datetime, now: datetime) -> str:
    """Return "2pm today", "9am tomorrow" or "9am on Wednesday 25 November"."""
    day, today = moment.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    near = {0: "today", 1: "tomorrow"}.get((day - today).days, f"on {day_words(day)}")
    return f"{clock_words(moment)} {near}"


def _safe_words(safe: SafeToRing, now: datetime) -> str:
    if safe.now and safe.until is not None:
        chosen = "This is the time they chose. " if safe.why == "in_window" else ""
        return f"{chosen}Safe to ring now, until {clock_words(safe.until)}."
    if safe.not_before is None:
        return "The time they chose is over, and the team does not work at that time of day."
    before = {
        "window_over": "The time they chose is over. ",
        "closed": "The team is not at work. ",
    }.get(safe.why, "")
    again = ", at the same hours" if safe.why == "window_over" else ""
    return f"{before}Not before {moment_words(safe.not_before, now)}{again}."


def _hints(safe: SafeToRing, referral: Referral, hours: OpeningHours) -> list[str]:
    hints = []
    if safe.mind_note:
        hints.append("Read their own words below first.")
    if not safe.now and referral.priority is Level.EMERGENCY:
        hints.append("It is an emergency: the duty manager weighs the danger against their time.")
    if not hours.known:
        hints.append("The team's hours are not set, so office hours are assumed.")
    return hints


def _tried_words(referral: Referral) -> str:
    """Return what was tried, with the last outcome (facts H5)."""
    made = since_reached(referral)
    if not made:
        return ""
    vain = sum(OUTCOMES[outcome] for _, outcome in made)
    last = outcome_in_words(made[-1][1])
    if not vain:
        return f"Last call: {last}."
    of = f" of {MOST_ATTEMPTS}" if vain <= MOST_ATTEMPTS else ""
    return f"{counted(vain, 'try', 'tries')}{of} made. Last: {last}."


def _next_words(found: NextTry, now: datetime) -> str:
    if found.step != "try":
        return _STEPS[found.step]
    if found.start is None or found.end is None:
        return "No time of theirs comes up in two weeks. Ask the duty manager."
    if found.start <= now:
        return f"Try again now, until {clock_words(found.end)}: another time of day."
    return f"Try again at {moment_words(found.start, now)}, until {clock_words(found.end)}."


def _ring_words(referral: Referral, safe: SafeToRing) -> str:
    if not referral.phone:
        return "I am writing to them now"
    return "I am ringing now" if safe.now else "I am ringing all the same"
