"""Carries notices from the outbox to their receivers, each at least once.

Any number of relays, in any number of processes, may run on one database. A notice whose relay
died between delivery and noting it is delivered again under the same id.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from first_step.admissions.errors import FirstStepError, NotDelivered
from first_step.admissions.settings import Settings
from first_step.reception.metrics import Metrics
from first_step.reception.notices.addressing import destinations_for, nobody_told
from first_step.reception.notices.delivery import MOST_SECONDS
from first_step.reception.threads import Threads
from first_step.store import outbox
from first_step.store.database import Database
from first_step.store.outbox import Notice

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
# Longer than a delivery may take, and storing how it went.
LEASE_SECONDS = MOST_SECONDS + 20.0
# A receiver that hangs holds up one of these, not the others.
LANES = 3


class Deliverer(Protocol):
    """Brings notices to receivers; `Delivery` is one."""

    async def deliver(self, notice: Notice) -> None:
        """Bring a notice to its destination; raises NotDelivered."""
        ...


class Relay:
    """The relay of one process."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        delivery: Deliverer,
        threads: Threads,
        metrics: Metrics,
        worker: str,
        clock: Callable[[], datetime],
        draw: Callable[[], float],
    ) -> None:
        """Keep what is needed. draw: gives numbers from 0 to 1, for the jitter of retries."""
        self._database = database
        self._settings = settings
        self._delivery = delivery
        self._threads = threads
        self._metrics = metrics
        self._worker = worker
        self._clock = clock
        self._draw = draw

    async def run(self) -> None:
        """Deliver until cancelled."""
        if self._settings.production:
            for what in nobody_told(self._settings):
                _log.error("nobody is told of %s: no destination is set for notices", what)
        lanes = [asyncio.ensure_future(self._lane()) for _ in range(LANES)]
        try:
            await asyncio.gather(*lanes)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    async def deliver_due(self) -> int:
        """Address or deliver every notice that is due, and return how many that were."""
        count = 0
        while (notice := await self._threads.run(self._claim)) is not None:
            count += 1
            if notice.destination is not None:
                await self._settle(notice)
        return count

    async def _lane(self) -> None:
        while True:
            try:
                await self.deliver_due()
            except FirstStepError as error:
                # What was claimed is claimed again when its lease is over.
                _log.warning("notices wait: %s", type(error).__name__)
            except Exception as error:
                _log.error("the relay stumbled: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _claim(self) -> Notice | None:
        """Return the next notice; one without a destination is addressed on the way."""
        now = self._clock()
        with self._database.write() as session:
            notice = outbox.claim(session, self._worker, now, LEASE_SECONDS)
            if notice is None or notice.destination is not None:
                return notice
            destinations = destinations_for(notice.kind, self._settings)
            outbox.address(session, notice, self._worker, destinations, now)
        if not destinations:
            self._metrics.notices.labels("nobody_told", notice.kind).inc()
        return notice

    async def _settle(self, notice: Notice) -> None:
        try:
            await self._delivery.deliver(notice)
        except NotDelivered as error:
            await self._threads.run(self._put_off, notice, error)
            return
        await self._threads.run(self._done, notice)

    def _done(self, notice: Notice) -> None:
        with self._database.write() as session:
            outbox.done(session, notice, self._worker, self._clock())
        self._metrics.notices.labels("delivered", notice.kind).inc()

    def _put_off(self, notice: Notice, error: NotDelivered) -> None:
        with self._database.write() as session:
            died = outbox.fail(
                session,
                notice,
                self._worker,
                self._clock(),
                error.problem,
                permanent=error.permanent,
                share=self._draw(),
                at_least=timedelta(seconds=error.retry_after_s),
            )
        self._metrics.notices.labels("dead" if died else "put_off", notice.kind).inc()
        level = logging.ERROR if died else logging.WARNING
        words = "notice %d (%s) %s after attempt %d: %s"
        state = "is dead" if died else "is put off"
        _log.log(level, words, notice.id, notice.kind, state, notice.attempt, error.problem)
