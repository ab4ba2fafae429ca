"""What the templates of content/flow may show."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from first_step.admissions.contact_flow.state import FlowState, ages_of
from first_step.admissions.details import national
from first_step.admissions.hours import OpeningHours, due_words
from first_step.admissions.referral import Level
from first_step.admissions.safe_contact import safe_contact_words
from first_step.admissions.triage import RED_FLAGS

_AGE_WORDS = {
    "adult": "18 or over",
    "teen": "13 to 17",
    "child": "under 13",
    "not_said": "rather not say",
}


def template_variables(
    state: FlowState,
    *,
    due_at: datetime | None = None,
    hours: OpeningHours | None = None,
    level: Level | None = None,
) -> dict[str, Any]:
    """Return the variables `flow.*`; what is not known is None, and words are ready to show."""
    flags = state.notes.flags if state.red_flags is None else state.red_flags
    window = state.contact_window
    return {
        "for_whom": state.for_whom,
        "age": _age_words(state),
        "name": state.name,
        "phone": national(state.phone) if state.phone else None,
        "email": state.email,
        "contact_window": window.words if window else None,
        "safe_contact": safe_contact_words(state.safe_contact) if state.safe_contact else None,
        "red_flags": [RED_FLAGS[code].words for code in flags],
        "reference": state.notes.reference,
        "due": due_words(due_at, hours or OpeningHours.unknown()) if due_at else None,
        "level": level.value if level else None,
    }


def _age_words(state: FlowState) -> str | None:
    if state.age is None:
        return None
    if "+" not in state.age:
        return _AGE_WORDS[state.age]
    writer, person = ages_of(state)
    return f"you {_AGE_WORDS[writer]}, they {_AGE_WORDS[person]}"
