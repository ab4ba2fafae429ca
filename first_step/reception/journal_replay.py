"""Puts the messages of the journal into the database once it answers again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from first_step.admissions.errors import NotFound, NotOffered, SealError, StoreError
from first_step.reception.intake import Intake
from first_step.reception.journal import Journal
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0


class JournalReplay:
    """The replayer of one process; of several, one at a time works."""

    def __init__(
        self,
        journal: Journal,
        intake: Intake,
        threads: Threads,
        metrics: Metrics,
        on_stored: Callable[[str], None],
    ) -> None:
        """Keep the parts. `on_stored` is called on the event loop with each conversation."""
        self._journal = journal
        self._intake = intake
        self._threads = threads
        self._metrics = metrics
        self._on_stored = on_stored

    async def run(self) -> None:
        """Replay until cancelled; what one pass cannot store the next one tries again."""
        while True:
            try:
                for conversation in await self._threads.run(self.replay):
                    self._on_stored(conversation)
            except Exception as error:
                _log.error("the journal could not be replayed: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def replay(self) -> list[str]:
        """Store what waits, in the order it came; return the conversations that got something."""
        if not self._journal.names():
            self._journal.sweep()
            return []
        with self._journal.replaying() as alone:
            if not alone:
                return []
            # Listed again: another process may just have finished.
            return self._all(self._journal.names())

    def _all(self, names: list[str]) -> list[str]:
        stored: list[str] = []
        for name in names:
            try:
                kept = self._journal.read(name)
                receipt = self._intake.store(kept)
            except StoreError as error:
                # What follows would overtake it, and the database is most likely away.
                _log.warning("the journal waits: %s", type(error).__name__)
                break
            except (NotFound, NotOffered, SealError) as error:
                self._bury(name, type(error).__name__)
                continue
            except Exception as error:
                # Kept for the next pass: one that stumbles must not hold up the others.
                _log.error("a message of the journal stumbled: %s", type(error).__name__)
                continue
            self._journal.remove(name)
            self._metrics.journal.labels("repeated" if receipt.repeated else "replayed").inc()
            stored.append(kept.conversation)
        return stored

    def _bury(self, name: str, why: str) -> None:
        self._journal.bury(name)
        self._metrics.journal.labels("dead").inc()
        _log.error("a message of the journal can never be stored: %s, in dead/%s", why, name)
