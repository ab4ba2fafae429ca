"""A request to be contacted, checked, and the states it goes through at the desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.errors import FlowError, StoreError
from first_step.admissions.reference import find_reference, new_reference

__all__ = [
    "AGES",
    "LOWERED",
    "RAISED",
    "REASONS",
    "Consent",
    "ContactRequest",
    "Level",
    "Status",
    "check_reason",
    "find_reference",
    "may_move",
    "new_reference",
]

FOR_WHOM = ("self", "someone_else", "professional")
AGES = ("adult", "teen", "child", "not_said")
RED_FLAG_STATES = ("asked", "skipped", "not_reached")
LONGEST_NAME = 60
_PHONE = re.compile(r"\+44[1-357]\d{8,9}")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Status(str, Enum):
    """Where a request stands at the desk."""

    NEW = "new"
    ASSIGNED = "assigned"
    ATTEMPTED = "attempted"
    REACHED = "reached"
    BOOKED = "booked"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    def __str__(self) -> str:
        return self.value

    @property
    def moves(self) -> frozenset[Status]:
        """The states it may go to next. `attempted` may repeat: up to three calls (facts H5)."""
        return _MOVES[self]


_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.NEW: frozenset(
        {Status.ASSIGNED, Status.ATTEMPTED, Status.REACHED, Status.CLOSED, Status.WITHDRAWN}
    ),
    Status.ASSIGNED: frozenset(
        {Status.NEW, Status.ATTEMPTED, Status.REACHED, Status.CLOSED, Status.WITHDRAWN}
    ),
    Status.ATTEMPTED: frozenset(
        {Status.ASSIGNED, Status.ATTEMPTED, Status.REACHED, Status.CLOSED, Status.WITHDRAWN}
    ),
    Status.REACHED: frozenset({Status.ATTEMPTED, Status.BOOKED, Status.CLOSED, Status.WITHDRAWN}),
    Status.BOOKED: frozenset({Status.REACHED, Status.CLOSED, Status.WITHDRAWN}),
    Status.CLOSED: frozenset({Status.ASSIGNED, Status.WITHDRAWN}),
    Status.WITHDRAWN: frozenset(),
}


def may_move(before: Status, after: Status) -> bool:
    """Return whether a request may go from one state to the other."""
    return after in before.moves


# Why a request ended, as codes; the desk and the chat hold the words. Design, facts H5 and H7.
REASONS: Mapping[Status, tuple[str, ...]] = {
    Status.CLOSED: (
        *("no_contact", "declined", "admitted", "referred_elsewhere"),
        *("duplicate", "wrong_number", "other"),
    ),
    Status.WITHDRAWN: ("asked_in_chat", "asked_by_phone", "asked_in_writing", "other"),
}
# Why a person lowered a level; by itself it only rises (facts T5).
LOWERED = ("checked_by_clinician", "danger_is_over", "said_in_error", "other")
# Why a person raised one.
RAISED = ("told_on_the_call", "seen_by_colleague", "checked_by_clinician", "other")


def check_reason(after: Status, code: str | None) -> None:
    """Raise StoreError for a move that lacks the code it needs, or has one of another state."""
    allowed = REASONS.get(after)
    if allowed is None and code is not None:
        raise StoreError(f"becoming {after} takes no reason code")
    if allowed is not None and code not in allowed:
        raise StoreError(f"becoming {after} needs one of its reason codes")


class Level(str, Enum):
    """How soon somebody calls (facts 4b); compares by urgency, `EMERGENCY` being the highest."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    def __str__(self) -> str:
        return self.value

    @property
    def rank(self) -> int:
        """0 for routine to 3 for emergency."""
        return tuple(Level).index(self)

    def __lt__(self, other: str) -> bool:
        return self.rank < Level(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Level(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Level(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Level(other).rank


@dataclass(frozen=True)
class Consent:
    """An explicit yes: to which words, when, and whether a cut-off request may still be used.

    text_sha256: 64 hex digits of the words shown.
    """

    version: str
    given_at: datetime
    text_sha256: str
    if_cut_off: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "version": self.version,
            "given_at": self.given_at.isoformat(),
            "text_sha256": self.text_sha256,
            "if_cut_off": self.if_cut_off,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Consent:
        """Return what `as_dict` gave; raises KeyError, TypeError or ValueError."""
        return cls(
            str(stored["version"]),
            datetime.fromisoformat(stored["given_at"]),
            str(stored["text_sha256"]),
            stored.get("if_cut_off") is True,
        )


@dataclass(frozen=True)
class ContactRequest:
    """Everything that is recorded, checked when made; raises FlowError naming the wrong fields.

    key: made when the flow starts; recording the same key twice gives one record.
    phone: E.164. red_flags: codes of facts 4c, never words. signs: danger the conversation
    showed ("overdose", "suicide", "suicide_not_acted", "medical", "danger").
    extras: what was added after the record, such as {"area": "Leeds"}.
    """

    key: str
    for_whom: str
    writer_age: str
    person_age: str
    name: str
    phone: str | None
    email: str | None
    contact_window: ContactWindow
    safe_contact: Mapping[str, Any]
    consent: Consent
    red_flags: tuple[str, ...] = ()
    red_flags_state: str = "not_reached"
    crisis_check: str | None = None
    signs: tuple[str, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = tuple(name for name, valid in _CHECKS if not valid(self))
        if wrong:
            raise FlowError(wrong)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values, for sealing."""
        values = dict(vars(self))
        values["contact_window"] = self.contact_window.as_dict()
        values["consent"] = self.consent.as_dict()
        values["safe_contact"] = dict(self.safe_contact)
        values["extras"] = dict(self.extras)
        values["red_flags"] = list(self.red_flags)
        values["signs"] = list(self.signs)
        return values

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> ContactRequest:
        """Return what `as_dict` gave; raises FlowError, KeyError, TypeError or ValueError."""
        values = dict(stored)
        values["contact_window"] = ContactWindow.from_dict(stored["contact_window"])
        values["consent"] = Consent.from_dict(stored["consent"])
        values["red_flags"] = tuple(stored.get("red_flags", ()))
        values["signs"] = tuple(stored.get("signs", ()))
        return cls(**values)


def _phone_or_email(request: ContactRequest) -> bool:
    phone_fits = request.phone is None or bool(_PHONE.fullmatch(request.phone))
    email_fits = request.email is None or bool(_EMAIL.fullmatch(request.email))
    return phone_fits and email_fits and bool(request.phone or request.email)


def _consent_complete(request: ContactRequest) -> bool:
    consent = request.consent
    aware = consent.given_at.tzinfo is not None
    return aware and bool(consent.version) and bool(_SHA256.fullmatch(consent.text_sha256))


# Under 13 there is no form (facts P9), so such a request is never valid.
_CHECKS: tuple[tuple[str, Callable[[ContactRequest], bool]], ...] = (
    ("key", lambda request: bool(request.key)),
    ("for_whom", lambda request: request.for_whom in FOR_WHOM),
    (
        "age",
        lambda request: {request.writer_age, request.person_age} <= set(AGES) - {"child"},
    ),
    ("consent", _consent_complete),
    ("safe_contact", lambda request: isinstance(request.safe_contact.get("voicemail"), bool)),
    ("name", lambda request: 1 <= len(request.name.strip()) <= LONGEST_NAME),
    ("phone", _phone_or_email),
    ("contact_window", lambda request: bool(request.contact_window.words)),
    ("red_flags", lambda request: request.red_flags_state in RED_FLAG_STATES),
)
