"""Looks up a recorded request: by its reference and the phone or address given with it."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.end_of_request import CONFIRM, DELETE, STOP, take_back
from actions.standing import say_standing
from first_step.admissions.details import find_ways_to_reach
from first_step.admissions.errors import StoreError
from first_step.admissions.referral import find_reference
from first_step.store import proofs, referrals

PROOF = "request_proof"
STATUS = "status"


class ActionProveRequest(Action):
    """Runs when the visitor answers what was asked to find their request."""

    def name(self) -> str:
        """Return the name that the policy uses."""
        return "action_prove_request"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[EventType]:
        """Return the slots after it; says what was asked for, asks on, or says it was wrong."""
        pending: Mapping[str, Any] = tracker.get_slot(PROOF) or {}
        reference = pending.get("reference")
        if not pending.get("proved") or not reference:
            return look_up(dispatcher, tracker, pending.get("for", STATUS), reference)
        if (tracker.latest_message.get("intent") or {}).get("name") == "deny":
            dispatcher.utter_message(response="utter_flow_kept")
            return [SlotSet(PROOF, None)]
        return _finish(dispatcher, tracker, DELETE, reference)


def look_up(
    dispatcher: CollectingDispatcher, tracker: Tracker, purpose: str, known: str | None
) -> List[EventType]:
    """Return the slots after trying what the latest message gives; asks for what is missing.

    known: a reference that need not be typed again. It proves nothing by itself.
    """
    text = tracker.latest_message.get("text") or ""
    reference = find_reference(text) or known
    phone, email = find_ways_to_reach(text)
    if reference is None or not (phone or email):
        dispatcher.utter_message(response=f"utter_flow_prove{'_contact' if reference else ''}")
        return [_pending(purpose, reference)]
    try:
        parts = wiring.connect()
        with parts.database.write() as session:
            proof = proofs.prove(
                session, reference, tracker.sender_id, parts.now(), phone=phone, email=email
            )
    except StoreError:
        return _away(dispatcher)
    if proof.too_many:
        dispatcher.utter_message(response="utter_flow_proof_too_many")
        return [SlotSet(PROOF, None)]
    if proof.reference is None:
        dispatcher.utter_message(response="utter_flow_proof_wrong")
        return [_pending(purpose, reference)]
    if purpose == DELETE:
        dispatcher.utter_message(response=CONFIRM)
        return [_pending(purpose, reference, proved=True)]
    return _finish(dispatcher, tracker, purpose, reference)


def _finish(
    dispatcher: CollectingDispatcher, tracker: Tracker, purpose: str, reference: str
) -> List[EventType]:
    """Do what the proved request was looked up for."""
    try:
        if purpose in (DELETE, STOP):
            return [*take_back(dispatcher, tracker, reference, purpose), SlotSet(PROOF, None)]
        parts = wiring.connect()
        with parts.database.read() as session:
            referral = referrals.get(session, reference)
        say_standing(dispatcher, referral, parts.hours, parts.now())
    except StoreError:
        return _away(dispatcher)
    return [SlotSet(PROOF, None)]


def _pending(purpose: str, reference: str | None, proved: bool = False) -> EventType:
    return SlotSet(PROOF, {"for": purpose, "reference": reference, "proved": proved})


def _away(dispatcher: CollectingDispatcher) -> List[EventType]:
    dispatcher.utter_message(response="utter_flow_lookup_away")
    return []
