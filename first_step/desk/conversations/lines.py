"""Conversations, messages and alerts as the desk says them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from first_step.content.library import Library
from first_step.desk.names import Names
from first_step.desk.words import (
    channel_in_words,
    danger_in_words,
    moment_in_words,
    span_in_words,
)
from first_step.store.alerts import Alert
from first_step.store.conversations import Conversation
from first_step.store.deliveries import Delivery
from first_step.store.messages import Message

_SENDERS: Mapping[str, str] = {
    "visitor": "Visitor",
    "bot": "Bot",
    "staff": "A colleague",
    "system": "First Step",
}
_DELIVERIES: Mapping[str, str] = {
    "held": "Waits: it goes out when they write again",
    "sent": "Sent",
    "delivered": "Delivered",
    "read": "Read",
    "failed": "Not delivered",
}
# What was answered last, where the name of the answer tells staff how far somebody is.
_STATES: Mapping[str, str] = {
    "flow": "Asking for a call",
    "crisis": "Was shown help in danger",
    "fallback": "Was not understood",
    "handoff": "Was told about people",
}


@dataclass(frozen=True)
class AlertLine:
    """An alert that nobody has seen."""

    id: int
    words: str
    raised: str
    conversation: str


@dataclass(frozen=True)
class Line:
    """One conversation in the list, without a word of it.

    kind: danger, waiting, staff or bot. readable: whether its words may be read (facts P12).
    """

    id: str
    short: str
    kind: str
    holder: str
    channel: str
    topic: str
    state: str
    last: str
    readable: bool


@dataclass(frozen=True)
class Said:
    """One message. delivery: what became of it on another channel, "" on the website.

    review: "offer" where it may be put into review (facts P11), "in" where it is, "" otherwise.
    """

    seq: int
    sender: str
    who: str
    text: str
    at: str
    delivery: str
    failed: bool
    review: str


def alert_line(alert: Alert) -> AlertLine:
    """Return an alert in words."""
    words, raised = danger_in_words(alert.label), moment_in_words(alert.raised_at)
    return AlertLine(alert.id, words, raised, alert.conversation)


def line_of(
    found: Conversation, alarmed: bool, names: Names, library: Library, now: datetime
) -> Line:
    """Return a conversation as it stands in the list. alarmed: an alert nobody has seen."""
    return Line(
        id=found.id,
        short=found.id[:8],
        kind=_kind(found, alarmed),
        holder=holder_in_words(found, names, now),
        channel=channel_in_words(found.channel),
        topic=topic_in_words(found, library),
        state=state_in_words(found),
        last=moment_in_words(found.last_message_at) if found.last_message_at else "nothing said",
        readable=found.readable,
    )


def holder_in_words(found: Conversation, names: Names, now: datetime) -> str:
    """Return who answers: "with the bot", "with you", or since when a person is waited for."""
    if found.holder == "staff":
        return names.holder(found.holder_id)
    if found.waiting_since is not None:
        span = span_in_words(now - found.waiting_since) or "less than a minute"
        told = ", was offered a call" if found.waiting_told_at else ""
        return f"waiting for a person for {span}{told}"
    return "with the bot"


def topic_in_words(found: Conversation, library: Library) -> str:
    """Return what it is about, by the title of the answer; "" when nothing is known."""
    reply = library.answers.get(found.topic or "")
    return (reply.title or reply.id) if reply else ""


def state_in_words(found: Conversation) -> str:
    """Return how far it is, "" when that says nothing."""
    return _STATES.get((found.state or "").partition("/")[0], "")


def said(message: Message, delivery: Delivery | None, review: str) -> Said:
    """Return a message as the transcript shows it."""
    name = f"{message.name}, a person" if message.name else _SENDERS[message.sender]
    return Said(
        seq=message.seq,
        sender=message.sender,
        who=name,
        text=message.text,
        at=moment_in_words(message.at),
        delivery=_delivery(delivery) if delivery else "",
        failed=delivery is not None and delivery.state == "failed",
        review=review,
    )


def _delivery(delivery: Delivery) -> str:
    if delivery.state == "held" and delivery.problem is None:
        return "Waits: it is sent again"
    return _DELIVERIES.get(delivery.state, delivery.state)


def _kind(found: Conversation, alarmed: bool) -> str:
    if alarmed:
        return "danger"
    if found.holder == "staff":
        return "staff"
    return "waiting" if found.waiting_since is not None else "bot"
