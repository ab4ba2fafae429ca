"""The contact flow: what is known, what to ask next, and what a message changes.

state = start(FlowState.from_slots(slots), key, now)
field = next_field(state)
change = read_message(state, Message(text, asked=field), now, hours, library.consent_text())
slots = change.state.to_slots()
request = ready(change.state)
"""

from __future__ import annotations

from first_step.admissions.contact_flow.message import Change, ConsentText, Message
from first_step.admissions.contact_flow.order import (
    ON_HOLD,
    next_field,
    note_danger,
    recorded,
    start,
)
from first_step.admissions.contact_flow.reading import read_message
from first_step.admissions.contact_flow.request import cut_off_request, ready
from first_step.admissions.contact_flow.state import FIELDS, SLOTS, FlowState

__all__ = [
    "FIELDS",
    "ON_HOLD",
    "SLOTS",
    "Change",
    "ConsentText",
    "FlowState",
    "Message",
    "cut_off_request",
    "next_field",
    "note_danger",
    "read_message",
    "ready",
    "recorded",
    "start",
]
