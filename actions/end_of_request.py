"""Takes back a request that was proved: staff are told at once, and nobody calls any more."""

from __future__ import annotations

from typing import List

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from first_step.admissions.contact_flow import FlowState
from first_step.admissions.contact_window import day_words
from first_step.admissions.hours import LONDON
from first_step.admissions.referral import Status
from first_step.store import referrals, retention

# What a request is looked up for: delete takes it back and erases, stop only takes it back.
DELETE, STOP = "delete", "stop"
CONFIRM = "utter_flow_delete_confirm"


def take_back(
    dispatcher: CollectingDispatcher, tracker: Tracker, reference: str, purpose: str
) -> List[EventType]:
    """Return the flow's slots after it, emptied of this request; raises StoreError."""
    parts = wiring.connect()
    now = parts.now()
    with parts.database.write() as session:
        if referrals.get(session, reference).status is not Status.WITHDRAWN:
            referrals.move(
                session, reference, Status.WITHDRAWN, "visitor", None, now, "asked_in_chat"
            )
        if purpose == DELETE:
            referrals.forget_additions(session, reference, now)
    if purpose == DELETE:
        last = (now + retention.WITHDRAWN).astimezone(LONDON).date()
        dispatcher.utter_message(response="utter_flow_deleted", due=f"by {day_words(last)}")
    else:
        dispatcher.utter_message(response="utter_flow_withdrawn")
    mine = FlowState.from_slots(tracker.slots).notes.reference == reference
    return forgotten() if mine else []


def forgotten() -> List[EventType]:
    """Return the slots of the flow, empty."""
    slots = {**FlowState().to_slots(), "mentioned_flags": None}
    return [SlotSet(name, value) for name, value in slots.items()]
