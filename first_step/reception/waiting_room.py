"""Visitors who asked for a person: told the truth at once, and once more when nobody came."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from first_step.admissions.errors import NotFound
from first_step.reception.threads import Threads
from first_step.reception.words import (
    CLOSED,
    HOURS_UNKNOWN,
    NOBODY_FREE,
    STILL_WAITING,
    WAITING,
    Wording,
    Words,
)
from first_step.store import availability, messages, waiting
from first_step.store.database import Database, Session

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 15.0
# What the dialogue may say about people; it knows the hours at most, never who is there.
ABOUT_PEOPLE = (WAITING, NOBODY_FREE, CLOSED, HOURS_UNKNOWN)
# Nobody sits before a chat for longer; afterwards it no longer counts as urgent.
LONGEST_WAIT = timedelta(hours=12)


def enter(session: Session, words: Words, conversation: str, now: datetime) -> Wording:
    """Let a visitor wait and return what is true about people just now.

    Who was offered a call at once has heard it, and is not told again later. Raises NotFound.
    """
    answer = truth(session, words, now)
    waiting.start(session, conversation, now)
    if answer != WAITING:
        waiting.told(session, conversation, now)
    return words.wording(answer)


def truth(session: Session, words: Words, now: datetime) -> str:
    """Return the answer that holds: somebody is there, nobody is, or it cannot be known."""
    if availability.available(session):
        return WAITING
    hours = words.opening_hours()
    if not hours.known:
        return HOURS_UNKNOWN
    return NOBODY_FREE if hours.is_open(now) else CLOSED


class WaitingRoom:
    """Looks after the waits of all channels; any number of processes may."""

    def __init__(
        self,
        database: Database,
        words: Words,
        threads: Threads,
        announce: Callable[[str], None],
        clock: Callable[[], datetime],
        minutes: float,
    ) -> None:
        """Keep the parts. minutes: the wait after which a call is offered instead."""
        self._database = database
        self._words = words
        self._threads = threads
        self._announce = announce
        self._clock = clock
        self._patience = timedelta(minutes=minutes)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                for conversation in await self._threads.run(self.look):
                    self._announce(conversation)
            except Exception as error:
                _log.error("who waits was not looked after: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> list[str]:
        """Offer a call to everybody who has waited too long, and return whom; raises StoreError."""
        now = self._clock()
        with self._database.read() as session:
            late = waiting.overdue(session, now - self._patience)
            stale = [
                each.conversation
                for each in waiting.everyone(session)
                if each.since <= now - LONGEST_WAIT
            ]
        told = [conversation for conversation in late if self._offer_call(conversation, now)]
        for conversation in stale:
            self._end(conversation)
        return told

    def _offer_call(self, conversation: str, now: datetime) -> bool:
        shown = self._words.wording(STILL_WAITING)
        try:
            with self._database.write() as session:
                if not waiting.tell_once(session, conversation, now):
                    return False
                messages.add_reply(
                    session, conversation, "system", shown.text, shown.buttons, shown.answer, now
                )
        except NotFound:
            return False  # erased meanwhile
        return True

    def _end(self, conversation: str) -> None:
        try:
            with self._database.write() as session:
                waiting.stop(session, conversation)
        except NotFound:
            pass  # erased meanwhile
