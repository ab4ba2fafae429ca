"""The Rasa side of the contact flow: the state machine decides, Rasa asks.

It runs on every message while the form is open. Slots are set only when the message was for the
form: setting none lets Rasa's rules answer a question and come back.
"""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.incoming import read_incoming
from first_step.admissions.contact_flow import (
    Change,
    FlowState,
    new_key,
    next_field,
    read_message,
    start,
)

REQUESTED = "requested_slot"


class ValidateContactForm(Action):
    """Reads the latest message into the flow's state and names the field to ask next."""

    def name(self) -> Text:
        """Return the name Rasa calls before the form asks."""
        return "validate_contact_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> List[EventType]:
        """Return the slots that changed and the next field; nothing when the message is no answer."""
        parts = wiring.connect()
        state = FlowState.from_slots(tracker.slots)
        opening = not (tracker.active_loop or {}).get("name") or state.stop is not None
        if opening or state.key is None:
            state = start(state, new_key(), parts.now())
        change = read_message(state, read_incoming(tracker), parts.now(), parts.hours)
        if not (opening or change.taken or change.note or change.stop):
            return _comes_back(tracker, change)
        return _events(change)


def _comes_back(tracker: Tracker, change: Change) -> List[EventType]:
    """Return what is needed to ask the open question again after something else was said."""
    said_something_else = tracker.latest_action_name != "action_listen"
    if not said_something_else:
        return []
    return [SlotSet(REQUESTED, next_field(change.state))]


def _events(change: Change) -> List[EventType]:
    field = None if change.stop else next_field(change.state)
    slots: List[EventType] = [
        SlotSet(name, value) for name, value in change.state.to_slots().items()
    ]
    return [*slots, SlotSet(REQUESTED, field)]
