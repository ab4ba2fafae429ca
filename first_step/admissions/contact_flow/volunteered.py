"""Finds details that a message gives beside, or instead of, the answer to the question."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from first_step.admissions.contact_flow.ages import find_ages
from first_step.admissions.contact_flow.details_asked import spelt_name
from first_step.admissions.contact_flow.flags import find_plain_flags
from first_step.admissions.contact_flow.message import Turn
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.contact_flow.whom import find_for_whom
from first_step.admissions.details import (
    find_corrected_name,
    find_emails,
    find_name,
    find_phone,
)
from first_step.admissions.hours import find_window
from first_step.admissions.phone_numbers import with_end_corrected
from first_step.admissions.phrases import is_question, plain
from first_step.admissions.safe_contact import read_safe_contact

_CORRECTING = re.compile(
    r"\b(?:actually|i mean|i meant|sorry|soz|instead|rather than|wrong|rong|typo|mistake|correct|"
    r"change|changed|update|not .{1,40} but|make it|it'?s now|should be|meant to be|no,|"
    r"name(?:'?s| is))\b"
)

_CHANGES_WHOM = re.compile(
    r"\b(?:it'?s|it is|actually|meant|i mean|help is) (?:actually |really |all )?(?:for|about)\b"
)
_CHANGES_AGE = re.compile(r"\b(?:actually|my age|(?:his|her|their) age)\b")
# What counts even in a message that the dialogue takes for something else.
_UNMISTAKABLE = frozenset({"phone", "email", "red_flags"})


def find_volunteered(turn: Turn) -> dict[str, Any]:
    """Return field to value for everything plainly given, the asked field left out."""
    found: dict[str, Any] = {}
    elsewhere = turn.message.answered_elsewhere
    for field, find in _FINDERS.items():
        left_out = field == turn.asked or (elsewhere and field not in _unmistakable(turn))
        value = None if left_out else find(turn)
        if value:
            found[field] = value
    return found


def _unmistakable(turn: Turn) -> frozenset[str]:
    return _UNMISTAKABLE | {"name"} if spelt_name(turn) else _UNMISTAKABLE


def is_correcting(turn: Turn) -> bool:
    """Return whether the message puts right what was said before."""
    labelled = turn.asked == "review" or turn.message.is_labelled("correct_details")
    return labelled or bool(_CORRECTING.search(plain(turn.text)))


def _for_whom(turn: Turn) -> Any:
    changed = turn.asked == "review" or _CHANGES_WHOM.search(plain(turn.text))
    known = turn.state.for_whom is not None and not changed
    asks = is_question(turn.text) and not turn.message.is_labelled("request_contact")
    return None if known or asks else find_for_whom(turn.text)


def _ages(turn: Turn) -> Any:
    changed = turn.message.is_labelled("correct_details") or _CHANGES_AGE.search(plain(turn.text))
    known = turn.state.age is not None and not changed
    return None if known else find_ages(turn.text)


def known_detail(state: FlowState, field: str) -> Any:
    """Return an answer, or what is held of it until consent; None when neither is known."""
    return getattr(state, field) or state.notes.unconfirmed.get(field)


def _name(turn: Turn) -> Any:
    known = known_detail(turn.state, "name")
    spelt = spelt_name(turn)
    if spelt:
        return spelt if known and isinstance(spelt, str) else None
    corrected = find_corrected_name(turn.text, known) if known else None
    if corrected or (known and not is_correcting(turn)):
        return corrected
    return find_name(turn.text)


def _phone(turn: Turn) -> Any:
    known = known_detail(turn.state, "phone")
    return find_phone(turn.text) or (with_end_corrected(turn.text, known) if known else None)


def _email(turn: Turn) -> Any:
    found = find_emails(turn.text)
    return found[-1] if found else None


def _safe_contact(turn: Turn) -> Any:
    return read_safe_contact(turn.text, asked=False, before=turn.state.safe_contact)


def _window(turn: Turn) -> Any:
    known = known_detail(turn.state, "phone")
    if known and with_end_corrected(turn.text, known):
        return None
    name = find_name(turn.text)
    text = re.sub(rf"\b{re.escape(name)}\b", " ", turn.text, count=1, flags=re.I) if name else ""
    return find_window(text or turn.text, turn.now, turn.hours)


def _flags(turn: Turn) -> Any:
    codes = find_plain_flags(turn.text)
    return ("noted", codes) if codes else None


_FINDERS: dict[str, Callable[[Turn], Any]] = {
    "for_whom": _for_whom,
    "age": _ages,
    "safe_contact": _safe_contact,
    "name": _name,
    "phone": _phone,
    "email": _email,
    "contact_window": _window,
    "red_flags": _flags,
}
