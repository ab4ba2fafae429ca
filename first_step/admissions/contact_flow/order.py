"""Starting, and what to ask next (facts 5a)."""

from __future__ import annotations

from datetime import datetime

from first_step.admissions.contact_flow.state import FIELDS, FlowState
from first_step.admissions.payload import ADDED_FIELDS

# Notes shown while the form is put off; after them the question comes back with what is known.
ON_HOLD = ("paused", "paused/again", "resume")


def start(state: FlowState, key: str, now: datetime) -> FlowState:
    """Return the state with a request begun; one already begun keeps its key and answers."""
    if state.started and state.notes.reference is None:
        return state
    signs = state.notes.signs
    begun = FlowState().with_notes(key=key, started_at=now.isoformat(), signs=signs)
    return begun


def next_field(state: FlowState) -> str | None:
    """Return the field to ask for, None when there is nothing to ask.

    Before the record None means that the request may be sent; after it, that nothing is being
    added.
    """
    if not state.started:
        return None
    if state.notes.reference is not None:
        return state.notes.editing if state.notes.editing in ADDED_FIELDS else None
    if state.notes.editing in FIELDS:
        return state.notes.editing
    return next((field for field in FIELDS if _is_missing(state, field)), None)


def recorded(state: FlowState, reference: str) -> FlowState:
    """Return the state once the request is stored: only what may be added is asked for."""
    return state.with_notes(reference=reference, editing=None, note=None, tries={})


def note_danger(state: FlowState, sign: str) -> FlowState:
    """Return the state with danger noted for triage: a key of `triage.SIGNS` or a crisis label."""
    plain = sign.removeprefix("crisis_")
    signs = tuple(each for each in state.notes.signs if each != plain)
    return state.with_notes(signs=(*signs, plain))


def _is_missing(state: FlowState, field: str) -> bool:
    if field == "phone":
        return state.phone is None and not state.notes.phone_refused
    if field == "email":
        return state.email is None and state.phone is None and state.notes.phone_refused
    return getattr(state, field) is None
