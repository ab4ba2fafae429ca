"""The Rasa side of the contact flow: the state machine decides, Rasa asks.

Runs whenever the form does. Slots are set only when the message was for the form; setting none
lets Rasa's rules answer a question and come back.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.incoming import asked_on, read_incoming, something_else_was_said
from first_step.admissions.contact_flow import (
    ON_HOLD,
    Change,
    FlowState,
    next_field,
    note_danger,
    read_message,
    start,
)
from first_step.admissions.errors import StoreError
from first_step.admissions.payload import Payload
from first_step.store import referrals

REQUESTED = "requested_slot"
STOP = "contact_stop"
ALREADY_RECORDED = "already_recorded"


class ValidateContactForm(Action):
    """Reads the latest message into the flow's state and names the field to ask next."""

    def name(self) -> str:
        """Return the name Rasa calls before the form asks."""
        return "validate_contact_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[EventType]:
        """Return the slots that changed and the next field; nothing when it was no answer."""
        asked = tracker.get_slot(REQUESTED)
        if asked and something_else_was_said(tracker):
            return _ask_again(tracker)
        if asked is None:
            return _open(tracker)
        change = _read(FlowState.from_slots(tracker.slots), tracker)
        if not (change.taken or change.note or change.stop):
            return []
        return _events(change)


def _open(tracker: Tracker) -> List[EventType]:
    """Return the events that begin a request, or say that one stands already."""
    parts = wiring.connect()
    state = FlowState.from_slots(tracker.slots)
    if state.notes.reference is not None and _is_over(state.notes.reference):
        # A request of its own: what was said for the old one is asked again.
        state = FlowState()
    if state.notes.reference is not None and not _adds(tracker):
        return [SlotSet(STOP, ALREADY_RECORDED), SlotSet(REQUESTED, None)]
    picked_up = state.started and state.notes.reference is None
    if state.notes.reference is None:
        state = start(state, secrets.token_hex(16), parts.now())
    for sign in tracker.get_slot("danger_signs") or []:
        state = note_danger(state, sign)
    change = _read(state, tracker)
    if picked_up and not (change.stop or change.taken):
        change = replace(change, note="back_to_form")
    return _events(change)


def _read(state: FlowState, tracker: Tracker) -> Change:
    parts = wiring.connect()
    consent = parts.library.consent_text(asked_on(tracker))
    return read_message(state, read_incoming(tracker), parts.now(), parts.hours, consent)


def _is_over(reference: str) -> bool:
    """Return whether a recorded request was closed, withdrawn or deleted since.

    With the database away it counts as standing, so that nobody asks twice for one call.
    """
    try:
        with wiring.connect().database.read() as session:
            found = referrals.find(session, reference)
    except StoreError:
        return False
    return found is None or found.closed_at is not None


def _adds(tracker: Tracker) -> bool:
    payload = read_incoming(tracker).payload
    return isinstance(payload, Payload) and payload.field == "add"


def _ask_again(tracker: Tracker) -> List[EventType]:
    """Return the open question once more: without this Rasa would pick by its own order.

    Somebody who put the form off is asked whether to carry on, not for the next detail.
    """
    state = FlowState.from_slots(tracker.slots)
    state = state.with_notes(note="resume" if state.notes.note in ON_HOLD else None)
    return [
        SlotSet("contact_request", state.to_slots()["contact_request"]),
        SlotSet(REQUESTED, next_field(state)),
    ]


def _events(change: Change) -> List[EventType]:
    state = change.state.with_notes(note=change.note)
    field = None if change.stop else next_field(state)
    slots: List[EventType] = [SlotSet(name, value) for name, value in state.to_slots().items()]
    return [*slots, SlotSet(STOP, change.stop), SlotSet(REQUESTED, field)]
