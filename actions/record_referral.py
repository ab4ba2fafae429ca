"""The end of the contact flow: records the request, adds to it, or says why it ended.

Everything is checked again here, and the request's own key makes a repeat harmless.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Dict, List

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from first_step.admissions.contact_flow import FlowState, next_field, ready, recorded
from first_step.admissions.contact_window import ContactWindow
from first_step.admissions.errors import FlowError, StoreError
from first_step.admissions.hours import OpeningHours, due_words
from first_step.admissions.referral import ContactRequest, Level
from first_step.admissions.triage import Triage, TriageFacts, due_at, triage
from first_step.store import conversations, referrals
from first_step.store.referrals import Referral

logger = logging.getLogger(__name__)


class ActionRecordReferral(Action):
    """Runs once the form has closed."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_record_referral"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[EventType]:
        """Return the slots after the end; says the reference, or truly what went wrong."""
        stop = tracker.get_slot("contact_stop")
        state = FlowState.from_slots(tracker.slots)
        if stop:
            dispatcher.utter_message(response=f"utter_flow_{stop}")
            return _after_stop(state)
        try:
            if state.notes.reference is not None:
                return self._add(dispatcher, tracker, state)
            return self._record(dispatcher, tracker, state)
        except FlowError as error:
            logger.error("a request came to its end incomplete: %s", ", ".join(error.fields))
            return _open_again(state, error.fields)
        except StoreError as error:
            logger.error("a request could not be stored: %s", type(error).__name__)
            dispatcher.utter_message(response="utter_flow_not_stored")
            return [SlotSet("review", None)]

    def _record(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: FlowState
    ) -> List[EventType]:
        request = ready(state, tracker.get_slot("mentioned_flags") or [])
        parts = wiring.connect()
        level = triage(TriageFacts.of(request))
        referral = _store(request, level, tracker, parts.now())
        _say_recorded(dispatcher, referral, parts.hours)
        return _slots(recorded(state, referral.reference))

    def _add(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, state: FlowState
    ) -> List[EventType]:
        told = {name: value for name, value in state.notes.extras.items() if value is not None}
        heard = tracker.get_slot("mentioned_flags") or tracker.get_slot("danger_signs")
        raised = _write(tracker, state, told) if told or heard else None
        if raised is not None:
            # Somebody urgent gets the numbers at once, never only a call later (facts T6).
            _say_recorded(dispatcher, raised, wiring.connect().hours)
        else:
            over = not told or state.notes.note == "done"
            dispatcher.utter_message(response="utter_flow_done" if over else "utter_flow_added")
        return []


def _write(tracker: Tracker, state: FlowState, told: Dict[str, Any]) -> Referral | None:
    """Add to the record; return it where that made it urgent, None where it did not.

    With nothing told and no new reason the record stays untouched, its history too.
    """
    parts = wiring.connect()
    now = parts.now()
    with parts.database.write() as session:
        before = referrals.get(session, state.notes.reference or "")
        found = triage(_facts_now(before, tracker, state))
        new = set(found.reasons) - {*before.reasons, "R22"}
        if not told and not new:
            return None
        after = referrals.add_details(
            session,
            before.reference,
            told,
            by="visitor",
            now=now,
            triage=found if new else None,
            due_at=due_at(found.level, now, parts.hours, before.contact_window) if new else None,
        )
    rose = after.priority > before.priority
    return after if rose and after.priority >= Level.URGENT else None


def _facts_now(before: Referral, tracker: Tracker, state: FlowState) -> TriageFacts:
    """Return what the record says with everything said since, wherever it was said (facts T5)."""
    return TriageFacts.of(before).with_more(
        red_flags=tracker.get_slot("mentioned_flags") or [],
        signs=tracker.get_slot("danger_signs") or [],
        substances=state.notes.substances,
        pregnancy=state.notes.extras.get("pregnancy"),
    )


def _say_recorded(
    dispatcher: CollectingDispatcher, referral: Referral, hours: OpeningHours
) -> None:
    urgent = referral.priority >= Level.URGENT
    dispatcher.utter_message(
        response="utter_flow_recorded_urgent" if urgent else "utter_flow_recorded",
        reference=referral.reference,
        due=due_words(referral.due_at, hours),
        level=str(referral.priority),
    )


def _store(request: ContactRequest, level: Triage, tracker: Tracker, now: datetime) -> Referral:
    parts = wiring.connect()
    window: ContactWindow = request.contact_window
    with parts.database.write() as session:
        known = conversations.get(session, tracker.sender_id)
        referral, _ = referrals.record(
            session,
            request,
            conversation_id=tracker.sender_id,
            channel=known.channel if known else _channel(tracker),
            triage=level,
            due_at=due_at(level.level, now, parts.hours, window),
            now=now,
        )
    return referral


def _channel(tracker: Tracker) -> str:
    channel = tracker.get_latest_input_channel() or "rest"
    return "website" if channel == "front_door" else channel


def _after_stop(state: FlowState) -> List[EventType]:
    """Return the slots emptied: what was not sent is not kept (facts 5a). A record stays known."""
    if state.notes.reference is not None:
        return [SlotSet("contact_stop", None)]
    return [*_slots(FlowState()), SlotSet("contact_stop", None), SlotSet("mentioned_flags", None)]


def _open_again(state: FlowState, fields: tuple[str, ...]) -> List[EventType]:
    """Return the flow reopened with what is wrong asked anew: nothing answered is lost."""
    slots = {**state.to_slots(), **{name: None for name in fields if name != "key"}, "review": None}
    field = next_field(FlowState.from_slots(slots))
    events: List[EventType] = [SlotSet(name, value) for name, value in slots.items()]
    return [
        *events,
        ActiveLoop("contact_form"),
        SlotSet("requested_slot", field),
        FollowupAction(f"utter_ask_{field}" if field else "action_listen"),
    ]


def _slots(state: FlowState) -> List[EventType]:
    return [SlotSet(name, value) for name, value in state.to_slots().items()]
