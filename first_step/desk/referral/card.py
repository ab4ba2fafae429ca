"""What the page of one request shows, put into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.referral import REASONS, Level, Status
from first_step.desk.access import moves_open_to, needs_duty_manager
from first_step.desk.names import Names
from first_step.desk.reasons import Reason, Reasons
from first_step.desk.referral.contact import Details, SafeContact, details_of, safe_contact_of
from first_step.desk.referral.past import Line, history_of
from first_step.desk.referral.words import Choice
from first_step.desk.words import (
    AGES,
    FOR_WHOM,
    LEVEL_MEANINGS,
    LEVEL_NAMES,
    MOVE_NAMES,
    REASON_NAMES,
    STATUS_NAMES,
    Due,
    channel_in_words,
    due_in_words,
    moment_in_words,
)
from first_step.store.referrals import Referral

OVER = (Status.CLOSED, Status.WITHDRAWN)
_DUTY_MANAGER_CLOSES = "Only a duty manager closes an urgent request that nobody has reached."
_NOT_ASSESSED = {
    "skipped": "The safety questions were skipped. Ask them again, kindly.",
    "not_reached": "The conversation ended before the safety questions. Ask them.",
}


@dataclass(frozen=True)
class Card:
    """One request. details: who it is, only once somebody asked to see it.

    moves: states it may go to. endings: why it may be closed. withdrawals: how they may have asked
    us to stop. lower, higher: levels that a person may set.
    """

    reference: str
    status: str
    status_name: str
    level: str
    level_name: str
    level_meaning: str
    due: Due | None
    holder: str
    safe: SafeContact
    reasons: tuple[Reason, ...]
    not_assessed: str
    window: str
    for_whom: str
    ages: str
    channel: str
    asked_at: str
    details: Details | None
    hidden: str
    consent_state: str
    consent_version: str
    consent_at: str
    if_cut_off: str
    history: tuple[Line, ...]
    seen: str
    over: bool
    take_words: str
    taken_by_other: str
    moves: tuple[Choice, ...]
    endings: tuple[Choice, ...]
    withdrawals: tuple[Choice, ...]
    lower: tuple[Choice, ...]
    higher: tuple[Choice, ...]
    duty_manager_note: str


@dataclass(frozen=True)
class Reader:
    """Who looks at the card, when, and what of it they see."""

    id: str
    roles: tuple[str, ...]
    now: datetime
    details: bool = False
    safeguarding: bool = False


def card_of(
    referral: Referral,
    linked: Sequence[Referral],
    reader: Reader,
    reasons: Reasons,
    names: Names,
) -> Card:
    """Return a request in words. linked: others from the same phone or address."""
    level = referral.priority
    return Card(
        reference=referral.reference,
        status=referral.status.value,
        status_name=STATUS_NAMES[referral.status],
        level=level.value,
        level_name=LEVEL_NAMES[level],
        level_meaning=LEVEL_MEANINGS[level],
        due=None if referral.status in OVER else due_in_words(referral.due_at, reader.now),
        holder=names.holder(referral.assigned_to),
        safe=safe_contact_of(referral, linked),
        reasons=tuple(reasons.of(code) for code in referral.reasons),
        not_assessed=_NOT_ASSESSED.get(referral.red_flags_state, ""),
        window=referral.contact_window.words,
        for_whom=FOR_WHOM.get(referral.for_whom, "not said"),
        ages=_ages(referral),
        channel=channel_in_words(referral.channel),
        asked_at=moment_in_words(referral.created_at),
        details=details_of(referral) if reader.details else None,
        hidden="phone" if referral.phone else "email",
        consent_state=_consent_state(referral),
        consent_version=referral.consent_version,
        consent_at=moment_in_words(referral.consent.given_at),
        if_cut_off=_if_cut_off(referral),
        history=history_of(referral, names, safeguarding=reader.safeguarding),
        seen=version_of(referral),
        over=referral.status in OVER,
        take_words=_take_words(referral, reader.id),
        taken_by_other=_other_holder(referral, reader.id, names),
        moves=_moves(referral, reader.roles),
        endings=_reasons(Status.CLOSED),
        withdrawals=tuple(
            each for each in _reasons(Status.WITHDRAWN) if each.code != "asked_in_chat"
        ),
        lower=_levels(referral, lambda other: other < level),
        higher=_levels(referral, lambda other: other > level),
        duty_manager_note=_duty_manager_note(referral, reader.roles),
    )


def version_of(referral: Referral) -> str:
    """Return a mark that changes with the request, to notice that a colleague was faster."""
    return f"{referral.status.value}-{len(referral.history)}"


def _ages(referral: Referral) -> str:
    person = AGES.get(referral.person_age, "not said")
    if referral.for_whom == "self":
        return person
    return f"{person} (who writes: {AGES.get(referral.writer_age, 'not said')})"


def _if_cut_off(referral: Referral) -> str:
    return "May still be called" if referral.consent.if_cut_off else "Not asked, or no"


def _consent_state(referral: Referral) -> str:
    """Return whether the consent holds."""
    if referral.status is Status.WITHDRAWN and referral.closed_at is not None:
        return f"Taken back, {moment_in_words(referral.closed_at)}"
    return "Given, and not taken back"


def _take_words(referral: Referral, me: str) -> str:
    """Return what the button says, empty when there is nothing to take."""
    if referral.status in OVER or referral.assigned_to == me:
        return ""
    return "Take it over" if referral.assigned_to else "Take it"


def _other_holder(referral: Referral, me: str, names: Names) -> str:
    other = referral.assigned_to not in (None, me) and referral.status not in OVER
    return names.of(referral.assigned_to or "") if other else ""


def moves_on_offer(referral: Referral, roles: tuple[str, ...]) -> tuple[Status, ...]:
    """Return the states to choose from; a call, taking and withdrawing have forms of their own."""
    hidden = {Status.ATTEMPTED, Status.WITHDRAWN}
    if referral.status not in OVER:
        hidden.add(Status.ASSIGNED)
    if referral.status is not Status.BOOKED:
        hidden.add(Status.REACHED)
    statuses = moves_open_to(roles, referral.status, referral.priority)
    return tuple(each for each in statuses if each not in hidden)


def _moves(referral: Referral, roles: tuple[str, ...]) -> tuple[Choice, ...]:
    statuses = moves_on_offer(referral, roles)
    return tuple(Choice(status.value, *MOVE_NAMES[status]) for status in statuses)


def _reasons(status: Status) -> tuple[Choice, ...]:
    return tuple(Choice(code, REASON_NAMES[code]) for code in REASONS[status])


def _levels(referral: Referral, fits: Callable[[Level], bool]) -> tuple[Choice, ...]:
    if referral.status in OVER:
        return ()
    return tuple(
        Choice(each.value, LEVEL_NAMES[each], LEVEL_MEANINGS[each])
        for each in reversed(Level)
        if fits(each)
    )


def _duty_manager_note(referral: Referral, roles: tuple[str, ...]) -> str:
    if not needs_duty_manager(referral.status, referral.priority):
        return ""
    open_to_me = moves_open_to(roles, referral.status, referral.priority)
    return "" if Status.CLOSED in open_to_me else _DUTY_MANAGER_CLOSES
