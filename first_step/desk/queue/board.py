"""What the queue shows, put into words: alerts, filters, and one row for each request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Status
from first_step.desk.names import Names
from first_step.desk.queue.filters import Asked, Select, Tab, count_words, selects_of, tabs_of
from first_step.desk.queue.ring import Ring, day_word, ring_of, tried_words
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
from first_step.store.call_queue import Entry
from first_step.store.referrals import Referral

MOST_REASONS = 3
MOST_ALERTS = 5
_OVER = (Status.CLOSED, Status.WITHDRAWN)
_CARDS = {
    "act": "The card with 999 was shown at once.",
    "check": "They were asked if anyone is in danger.",
}
_EMPTY: Mapping[str, tuple[str, str]] = {
    "all": ("Nobody is waiting", "New requests appear here by themselves."),
    "new": ("Everything has been taken", "Requests that nobody has taken appear here."),
    "mine": ("You have none", "Take one from the queue and it appears here."),
    "overdue": ("Nothing is overdue", "Everybody was called in time so far."),
}
_NARROWED = ("Nothing fits these filters", "Choose other ones, or clear them.")


@dataclass(frozen=True)
class Row:
    """One request, without anything that says who it is.

    ringing: who is calling now, as a sentence, or empty. mine: it is one's own call. open: it may
    be taken.
    """

    reference: str
    level: str
    level_name: str
    due: Due | None
    asked_for: str
    more_requests: str
    reasons: tuple[Reason, ...]
    more_reasons: int
    ring: Ring | None
    tried: str
    status_name: str
    holder: str
    ringing: str
    mine: bool
    open: bool
    channel: str
    asked_at: str


@dataclass(frozen=True)
class AlertLine:
    """One alert. shown: what the visitor was shown. owner: who is on it, or empty.

    reference: of the request made in the same conversation, or empty.
    """

    id: int
    words: str
    shown: str
    raised: str
    conversation: str
    owner: str
    reference: str


@dataclass(frozen=True)
class Board:
    """The live part of the queue. before, after: queries of pages to go to, empty for none."""

    alerts: tuple[AlertLine, ...]
    alerts_title: str
    owned: tuple[AlertLine, ...]
    tabs: tuple[Tab, ...]
    selects: tuple[Select, ...]
    show: str
    narrowed: bool
    clear: str
    rows: tuple[Row, ...]
    summary: str
    empty_title: str
    empty_text: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Found:
    """What the store gave for one page of the queue.

    more: whether a page follows. counts: by tab. owned: alerts somebody took on a short while ago.
    references: of the requests made in the conversations of alerts.
    """

    asked: Asked
    entries: Sequence[Entry]
    more: bool
    alerts: Sequence[Alert]
    owned: Sequence[Alert]
    references: Mapping[str, str]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Reader:
    """With whose eyes rows are put into words, and when."""

    reasons: Reasons
    names: Names
    hours: OpeningHours
    me: str
    now: datetime


def board_of(found: Found, reader: Reader) -> Board:
    """Return the queue in words."""
    asked = found.asked
    title, text = _NARROWED if asked.narrowed else _EMPTY[asked.show]
    lines = [_alert(alert, found.references, reader.names) for alert in found.alerts[:MOST_ALERTS]]
    return Board(
        alerts=tuple(lines),
        alerts_title=_alerts_title(len(found.alerts)),
        owned=tuple(_alert(alert, found.references, reader.names) for alert in found.owned),
        tabs=tabs_of(asked, found.counts),
        selects=selects_of(asked),
        show=asked.show,
        narrowed=asked.narrowed,
        clear=asked.query(level="", status="", channel=""),
        rows=tuple(row_of(entry, reader) for entry in found.entries),
        summary=_summary(found.counts),
        empty_title=title,
        empty_text=text,
        before=asked.query(page=asked.page - 1) if asked.page > 1 else None,
        after=asked.query(page=asked.page + 1) if found.more else None,
    )


def row_of(entry: Entry, reader: Reader) -> Row:
    """Return one request as it stands in the list."""
    referral, names = entry.request, reader.names
    is_open = referral.status not in _OVER
    return Row(
        reference=referral.reference,
        level=referral.priority.value,
        level_name=LEVEL_NAMES[referral.priority],
        due=due_in_words(referral.due_at, reader.now) if is_open else None,
        asked_for=asked_for(referral),
        more_requests=_more_requests(len(entry.joined)),
        reasons=tuple(reader.reasons.of(code) for code in referral.reasons[:MOST_REASONS]),
        more_reasons=max(0, len(referral.reasons) - MOST_REASONS),
        ring=ring_of(entry, reader.hours, reader.now) if is_open else None,
        tried=tried_words(entry, reader.now) or _untried(referral),
        status_name=STATUS_NAMES[referral.status],
        holder=names.holder(referral.assigned_to),
        ringing=_ringing(entry.held_by, names),
        mine=entry.held_by == reader.me,
        open=is_open and entry.held_by in (None, reader.me),
        channel=channel_in_words(referral.channel),
        asked_at=day_word(referral.created_at, reader.now),
    )


def asked_for(referral: Referral) -> str:
    """Return in one line what is wanted: "Call for themselves. Best time: any time"."""
    way = "Call" if referral.phone else "Email"
    whom = FOR_WHOM.get(referral.for_whom, "")
    return f"{f'{way} {whom}'.strip()}. Best time: {referral.contact_window.words}"


def _untried(referral: Referral) -> str:
    return "No call yet" if referral.status in (Status.NEW, Status.ASSIGNED) else ""


def _more_requests(count: int) -> str:
    return f"The call answers {counted(count, 'more request')} from them." if count else ""


def _ringing(held_by: str | None, names: Names) -> str:
    if held_by is None:
        return ""
    who = names.of(held_by)
    return f"{who[0].upper()}{who[1:]} {'are' if who == 'you' else 'is'} ringing now"


def _summary(counts: Mapping[str, int]) -> str:
    total, overdue = counts["all"], counts["overdue"]
    requests = "open request" if total == 1 else "open requests"
    late = f" {count_words(overdue)} {'is' if overdue == 1 else 'are'} overdue." if overdue else ""
    return f"{count_words(total)} {requests}.{late}"


def _alerts_title(count: int) -> str:
    more = f" The first {MOST_ALERTS} are shown." if count > MOST_ALERTS else ""
    return f"{counted(count, 'alert')} nobody is on yet.{more}" if count else ""


def _alert(alert: Alert, references: Mapping[str, str], names: Names) -> AlertLine:
    who = names.of(alert.acknowledged_by) if alert.acknowledged_by else ""
    owner = f"{who[0].upper()}{who[1:]} {'are' if who == 'you' else 'is'} on it" if who else ""
    return AlertLine(
        id=alert.id,
        words=danger_in_words(alert.label),
        shown=_CARDS.get(alert.band, ""),
        raised=moment_in_words(alert.raised_at),
        conversation=alert.conversation[:8],
        owner=owner,
        reference=references.get(alert.conversation, ""),
    )
