"""Records what a person agreed to have recorded if they were cut off (facts 5a).

Once a minute it looks at conversations that fell silent. The key of the request makes a repeat
harmless, so that any number of processes may look.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from first_step.admissions.contact_flow import FlowState, cut_off_request, recorded
from first_step.admissions.errors import FirstStepError, NotFound, StoreError
from first_step.admissions.referral import ContactRequest
from first_step.admissions.triage import TriageFacts, due_at, triage
from first_step.reception.journal import Journal
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.reception.words import CurrentLibrary
from first_step.store import conversations, referrals, turns
from first_step.store.database import Database, Session
from first_step.store.locks import lock_conversation
from first_step.store.trackers import (
    load_tracker,
    lock_tracker,
    quiet_trackers,
    save_tracker,
    slots_of,
    with_events,
)

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 60.0
# A process that starts looks this far back: longer ago, a call would come out of nowhere.
_LOOK_BACK = timedelta(days=7)
_AT_ONCE = 200
# Conversations that come by none of our channels are Rasa's own.
_NO_CHANNEL = "rest"


class CutOffSweep:
    """The sweep of one process."""

    def __init__(
        self,
        database: Database,
        library: CurrentLibrary,
        journal: Journal,
        threads: Threads,
        metrics: Metrics,
        clock: Callable[[], datetime],
        minutes: float,
    ) -> None:
        """Keep the parts. minutes: how long a conversation must have been silent."""
        self._database = database
        self._library = library
        self._journal = journal
        self._threads = threads
        self._metrics = metrics
        self._clock = clock
        self._silence = timedelta(minutes=minutes)
        self._seen: tuple[datetime, str] = (clock() - _LOOK_BACK, "")
        # Silent for Rasa, but somebody writes there, or it could not be looked at.
        self._again: set[str] = set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self._threads.run(self.sweep)
            except Exception as error:
                _log.error("cut-off requests were not looked for: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def sweep(self) -> int:
        """Record what is due and return how many requests that were; raises StoreError."""
        if self._journal.names():
            return 0  # what waits there may say "stop"
        new = 0
        again, self._again = self._again, set()
        for conversation in sorted(again):
            new += self._look_at(conversation)
        while found := self._next():
            for moment, conversation in found:
                new += self._look_at(conversation)
                self._seen = (moment, conversation)
        return new

    def _next(self) -> list[tuple[datetime, str]]:
        with self._database.read() as session:
            return quiet_trackers(session, self._seen, self._clock() - self._silence, _AT_ONCE)

    def _look_at(self, conversation: str) -> bool:
        """Return whether a request was recorded; where the database failed, look again."""
        try:
            with self._database.read() as session:
                body = load_tracker(session, conversation)
            if _due(body) is None:
                return False
            with self._database.write() as session:
                outcome = self._record(session, conversation)
        except (FirstStepError, KeyError, TypeError, ValueError) as error:
            _log.error("a cut-off request was not recorded: %s", type(error).__name__)
            self._metrics.cut_off.labels("failed").inc()
            if isinstance(error, StoreError):
                self._again.add(conversation)
            return False
        if outcome is not None:
            self._metrics.cut_off.labels(outcome).inc()
        return outcome == "recorded"

    def _record(self, session: Session, conversation: str) -> str | None:
        """Record what stands there now; None when it is not, or no longer, to be recorded."""
        now = self._clock()
        channel = _channel(session, conversation)
        tracker = lock_tracker(session, conversation)
        due = _due(tracker[0] if tracker else None)
        if tracker is None or due is None:
            return None
        body, saved_at = tracker
        if saved_at > now - self._silence:
            return None  # it comes up again when it has been silent long enough
        if _is_busy(session, conversation, now - self._silence):
            self._again.add(conversation)
            return None
        state, request, signs = due
        found = triage(TriageFacts.of(request).with_more(signs=signs))
        hours = self._library.current().opening_hours()
        referral, new = referrals.record(
            session,
            request,
            conversation_id=conversation,
            channel=channel,
            triage=found,
            due_at=due_at(found.level, now, hours, request.contact_window),
            now=now,
        )
        # Who comes back finds it recorded. The moment stays: nobody said anything.
        after = _events(recorded(state, referral.reference))
        save_tracker(session, conversation, with_events(body, after), saved_at)
        return "recorded" if new else "known"


_Due = tuple[FlowState, ContactRequest, tuple[str, ...]]


def _due(body: str | None) -> _Due | None:
    """Return the state, its request and the signs of danger; None when nothing may be recorded."""
    slots = slots_of(body)
    if slots.get("contact_stop"):
        return None
    state = FlowState.from_slots(slots)
    request = cut_off_request(state, slots.get("mentioned_flags") or [])
    if request is None:
        return None
    signs = tuple(sign.removeprefix("crisis_") for sign in slots.get("danger_signs") or [])
    return state, request, signs


def _channel(session: Session, conversation: str) -> str:
    """Return the channel of a conversation after locking it, so that it is not erased meanwhile."""
    try:
        return str(lock_conversation(session, conversation).channel)
    except NotFound:
        return _NO_CHANNEL


def _is_busy(session: Session, conversation: str, since: datetime) -> bool:
    """Return whether somebody wrote lately, or a message waits that may say "stop"."""
    found = conversations.get(session, conversation)
    if found is None:
        return False
    lately = found.last_message_at is not None and found.last_message_at > since
    return lately or turns.waits_behind(session, conversation, found.last_seq + 1)


def _events(state: FlowState) -> list[dict[str, object]]:
    """Return what Rasa would have noted after the record: the form closed, its slots."""
    slots = {**state.to_slots(), "requested_slot": None}
    return [
        {"event": "active_loop", "name": None, "timestamp": None},
        *({"event": "slot", "name": name, "value": value} for name, value in slots.items()),
    ]
