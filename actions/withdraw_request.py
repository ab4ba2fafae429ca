"""Somebody takes back their yes: calls stop, and what can be erased now is erased now."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.end_of_request import DELETE, STOP, forgotten
from actions.prove_request import PROOF, look_up
from first_step.admissions.contact_flow import FlowState
from first_step.admissions.referral import find_reference


class ActionWithdrawRequest(Action):
    """Runs for "delete my details", and for "don't ring me" (label cancel) after a record."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_withdraw_request"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[EventType]:
        """Return the slots after it; without a request the answers of this chat are forgotten."""
        label = (tracker.latest_message.get("intent") or {}).get("name")
        known = FlowState.from_slots(tracker.slots).notes.reference
        named = find_reference(tracker.latest_message.get("text") or "")
        if tracker.active_loop.get("name"):
            dispatcher.utter_message(response="utter_say_delete_data")
            return []
        if label == "cancel":
            if not (known or named):
                dispatcher.utter_message(response="utter_say_cancel")
                return []
            return look_up(dispatcher, tracker, STOP, known)
        if known or named:
            return look_up(dispatcher, tracker, DELETE, known)
        dispatcher.utter_message(response="utter_flow_nothing_recorded")
        return [
            *forgotten(),
            SlotSet(PROOF, {"for": DELETE, "reference": None, "proved": False}),
        ]
