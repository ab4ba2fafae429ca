"""Rasa's memory of a conversation: one sealed row, no longer after 500 turns than after five.

It keeps slots, the active loop and the last few turns; history belongs to the transcript. A turn
that nothing was said in is not kept: the action server was away, so the same message sent again
must find the same state.
"""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, timezone
from functools import cache
from typing import Any, Dict, Iterable, List, Optional

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import RESPONSE_SELECTOR, TEXT_TOKENS
from rasa.shared.utils.common import all_subclasses

from bot.turn import fail_turn
from first_step.admissions.errors import FirstStepError, StoreError
from first_step.store.database import Database, open_database
from first_step.store.process_environment import process_settings
from first_step.store.trackers import load_tracker, save_tracker

# Enough for the longest story in data/stories.yml and for "go on" after an excursion.
TURNS_KEPT = 6
# What only the turn of the message itself reads; stored, they are half of a tracker.
_OF_ITS_TURN_ONLY = (RESPONSE_SELECTOR, TEXT_TOKENS)


class SealedTrackerStore(TrackerStore):
    """Trackers in First Step's own database, sealed."""

    def __init__(
        self,
        domain: Optional[Domain],
        event_broker: Optional[EventBroker] = None,
        database: Database | None = None,
        **kwargs: Any,
    ) -> None:
        """Open the database; raises FirstStepError when it cannot be used.

        Rasa replaces a store that raises ImportError or AttributeError by its own memory, so
        neither may come from here.
        """
        super().__init__(domain, event_broker)
        try:
            self._database = database or open_database(process_settings())
        except (ImportError, AttributeError) as error:
            raise FirstStepError(f"tracker store cannot start: {type(error).__name__}") from error

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the tracker, unless the turn was left without a reply."""
        if _is_unanswered(list(tracker.events)):
            fail_turn("nothing was answered")
            return
        await self._guarded(self._save, tracker.sender_id, self.serialise(tracker))

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """Return the stored tracker, or None when there is none."""
        body = await self._guarded(self._load, sender_id)
        try:
            return self.deserialise(sender_id, body) if body else None
        except Exception as error:
            # Of another version, say. Rasa would go on as if nothing had ever been said.
            fail_turn(f"tracker store: {type(error).__name__}")
            raise StoreError("a stored conversation cannot be read") from None

    async def keys(self) -> Iterable[str]:
        """Return no conversation ids: Rasa's own API has no business listing visitors."""
        return []

    def serialise(self, tracker: DialogueStateTracker) -> str:
        """Return what is kept of a tracker, as JSON."""
        events = list(tracker.events)
        cut = _cut(events)
        before = DialogueStateTracker.from_events(
            tracker.sender_id, events[:cut], slots=self.domain.slots
        )
        kept = _state_as_events(before) + events[cut:]
        return json.dumps({"events": [_as_stored(event) for event in kept]})

    def deserialise(self, sender_id: str, body: str) -> DialogueStateTracker:
        """Return the tracker that `serialise` wrote."""
        kinds, stored = _kinds_of_events(), json.loads(body)["events"]
        events = [kinds[each["event"]]._from_parameters(each) for each in stored]
        return DialogueStateTracker.from_events(sender_id, events, slots=self.domain.slots)

    async def _guarded(self, work: Any, *arguments: Any) -> Any:
        try:
            return await asyncio.to_thread(work, *arguments)
        except FirstStepError as error:
            fail_turn(f"tracker store: {type(error).__name__}")
            raise

    def _save(self, sender_id: str, body: str) -> None:
        with self._database.write() as session:
            save_tracker(session, sender_id, body, datetime.now(timezone.utc))

    def _load(self, sender_id: str) -> str | None:
        with self._database.read() as session:
            return load_tracker(session, sender_id)


@cache
def _kinds_of_events() -> Dict[str, Any]:
    """Return Rasa's events by the name they are stored under; Rasa itself looks through all."""
    return {kind.type_name: kind for kind in all_subclasses(Event)}


def _as_stored(event: Event) -> Dict[str, Any]:
    stored: Dict[str, Any] = event.as_dict()
    if isinstance(event, UserUttered):
        parsed = {k: v for k, v in event.parse_data.items() if k not in _OF_ITS_TURN_ONLY}
        stored["parse_data"] = parsed
    return stored


def _is_unanswered(events: List[Event]) -> bool:
    for event in reversed(events):
        if isinstance(event, BotUttered):
            return False
        if isinstance(event, UserUttered):
            return True
    return False


def _cut(events: List[Event]) -> int:
    """Return the index where the last turns begin, each with the listening before it."""
    users = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(users) <= TURNS_KEPT:
        return 0
    start = users[-TURNS_KEPT]
    before = events[start - 1] if start else None
    listening = isinstance(before, ActionExecuted) and before.action_name == ACTION_LISTEN_NAME
    return start - 1 if listening else start


def _state_as_events(tracker: DialogueStateTracker) -> List[Event]:
    events: List[Event] = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.value != slot.initial_value
    ]
    loop: Dict[str, Any] | Any = tracker.active_loop
    if loop:
        events.append(ActiveLoop(tracker.active_loop_name))
        if tracker.is_active_loop_interrupted:
            events.append(LoopInterrupted(True))
    return events
