"""Deletes what may be kept no longer once a day, unless the operator does it (facts H10)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from first_step.reception.threads import Threads
from first_step.reception.words import CurrentLibrary
from first_step.store import audit, retention
from first_step.store.database import Database

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1_800.0
# Less than a day, so that the hour does not wander; what comes due waits half an hour at most.
EVERY = timedelta(hours=23, minutes=30)
ACTOR = "system"


class DailyPurge:
    """The purge of one process. Two at once delete nothing twice: rows are locked as they go."""

    def __init__(
        self,
        database: Database,
        library: CurrentLibrary,
        threads: Threads,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep the parts; how long things are kept stands in provider.yml."""
        self._database = database
        self._library = library
        self._threads = threads
        self._clock = clock

    async def run(self) -> None:
        """Look every half an hour until cancelled."""
        while True:
            try:
                await self._threads.run(self.purge_if_due)
            except Exception as error:
                _log.error("the purge did not run: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def purge_if_due(self) -> bool:
        """Purge unless that was done in the last day; return whether it was. Raises StoreError."""
        now = self._clock()
        with self._database.read() as session:
            last = audit.latest(session, 1, about=retention.PURGE)
        if last and now - last[0].at < EVERY:
            return False
        days = self._library.current().provider.retention_days
        gone = retention.purge(self._database, retention.Rules(now, days), ACTOR)
        _log.info("purged %d rows", sum(gone.values()))
        return True
