"""What the queue shows, put into words: alerts, filters, and one row for each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.referral import Status
from first_step.desk.names import Names
from first_step.desk.reasons import Reason, Reasons
from first_step.desk.words import (
    FOR_WHOM,
    LEVEL_NAMES,
    STATUS_NAMES,
    Due,
    channel_in_words,
    counted,
    danger_in_words,
    due_in_words,
    moment_in_words,
)
from first_step.store.alerts import Alert
from first_step.store.referrals import Referral

MOST_REASONS = 3
MOST_ALERTS = 5
_CARDS = {
    "act": "The card with 999 was shown at once.",
    "check": "They were asked if anyone is in danger.",
}
_EMPTY: Mapping[str, tuple[str, str]] = {
    "all": ("Nobody is waiting", "New requests appear here by themselves."),
    "new": ("Everything has been taken", "Requests that nobody has taken appear here."),
    "mine": ("You have none", "Take one from the queue and it appears here."),
}


@dataclass(frozen=True)
class Row:
    """One request, without anything that says who it is."""

    reference: str
    level: str
    level_name: str
    due: Due
    asked_for: str
    reasons: tuple[Reason, ...]
    more_reasons: int
    status_name: str
    holder: str
    channel: str
    asked_at: str


@dataclass(frozen=True)
class AlertLine:
    """One alert that nobody has seen. shown: what the visitor was shown."""

    id: int
    words: str
    shown: str
    raised: str
    conversation: str


@dataclass(frozen=True)
class Filter:
    """One choice above the list. count: as text, "25+" when there are more than were counted."""

    key: str
    words: str
    count: str
    current: bool


@dataclass(frozen=True)
class Board:
    """The live part of the queue. before, after: pages to go to, 0 for none."""

    show: str
    alerts: tuple[AlertLine, ...]
    alerts_title: str
    filters: tuple[Filter, ...]
    rows: tuple[Row, ...]
    summary: str
    empty_title: str
    empty_text: str
    before: int
    after: int


@dataclass(frozen=True)
class Found:
    """What the store gave for one page of the queue.

    show: all, new or mine. page: from 1. more: whether a page follows. mine: as in Filter.
    """

    show: str
    page: int
    more: bool
    referrals: Sequence[Referral]
    alerts: Sequence[Alert]
    counts: Mapping[Status, int]
    mine: str


def board_of(found: Found, reasons: Reasons, names: Names, now: datetime) -> Board:
    """Return the queue in words."""
    rows = tuple(row_of(referral, reasons, names, now) for referral in found.referrals)
    title, text = _EMPTY[found.show]
    return Board(
        show=found.show,
        alerts=tuple(_alert(alert) for alert in found.alerts[:MOST_ALERTS]),
        alerts_title=_alerts_title(len(found.alerts)),
        filters=_filters(found.show, found.counts, found.mine),
        rows=rows,
        summary=_summary(sum(found.counts.values()), rows),
        empty_title=title,
        empty_text=text,
        before=found.page - 1,
        after=found.page + 1 if found.more else 0,
    )


def row_of(referral: Referral, reasons: Reasons, names: Names, now: datetime) -> Row:
    """Return one request as it stands in the list."""
    codes = referral.reasons
    return Row(
        reference=referral.reference,
        level=referral.priority.value,
        level_name=LEVEL_NAMES[referral.priority],
        due=due_in_words(referral.due_at, now),
        asked_for=asked_for(referral),
        reasons=tuple(reasons.of(code) for code in codes[:MOST_REASONS]),
        more_reasons=max(0, len(codes) - MOST_REASONS),
        status_name=STATUS_NAMES[referral.status],
        holder=names.holder(referral.assigned_to),
        channel=channel_in_words(referral.channel),
        asked_at=moment_in_words(referral.created_at),
    )


def asked_for(referral: Referral) -> str:
    """Return in one line what is wanted: "Call for themselves. Best time: any time"."""
    way = "Call" if referral.phone else "Email"
    whom = FOR_WHOM.get(referral.for_whom, "")
    return f"{f'{way} {whom}'.strip()}. Best time: {referral.contact_window.words}"


def _filters(show: str, counts: Mapping[Status, int], mine: str) -> tuple[Filter, ...]:
    choices = (
        ("all", "All open", f"{sum(counts.values()):,}"),
        ("new", "Not taken", f"{counts.get(Status.NEW, 0):,}"),
        ("mine", "Mine", mine),
    )
    return tuple(Filter(key, words, count, key == show) for key, words, count in choices)


def _summary(open_requests: int, rows: Sequence[Row]) -> str:
    overdue = sum(1 for row in rows if row.due.state == "overdue")
    late = f" {overdue} shown here {'is' if overdue == 1 else 'are'} overdue." if overdue else ""
    return f"{counted(open_requests, 'open request')}.{late}"


def _alerts_title(count: int) -> str:
    more = f" The first {MOST_ALERTS} are shown." if count > MOST_ALERTS else ""
    return f"{counted(count, 'alert')} nobody has looked at.{more}" if count else ""


def _alert(alert: Alert) -> AlertLine:
    return AlertLine(
        id=alert.id,
        words=danger_in_words(alert.label),
        shown=_CARDS.get(alert.band, ""),
        raised=moment_in_words(alert.raised_at),
        conversation=alert.conversation[:8],
    )
