"""How soon a person calls back, by fixed and visible rules (facts T1-T6, R0-R22).

Not a clinical assessment. The highest level wins, silence is never "no", and nothing here lowers
a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.triage_rules import ASKED_FLAGS, RED_FLAGS, SIGNS, RedFlag

__all__ = [
    "ASKED_FLAGS",
    "RED_FLAGS",
    "SIGNS",
    "USES_ALONE",
    "Answers",
    "RedFlag",
    "Triage",
    "TriageFacts",
    "due_at",
    "raised",
    "triage",
]

# Stands among the groups of substances: somebody said that they use with nobody near.
USES_ALONE = "alone"
_SEDATING = frozenset({"alcohol", "sedatives"})
_R15_RAISED_BY = frozenset({"R1", "R13", "R13/24h", "R14"})
_MAYBE_PREGNANT = frozenset({"yes", "unsure"})
_AGES_SAID = frozenset({"adult", "teen", "child"})
_UNDER_18 = frozenset({"teen", "child"})


class Answers(Protocol):
    """What triage reads of a request, before its record or after; nothing else is looked at."""

    @property
    def for_whom(self) -> str: ...  # noqa: D102
    @property
    def writer_age(self) -> str: ...  # noqa: D102
    @property
    def person_age(self) -> str: ...  # noqa: D102
    @property
    def red_flags(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def red_flags_state(self) -> str: ...  # noqa: D102
    @property
    def crisis_check(self) -> str | None: ...  # noqa: D102
    @property
    def signs(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def extras(self) -> Mapping[str, Any]: ...  # noqa: D102


@dataclass(frozen=True)
class TriageFacts:
    """What is known of the person who would get help, and of who writes.

    red_flags: codes of `RED_FLAGS`. red_flags_state: asked, skipped or not_reached.
    signs: keys of `SIGNS`, also written as labels ("crisis_overdose").
    substances: groups named (opioids, alcohol, sedatives, stimulants, other), and `USES_ALONE`.
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

    @classmethod
    def of(cls, request: Answers) -> TriageFacts:
        """Return what a checked request, or a recorded one, says."""
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

    def with_more(
        self,
        *,
        red_flags: Iterable[str] = (),
        signs: Iterable[str] = (),
        substances: Iterable[str] = (),
        pregnancy: str | None = None,
    ) -> TriageFacts:
        """Return these facts with what was said later; nothing said before is taken back.

        Codes in `red_flags` that no rule knows are left out: they say nothing about anybody.
        """
        stands = self.pregnancy if self.pregnancy in _MAYBE_PREGNANT else None
        return replace(
            self,
            red_flags=_union(self.red_flags, (code for code in red_flags if code in RED_FLAGS)),
            signs=_union(self.signs, signs),
            substances=_union(self.substances, substances),
            pregnancy=stands or pregnancy or self.pregnancy,
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
    at most and an emergency not at all: there, staff weigh the safe time themselves. A higher
    level is never due later than a lower one. With unknown hours the result orders the desk and
    is not shown to visitors.
    """
    dues = (_due(each, now, hours, window) for each in Level if each <= level)
    return min(dues).astimezone(timezone.utc)


def _due(
    level: Level, now: datetime, hours: OpeningHours, window: ContactWindow | None
) -> datetime:
    deadline = _deadline(level, now, hours)
    if window is None or window.end is None or level is Level.EMERGENCY:
        return deadline
    chosen = max(window.end, now)
    put_off_too_long = level is Level.URGENT and chosen > deadline + timedelta(days=1)
    return deadline if put_off_too_long else chosen


def _deadline(level: Level, now: datetime, hours: OpeningHours) -> datetime:
    if level is Level.ROUTINE:
        return hours.end_of_working_day(now, hours.routine_working_days)
    if level is Level.SOON:
        return hours.end_of_working_day(now, hours.soon_working_days)
    start, end = hours.next_span(now)
    if start > now:
        return min(start + _FIRST_CALLS, end)
    return end if level is Level.URGENT else now


# The first call of an opening is made within this time.
_FIRST_CALLS = timedelta(hours=1)


def _codes(facts: TriageFacts) -> tuple[str, ...]:
    known = {_known(code) for code in facts.red_flags} | {_sign(sign) for sign in facts.signs}
    ages = {facts.writer_age, facts.person_age}
    if ages & _UNDER_18:
        known.add("R11")
    if facts.pregnancy in _MAYBE_PREGNANT:
        known.add("R10")
    assessed = facts.red_flags_state == "asked"
    if "R15" in known or ("opioids" in facts.substances and _SEDATING & set(facts.substances)):
        # Not answered with a flag hinted takes the next level up (facts T2).
        urgent = known & _R15_RAISED_BY or USES_ALONE in facts.substances or not assessed
        known.add("R15/urgent" if urgent else "R15")
    if not assessed or facts.crisis_check not in (None, "no") or ages - _AGES_SAID:
        known.add("R0")
    return tuple(code for code in RED_FLAGS if code in known)


def _union(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def _known(code: str) -> str:
    return code if code in RED_FLAGS and code != "R22" else "R0"


def _sign(sign: str) -> str:
    return SIGNS.get(sign.removeprefix("crisis_"), "R0")
