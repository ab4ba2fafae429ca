"""How soon a person calls back, by fixed and visible rules (facts T1-T6, R0-R22).

Not a clinical assessment. The highest level wins, silence is never "no", and nothing here lowers
a level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import ContactRequest, Level


@dataclass(frozen=True)
class RedFlag:
    """One row of facts 4c. words: what the code means, for people who read the rules."""

    code: str
    level: Level
    words: str

    @property
    def reason(self) -> str:
        """The rule's id, without the part that only chooses the level."""
        return self.code.partition("/")[0]


_FLAGS = (
    RedFlag("R1", Level.EMERGENCY, "an overdose, or took too much"),
    RedFlag("R2", Level.EMERGENCY, "danger of suicide or serious self-harm now"),
    RedFlag("R3", Level.EMERGENCY, "a fit, or severe withdrawal now"),
    RedFlag("R4", Level.EMERGENCY, "a medical emergency"),
    RedFlag("R5", Level.EMERGENCY, "violence, threat or a child in danger now"),
    RedFlag("R6", Level.EMERGENCY, "pregnant with bleeding, pain or severe withdrawal"),
    RedFlag("R7", Level.URGENT, "thoughts of suicide, or recent self-harm"),
    RedFlag("R8", Level.URGENT, "stopping alcohol, calming pills or GHB"),
    RedFlag("R9", Level.URGENT, "fits, or seeing things in withdrawal"),
    RedFlag("R10", Level.URGENT, "pregnant, or gave birth recently"),
    RedFlag("R11", Level.URGENT, "under 18"),
    RedFlag("R12", Level.URGENT, "sore, hot or swollen skin from injecting"),
    RedFlag("R13", Level.URGENT, "an overdose in the last month"),
    RedFlag("R13/24h", Level.EMERGENCY, "an overdose in the last 24 hours"),
    RedFlag("R14", Level.URGENT, "out of prison, hospital or rehab lately"),
    RedFlag("R15", Level.SOON, "opioids together with alcohol or calming pills"),
    RedFlag("R15/urgent", Level.URGENT, "opioids together with alcohol or calming pills"),
    RedFlag("R16", Level.URGENT, "no safe place to sleep tonight"),
    RedFlag("R17", Level.URGENT, "being hurt, scared or used by someone"),
    RedFlag("R18", Level.URGENT, "worry about a child at home"),
    RedFlag("R19", Level.URGENT, "script or medicine lost or run out"),
    RedFlag("R20", Level.URGENT, "hearing voices, or in very poor health"),
    RedFlag("R21", Level.SOON, "daily use, insecure housing, a date, or a recent lapse"),
    RedFlag("R0", Level.SOON, "health and safety not assessed"),
    RedFlag("R22", Level.ROUTINE, "asked, none found"),
)

RED_FLAGS: Mapping[str, RedFlag] = {flag.code: flag for flag in _FLAGS}

# The order of the buttons on the safety screen.
ASKED_FLAGS = ("R13", "R8", "R9", "R10", "R14", "R12", "R19", "R16", "R17", "R18", "R20")

# Danger that the conversation showed: crisis labels and replies to the danger check (facts 4d).
SIGNS: Mapping[str, str] = {
    "overdose": "R1",
    "suicide": "R2",
    "suicide_not_acted": "R7",
    "medical": "R4",
    "danger": "R5",
}

_SEDATING = frozenset({"alcohol", "sedatives"})
_R15_RAISED_BY = frozenset({"R1", "R13", "R13/24h", "R14"})


@dataclass(frozen=True)
class TriageFacts:
    """What is known of the person who would get help, and of who writes.

    red_flags: codes of `RED_FLAGS`. red_flags_state: asked, skipped or not_reached.
    signs: keys of `SIGNS`, also written as labels ("crisis_overdose").
    substances: groups named (opioids, alcohol, sedatives, stimulants, other).
    pregnancy: yes, no, unsure or None.
    """

    for_whom: str | None = None
    writer_age: str = "not_said"
    person_age: str = "not_said"
    red_flags: tuple[str, ...] = ()
    red_flags_state: str = "not_reached"
    crisis_check: str | None = None
    signs: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    pregnancy: str | None = None
    using_alone: bool = False

    @classmethod
    def of(cls, request: ContactRequest) -> TriageFacts:
        """Return what a checked request says."""
        extras: Mapping[str, Any] = request.extras
        return cls(
            for_whom=request.for_whom,
            writer_age=request.writer_age,
            person_age=request.person_age,
            red_flags=request.red_flags,
            red_flags_state=request.red_flags_state,
            crisis_check=request.crisis_check,
            signs=request.signs,
            substances=tuple(extras.get("substance_groups", ())),
            pregnancy=extras.get("pregnancy"),
        )


@dataclass(frozen=True)
class Triage:
    """A level and the rule ids that led to it, the most urgent first."""

    level: Level
    reasons: tuple[str, ...]


def triage(facts: TriageFacts) -> Triage:
    """Return how soon somebody calls; defined for every input, unknown codes count as R0."""
    flags = [RED_FLAGS[code] for code in _codes(facts)] or [RED_FLAGS["R22"]]
    ordered = sorted(flags, key=lambda flag: -flag.level.rank)
    return Triage(ordered[0].level, tuple(dict.fromkeys(flag.reason for flag in ordered)))


def raised(before: Triage, after: Triage) -> Triage:
    """Return the higher of two triages with the reasons of both (facts T5)."""
    high, low = (after, before) if after.level > before.level else (before, after)
    reasons = tuple(dict.fromkeys((*high.reasons, *low.reasons)))
    if len(reasons) > 1:
        reasons = tuple(reason for reason in reasons if reason != "R22")
    return Triage(high.level, reasons)


def due_at(
    level: Level, now: datetime, hours: OpeningHours, window: ContactWindow | None
) -> datetime:
    """Return by when somebody calls, aware and in UTC (facts 4b, H2).

    A time the person chose as safe is kept to, except that it puts an urgent call off by a day
    at most and an emergency not at all: there, staff weigh the safe time themselves. With unknown
    hours the result orders the desk and is not shown to visitors.
    """
    deadline = _deadline(level, now, hours)
    if window is None or window.end is None or level is Level.EMERGENCY:
        return deadline.astimezone(timezone.utc)
    chosen = max(window.end, now)
    latest = deadline + timedelta(days=1)
    if level is Level.URGENT and chosen > latest:
        chosen = deadline
    return chosen.astimezone(timezone.utc)


def _deadline(level: Level, now: datetime, hours: OpeningHours) -> datetime:
    if level is Level.ROUTINE:
        return hours.end_of_working_day(now, hours.routine_working_days)
    if level is Level.SOON:
        return hours.end_of_working_day(now, hours.soon_working_days)
    start, end = hours.next_span(now)
    if start > now:
        return start + _FIRST_CALLS
    return end if level is Level.URGENT else now


# The first call of an opening is made within this time.
_FIRST_CALLS = timedelta(hours=1)


def _codes(facts: TriageFacts) -> tuple[str, ...]:
    known = {_known(code) for code in facts.red_flags} | {_sign(sign) for sign in facts.signs}
    if {facts.writer_age, facts.person_age} & {"teen", "child"}:
        known.add("R11")
    if facts.pregnancy in ("yes", "unsure"):
        known.add("R10")
    if "opioids" in facts.substances and _SEDATING & set(facts.substances):
        urgent = bool(known & _R15_RAISED_BY) or facts.using_alone
        known.add("R15/urgent" if urgent else "R15")
    if facts.red_flags_state != "asked" or facts.crisis_check not in (None, "no"):
        known.add("R0")
    return tuple(code for code in RED_FLAGS if code in known)


def _known(code: str) -> str:
    return code if code in RED_FLAGS and code != "R22" else "R0"


def _sign(sign: str) -> str:
    return SIGNS.get(sign.removeprefix("crisis_"), "R0")
