"""How times, levels, states and rules are said to staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from first_step.admissions.contact_window import day_words
from first_step.admissions.opening_hours import LONDON
from first_step.admissions.referral import Level, Status

LEVEL_NAMES: Mapping[Level, str] = {
    Level.EMERGENCY: "Emergency",
    Level.URGENT: "Urgent",
    Level.SOON: "Soon",
    Level.ROUTINE: "Routine",
}

LEVEL_MEANINGS: Mapping[Level, str] = {
    Level.EMERGENCY: "999 comes first. The duty manager calls when it is safe.",
    Level.URGENT: "Call today, or first thing when the team next works.",
    Level.SOON: "Call within two working days.",
    Level.ROUTINE: "Call at the time they chose.",
}

STATUS_NAMES: Mapping[Status, str] = {
    Status.NEW: "New",
    Status.ASSIGNED: "Taken",
    Status.ATTEMPTED: "Tried, not reached",
    Status.REACHED: "Reached",
    Status.BOOKED: "Booked",
    Status.CLOSED: "Closed",
    Status.WITHDRAWN: "Withdrawn",
}

# What a member of staff says happened, as the choice that leads to the state.
MOVE_NAMES: Mapping[Status, tuple[str, str]] = {
    Status.NEW: ("Put it back in the queue", "Somebody else will take it."),
    Status.ASSIGNED: ("Open it again", "It comes back to you."),
    Status.ATTEMPTED: ("Tried to reach them, no luck", "Each try counts, up to three."),
    Status.REACHED: ("Reached them", "You spoke with the person who asked."),
    Status.BOOKED: ("Booked an assessment", "A date is agreed."),
    Status.CLOSED: ("Close it", "Nothing more to do here."),
    Status.WITHDRAWN: ("They withdrew", "They asked us to stop. Nobody contacts them again."),
}

# Why a request ends; the codes are those of first_step.admissions.referral.REASONS.
REASON_NAMES: Mapping[str, str] = {
    "no_contact": "Could not reach them",
    "declined": "They said no, thank you",
    "admitted": "Admitted",
    "referred_elsewhere": "Another service helps them",
    "duplicate": "Another request covers it",
    "wrong_number": "Wrong number",
    "asked_in_chat": "They asked in the chat",
    "asked_by_phone": "They asked by phone",
    "asked_in_writing": "They asked in writing",
    "other": "Something else",
}

# The codes are those of first_step.admissions.next_try.OUTCOMES; the second says when to choose it.
OUTCOME_NAMES: Mapping[str, tuple[str, str]] = {
    "reached": ("Reached them", "You spoke with the person who asked."),
    "no_answer": ("No answer", "It rang out, and nothing was left."),
    "voicemail_left": ("Left a voicemail", "Their rules allow it."),
    "wrong_person": ("Somebody else answered", "You named neither them nor the service."),
    "declined": ("They said no, thank you", "You spoke, and they do not want more now."),
    "number_wrong": ("The number is wrong", "It is dead, or a stranger's."),
    "message_sent": ("Sent one message", "By text or email, as their rules allow."),
}

CHANNEL_NAMES: Mapping[str, str] = {
    "website": "Website",
    "phone": "Phone",
    "telegram": "Telegram",
    "whatsapp": "WhatsApp",
    "sms": "Text message",
    "messenger": "Messenger",
    "rest": "Partner system",
}

DANGERS: Mapping[str, str] = {
    "crisis_suicide": "Possible danger of suicide",
    "crisis_overdose": "Possible overdose",
    "crisis_medical": "Possible medical emergency",
    "crisis_danger": "Possible violence or a child in danger",
}

FOR_WHOM: Mapping[str, str] = {
    "self": "for themselves",
    "someone_else": "about someone else",
    "professional": "as a professional, for a client",
}


AGES: Mapping[str, str] = {
    "adult": "18 or over",
    "teen": "13 to 17",
    "child": "under 13",
    "not_said": "not said",
}

# What people may add after the record, in the order it is shown.
EXTRAS: Mapping[str, str] = {
    "access_needs": "Access needs",
    "relationship": "Relationship",
    "area": "Area",
    "substances": "Substances",
    "pregnancy": "Pregnancy",
    "message": "Their message",
}


@dataclass(frozen=True)
class Due:
    """When somebody has to call. state: overdue, today or later."""

    words: str
    state: str


def outcome_in_words(code: str) -> str:
    """Return how a call went, such as "no answer"; empty for a code that is none."""
    return OUTCOME_NAMES.get(code, ("", ""))[0].lower()


def due_in_words(due_at: datetime, now: datetime) -> Due:
    """Return "overdue by 2 hours", "due today by 17:00" or "due Thursday 26 November by 17:00"."""
    if due_at <= now:
        late = span_in_words(now - due_at)
        return Due(f"overdue by {late}" if late else "due now", "overdue")
    local, today = due_at.astimezone(LONDON), now.astimezone(LONDON).date()
    clock = f"{local:%H:%M}"
    if local.date() == today:
        return Due(f"due today by {clock}", "today")
    if local.date() == today + timedelta(days=1):
        return Due(f"due tomorrow by {clock}", "later")
    return Due(f"due {day_words(local.date())} by {clock}", "later")


def span_in_words(span: timedelta) -> str:
    """Return "5 minutes", "2 hours" or "3 days", rounded down; empty under a minute."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 60:
        return counted(minutes, "minute") if minutes else ""
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def counted(number: int, noun: str, several: str = "") -> str:
    """Return "1 hour" or "2 hours"; `several` is for nouns that take more than an s."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def moment_in_words(moment: datetime) -> str:
    """Return "Tue 24 Nov 2026, 14:05" in Europe/London."""
    local = moment.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def danger_in_words(label: str | None) -> str:
    """Return what an alert is about."""
    return DANGERS.get(label or "", "Possible danger")


def channel_in_words(channel: str) -> str:
    """Return the name of a channel as staff know it."""
    return CHANNEL_NAMES.get(channel, channel.capitalize())


@dataclass(frozen=True)
class Rule:
    """One rule of safe contact. kind: must, never or may."""

    kind: str
    words: str


_RULES = (
    ("may_say_who", "You may say who is calling", "Never say who is calling, or why"),
    ("voicemail", "You may leave a voicemail", "Never leave a voicemail"),
    ("text", "You may send a text", "Never send a text"),
    ("show_number", "Our number may show", "Never let our number show"),
)
_FIRST = ("must", "never", "may")


def safe_contact_rules(safe_contact: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Return the rules in words, what is forbidden first; whatever is not said is forbidden."""
    rules = [
        Rule("may", yes) if safe_contact.get(key) is True else Rule("never", no)
        for key, yes, no in _RULES
    ]
    return tuple(sorted(rules, key=lambda rule: _FIRST.index(rule.kind)))
