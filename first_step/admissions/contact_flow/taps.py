"""Reads a tapped button; it answers its own field whatever was asked."""

from __future__ import annotations

from typing import Any

from first_step.admissions.contact_flow.editing import EDITABLE, begin_edit
from first_step.admissions.contact_flow.message import Answer, Change, Turn, answer
from first_step.admissions.contact_flow.order import ON_HOLD, next_field, note_danger
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.errors import BadMessage
from first_step.admissions.hours import ContactWindow, read_window
from first_step.admissions.payload import Payload, parse_payload
from first_step.admissions.referral import FOR_WHOM
from first_step.admissions.safe_contact import preset
from first_step.admissions.triage import ASKED_FLAGS

_WINDOWS = {
    "any_time": "any time",
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
}
_SINGLE_AGES = ("adult", "teen", "child", "not_said")
_PLAIN_VALUES: dict[str, tuple[str, ...]] = {
    "crisis_check": ("no", "not_said"),
    "for_whom": FOR_WHOM,
    "phone": ("email_instead",),
    "email": ("phone_instead",),
    "consent": ("yes", "yes_if_cut_off"),
}


def tapped(turn: Turn) -> Payload | None:
    """Return the tap that the message is, None for words."""
    payload = turn.message.payload
    if not isinstance(payload, str):
        return payload
    try:
        return parse_payload(payload)
    except BadMessage:
        return None


def read_flow_tap(turn: Turn, field: str, value: str) -> Answer:
    """Return what `flow:<field>=<value>` says; an unknown value asks the field again."""
    if value in _PLAIN_VALUES.get(field, ()):
        return answer(field, value)
    if (field, value) == ("consent", "no"):
        return Answer(stop="consent_refused")
    if field == "age" and _age_fits(turn.state, value):
        return answer(field, value)
    if field == "red_flags":
        return _red_flags(value)
    if field == "review":
        return _review(turn.state, value)
    found: Any = preset(value) if field == "safe_contact" else None
    if field == "contact_window" and value in _WINDOWS:
        found = read_window(_WINDOWS[value], turn.now, turn.hours)
        if not isinstance(found, ContactWindow):
            return Answer(note=found.code)
    return answer(field, found) if found else Answer(note=field)


def read_other_tap(turn: Turn, tap: Payload) -> Change | None:
    """Return what a tap on `check:`, `label:` or `flow:edit=` does, None for other fields."""
    if tap.kind == "check":
        return _check(turn.state, tap.value)
    if tap.kind == "label":
        return _label(turn.state, tap.value)
    if tap.field == "edit":
        if tap.value not in EDITABLE:
            return Change(turn.state, note="edit")
        return Change(begin_edit(turn.state, tap.value), taken=("edit",))
    return None


def _label(state: FlowState, label: str) -> Change:
    if label == "cancel":
        return Change(FlowState(), stop="stopped")
    if label == "request_contact":
        on_hold = state.notes.note in ON_HOLD
        return Change(state, note="back_to_form" if on_hold else next_field(state))
    return Change(state)


def _check(state: FlowState, reply: str) -> Change:
    """Note danger for triage; what to show is for the dialogue (facts 4d)."""
    if reply == "not_acted":
        calmer = tuple(sign for sign in state.notes.signs if sign != "suicide")
        return Change(state.with_notes(signs=(*calmer, "suicide_not_acted")))
    if reply == "acted":
        return Change(note_danger(state, "suicide"))
    return Change(note_danger(state, reply))


def check_as_answer(state: FlowState, tap: Payload) -> Answer | None:
    """Return what "nobody" and "unsure" say when the flow itself had asked, None otherwise."""
    replies = {"nobody": "no", "unsure": "not_said"}
    if tap.kind != "check" or tap.value not in replies or not state.started:
        return None
    return answer("crisis_check", replies[tap.value]) if state.crisis_check is None else None


def _red_flags(value: str) -> Answer:
    if value in ("none", "done"):
        return answer("red_flags", ("done", ()))
    if value == "not_said":
        return answer("red_flags", ("skipped", ()))
    if value in ASKED_FLAGS:
        return answer("red_flags", ("more", (value,)), note="red_flags_more")
    return Answer(note="red_flags")


def _review(state: FlowState, value: str) -> Answer:
    if value == "change":
        return Answer(note="edit")
    if value == "send" and next_field(state) == "review":
        return answer("review", "send")
    return Answer(note=next_field(state))


def _age_fits(state: FlowState, value: str) -> bool:
    """Return whether the value has one age, or two when somebody else needs the help."""
    if value == "not_said":
        return True
    ages = value.split("+")
    wanted = 2 if state.for_whom == "someone_else" else 1
    return len(ages) == wanted and set(ages) <= set(_SINGLE_AGES)
