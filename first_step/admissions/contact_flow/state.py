"""What is known so far, to and from the dialogue's slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.payload import ADDED_FIELDS, QUESTION_FIELDS
from first_step.admissions.referral import AGES, FOR_WHOM, LONGEST_NAME
from first_step.admissions.safe_contact import SafeContact, is_safe_contact
from first_step.admissions.triage import RED_FLAGS

FIELDS = QUESTION_FIELDS
REQUEST_SLOT = "contact_request"
SLOTS = (*FIELDS, REQUEST_SLOT)
# Personal details: before consent they are only held, unconfirmed (facts 5a).
PERSONAL = ("safe_contact", "name", "phone", "email", "contact_window")
CONSENTED = ("yes", "yes_if_cut_off")
_PHONE = re.compile(r"\+44\d{9,10}")
_AGE = re.compile(rf"(?:{'|'.join(AGES)})(?:\+(?:{'|'.join(AGES)}))?")


@dataclass(frozen=True)
class FlowNotes:
    """What the flow keeps beside the answers; the slot `contact_request`, JSON values only.

    key: one per request, made at the start; None before. note: the last note shown.
    tries: failed tries per field. unconfirmed: details given before consent.
    editing: the field being changed. flags: red flags noted so far, `flags_skipped`: the screen
    was left unfinished. partial_age: ages known for "writer" and "person".
    signs: danger the conversation showed. reference: of the record, once there is one.
    """

    key: str | None = None
    started_at: str | None = None
    note: str | None = None
    told: tuple[str, ...] = ()
    tries: Mapping[str, int] = field(default_factory=dict)
    unconfirmed: Mapping[str, Any] = field(default_factory=dict)
    editing: str | None = None
    phone_refused: bool = False
    flags: tuple[str, ...] = ()
    flags_skipped: bool = False
    partial_age: Mapping[str, str] = field(default_factory=dict)
    consent: Mapping[str, Any] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    substances: tuple[str, ...] = ()
    reference: str | None = None
    added: tuple[str, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return {name: _json(value) for name, value in vars(self).items()}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> FlowNotes:
        """Return what `as_dict` gave; parts of another form are left out."""
        fitting: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
            if name in _NOTE_CHECKS and value is not None and _NOTE_CHECKS[name](value)
        }
        return cls(**fitting)


@dataclass(frozen=True)
class FlowState:
    """The answers so far; None is not answered. Immutable: every change gives a new state."""

    crisis_check: str | None = None
    for_whom: str | None = None
    age: str | None = None
    consent: str | None = None
    safe_contact: SafeContact | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    contact_window: ContactWindow | None = None
    red_flags: tuple[str, ...] | None = None
    review: str | None = None
    notes: FlowNotes = FlowNotes()

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> FlowState:
        """Return the state in slots; a slot of a wrong form counts as not answered."""
        fitting = {
            name: slots[name]
            for name, fits in _CHECKS.items()
            if slots.get(name) is not None and fits(slots[name])
        }
        window = _window(slots.get("contact_window"))
        flags = fitting.pop("red_flags", None)
        stored = slots.get(REQUEST_SLOT)
        return cls(
            **fitting,
            contact_window=window,
            red_flags=None if flags is None else tuple(flags),
            notes=FlowNotes.from_dict(stored) if isinstance(stored, Mapping) else FlowNotes(),
        )

    def to_slots(self) -> dict[str, Any]:
        """Return every slot of the flow, as JSON values; all are None when nothing is known."""
        slots = {name: _json(getattr(self, name)) for name in FIELDS}
        if self.contact_window:
            slots["contact_window"] = self.contact_window.as_dict()
        slots[REQUEST_SLOT] = None if self.notes == FlowNotes() else self.notes.as_dict()
        return slots

    @property
    def started(self) -> bool:
        """Whether a request was begun."""
        return self.notes.key is not None

    @property
    def consented(self) -> bool:
        """Whether the writer said yes to the consent text."""
        return self.consent in CONSENTED

    def with_notes(self, **changes: Any) -> FlowState:
        """Return the state with some notes changed."""
        return replace(self, notes=replace(self.notes, **changes))


def ages_of(state: FlowState) -> tuple[str, str]:
    """Return the age bands of the writer and of the person who would get help."""
    age = state.age or "not_said"
    if "+" in age:
        writer, _, person = age.partition("+")
        return writer, person
    if state.for_whom == "professional":
        return "adult", age
    return (age, age) if state.for_whom == "self" else ("not_said", "not_said")


def _window(stored: object) -> ContactWindow | None:
    try:
        return ContactWindow.from_dict(stored) if isinstance(stored, Mapping) else None
    except ValueError:
        return None


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _one_of(*values: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in values


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(key, str) for key in value)


def _is_flags(value: Any) -> bool:
    return _is_texts(value) and all(code in RED_FLAGS for code in value)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "crisis_check": _one_of("no", "not_said"),
    "for_whom": _one_of(*FOR_WHOM),
    "age": lambda value: isinstance(value, str) and bool(_AGE.fullmatch(value)),
    "consent": _one_of(*CONSENTED),
    "safe_contact": is_safe_contact,
    "name": lambda value: _is_text(value) and len(value) <= LONGEST_NAME,
    "phone": lambda value: isinstance(value, str) and bool(_PHONE.fullmatch(value)),
    "email": lambda value: _is_text(value) and "@" in value,
    "red_flags": _is_flags,
    "review": _one_of("send"),
}
_NOTE_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "key": _is_text,
    "started_at": _is_text,
    "note": _is_text,
    "told": _is_texts,
    "tries": lambda value: (
        _is_mapping(value) and all(isinstance(count, int) for count in value.values())
    ),
    "unconfirmed": _is_mapping,
    "editing": _one_of(*FIELDS, *ADDED_FIELDS),
    "phone_refused": lambda value: isinstance(value, bool),
    "flags": _is_flags,
    "flags_skipped": lambda value: isinstance(value, bool),
    "partial_age": lambda value: _is_mapping(value) and set(value.values()) <= set(AGES),
    "consent": _is_mapping,
    "signs": _is_texts,
    "substances": _is_texts,
    "reference": _is_text,
    "added": _is_texts,
    "extras": _is_mapping,
}
