"""The words that texts of the contact flow may use, from slots and content/."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from first_step.admissions.contact_flow import FlowState
from first_step.admissions.details import national
from first_step.admissions.safe_contact import preset, safe_contact_words
from first_step.content.library import Library

_PRESETS = ("private", "text_first", "open")


def flow_words(
    slots: Mapping[str, Any], library: Library, extra: Mapping[str, Any]
) -> SimpleNamespace:
    """Return the object that templates know as `flow`; what is not known is None.

    Args:
        slots: the conversation's slots.
        library: where the words for codes and presets stand, as titles of buttons.
        extra: what an action adds: reference, due, level, contact_window.
    """
    state = FlowState.from_slots(slots)
    codes = list(state.notes.flags if state.red_flags is None else state.red_flags)
    return SimpleNamespace(
        for_whom=state.for_whom,
        age=library.button_title("flow/age", f"age={state.age}") if state.age else None,
        name=state.name,
        phone=national(state.phone) if state.phone else None,
        email=state.email,
        contact_window=extra.get("contact_window")
        or (state.contact_window.words if state.contact_window else None),
        safe_contact=_safe_contact_words(state, library),
        red_flags=[library.button_title("flow/red_flags", f"red_flags={c}") or c for c in codes],
        red_flag_codes=codes,
        reference=extra.get("reference") or state.notes.reference,
        due=extra.get("due"),
        level=extra.get("level"),
    )


def _safe_contact_words(state: FlowState, library: Library) -> str | None:
    if not state.safe_contact:
        return None
    for name in _PRESETS:
        if state.safe_contact == preset(name):
            return library.button_title("flow/safe_contact", f"safe_contact={name}")
    return safe_contact_words(state.safe_contact)
