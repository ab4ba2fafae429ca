"""Somebody asks how their request is getting on."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.prove_request import STATUS, look_up
from first_step.admissions.contact_flow import FlowState


class ActionCheckStatus(Action):
    """Looks the request up, once it is proved whose it is."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_check_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[EventType]:
        """Return the slots after it. In an open form a number is for the form, so none is asked."""
        if tracker.active_loop.get("name"):
            dispatcher.utter_message(response="utter_say_check_status")
            return []
        known = FlowState.from_slots(tracker.slots).notes.reference
        return look_up(dispatcher, tracker, STATUS, known)
