"""Puts values into the state: held before consent, filled after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from first_step.admissions.contact_flow.ages import settled_age
from first_step.admissions.contact_flow.choices import consent_notes
from first_step.admissions.contact_flow.message import Turn
from first_step.admissions.contact_flow.state import PERSONAL, FlowState
from first_step.admissions.contact_window import ContactWindow

Values = Iterable[tuple[str, Any]]
_HELD_FLAGS = "flags"
_REFUSALS = ("email_instead", "phone_instead")


def apply(turn: Turn, values: Values) -> tuple[FlowState, tuple[str, ...], tuple[str, ...]]:
    """Return the new state, the fields taken, and the personal ones only held until consent."""
    state = turn.state
    taken: list[str] = []
    held: list[str] = []
    for field, value in sorted(values, key=lambda pair: pair[0] != "consent"):
        if not state.consented and field in (*PERSONAL, "red_flags"):
            state = _hold(state, field, value)
            held.append(field)
            continue
        before = state
        state = _SETTERS.get(field, _set_plain)(state, field, value, turn)
        taken += _filled(before, state, field)
    state = state.with_notes(
        tries={name: count for name, count in state.notes.tries.items() if name not in taken}
    )
    return state, tuple(dict.fromkeys(taken)), tuple(held)


def _filled(before: FlowState, after: FlowState, field: str) -> list[str]:
    """Return the fields that an application filled; consent brings the held ones with it."""
    if field == "consent":
        released = [name for name in before.notes.unconfirmed if getattr(after, name, None)]
        return ["consent", *(name for name in PERSONAL if name in released)]
    if field == "age" and after.age is None:
        return []
    return [field]


def _hold(state: FlowState, field: str, value: Any) -> FlowState:
    if value in _REFUSALS:
        return state
    held = dict(state.notes.unconfirmed)
    if field == "red_flags":
        known = held.get(_HELD_FLAGS, [])
        held[_HELD_FLAGS] = [*known, *(code for code in value[1] if code not in known)]
    else:
        held[field] = value.as_dict() if isinstance(value, ContactWindow) else value
    return state.with_notes(unconfirmed=held)


def _set_plain(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    return _edited(replace(state, **{field: value}), field)


def _set_for_whom(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    """Another person has another age and other red flags."""
    if state.for_whom not in (None, value):
        state = replace(state, age=None, red_flags=None).with_notes(
            flags=(), flags_skipped=False, partial_age={}
        )
    state = _edited(replace(state, for_whom=value), field)
    return replace(state, age=state.age or settled_age(value, state.notes.partial_age))


def _set_age(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    if isinstance(value, str):
        return _edited(replace(state, age=value), field)
    partial = {**state.notes.partial_age, **value}
    settled = settled_age(state.for_whom, partial)
    state = state.with_notes(partial_age=partial)
    return _edited(replace(state, age=settled), field) if settled else state


def _set_consent(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    held: Mapping[str, Any] = state.notes.unconfirmed
    state = replace(state, consent=value).with_notes(consent=consent_notes(turn), unconfirmed={})
    released = FlowState.from_slots({name: held.get(name) for name in PERSONAL})
    for name in PERSONAL:
        if getattr(state, name) is None:
            state = replace(state, **{name: getattr(released, name)})
    return _with_flags(state, tuple(held.get(_HELD_FLAGS, ())))


def _set_phone(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    if value == "email_instead":
        return _edited(replace(state, phone=None), field).with_notes(phone_refused=True)
    return _edited(replace(state, phone=value), field).with_notes(phone_refused=False)


def _set_email(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    if value == "phone_instead":
        return _edited(replace(state, email=None), field).with_notes(phone_refused=False)
    refused = state.notes.phone_refused or (turn.asked == "phone" and state.phone is None)
    return _edited(replace(state, email=value), field).with_notes(phone_refused=refused)


def _set_red_flags(state: FlowState, field: str, value: Any, turn: Turn) -> FlowState:
    """Keep every code noted before: words and taps only add (facts T5)."""
    how, codes = value
    state = _with_flags(state, codes)
    if how in ("done", "skipped"):
        state = replace(state, red_flags=state.notes.flags).with_notes(
            flags_skipped=how == "skipped"
        )
        return _edited(state, field)
    if state.red_flags is not None:
        return replace(state, red_flags=state.notes.flags)
    return state


def _with_flags(state: FlowState, codes: tuple[str, ...]) -> FlowState:
    return state.with_notes(flags=tuple(dict.fromkeys((*state.notes.flags, *codes))))


def _edited(state: FlowState, field: str) -> FlowState:
    """Return the state with this field no longer being changed, and unsent again."""
    review = state.review if field == "review" else None
    editing = None if state.notes.editing == field else state.notes.editing
    return replace(state, review=review).with_notes(editing=editing)


_SETTERS: Mapping[str, Callable[[FlowState, str, Any, Turn], FlowState]] = {
    "for_whom": _set_for_whom,
    "age": _set_age,
    "consent": _set_consent,
    "phone": _set_phone,
    "email": _set_email,
    "red_flags": _set_red_flags,
}
