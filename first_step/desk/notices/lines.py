"""Notices and messages that did not arrive, put into words. Never what was said to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from first_step.desk.words import channel_in_words, moment_in_words
from first_step.store.deliveries import Delivery
from first_step.store.outbox import Notice

_KINDS: Mapping[str, str] = {
    "crisis_alert": "Danger alert",
    "referral_recorded": "New request",
    "referral_joined": "New request that joins another",
    "referral_withdrawn": "Request withdrawn",
    "referral_raised": "Request became more urgent",
    "alert_escalated": "Nobody looked at an alert",
    "referral_untaken": "Nobody took a request",
    "referral_overdue": "A call is overdue",
}
_PROBLEMS: Mapping[str, str] = {
    "smtp_away": "The mail server could not be reached",
    "smtp_timeout": "The mail server took too long",
    "http_away": "The receiver could not be reached",
    "http_timeout": "The receiver took too long",
    "timeout": "The receiver took too long",
    "not_configured": "This receiver is no longer in the settings",
}

_UNDELIVERED: Mapping[str, str] = {
    "blocked": "They cannot be reached there any more",
    "stopped": "They asked us not to write",
    "silent_for_a_year": "Silent for a year: this may be somebody else's number by now",
    "channel_off": "This channel is no longer in the settings",
    "day_limit": "This conversation cost as much as a day allows",
}


@dataclass(frozen=True)
class DeliveryLine:
    """One message that did not reach a visitor. conversation: its id. seq: its number there."""

    channel: str
    conversation: str
    seq: int
    problem: str
    code: str
    at: str


def delivery_line(delivery: Delivery) -> DeliveryLine:
    """Return a failed delivery in words."""
    code = delivery.problem or ""
    return DeliveryLine(
        channel=channel_in_words(delivery.channel),
        conversation=delivery.conversation,
        seq=delivery.seq,
        problem=_UNDELIVERED.get(code, "The provider did not take it"),
        code=code,
        at=moment_in_words(delivery.at),
    )


@dataclass(frozen=True)
class NoticeLine:
    """One notice as the page shows it. code: of the last problem, empty when there was none."""

    id: int
    what: str
    reference: str
    destination: str
    attempts: int
    problem: str
    code: str
    put: str
    next: str


def line_of(notice: Notice, now: datetime) -> NoticeLine:
    """Return a notice in words."""
    code = notice.problem or ""
    due = notice.next_at > now
    return NoticeLine(
        id=notice.id,
        what=_KINDS.get(notice.kind, notice.kind.replace("_", " ").capitalize()),
        reference=str(notice.body.get("reference") or ""),
        destination=(notice.destination or "not addressed yet").partition(":")[2]
        or "not addressed yet",
        attempts=notice.attempt,
        problem=_problem(code),
        code=code,
        put=moment_in_words(notice.put_at),
        next=moment_in_words(notice.next_at) if due else "now",
    )


def _problem(code: str) -> str:
    if code.startswith(("smtp_", "http_")) and code not in _PROBLEMS:
        return "The receiver refused it"
    return _PROBLEMS.get(code, "Something went wrong" if code else "")
