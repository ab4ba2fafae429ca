"""Looks for what nobody took in time, and passes it on to the duty manager."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from first_step.admissions.referral import Level
from first_step.admissions.settings import Settings
from first_step.reception.threads import Threads
from first_step.store import escalations, joining
from first_step.store.database import Database

_log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 15.0


class Escalation:
    """The clock of one process; several on one database pass each thing on once."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        threads: Threads,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep what is needed; the times are a design to be confirmed by the provider."""
        self._database = database
        self._alerts_after = timedelta(minutes=settings.escalate_alert_minutes)
        self._after = {
            Level.EMERGENCY: timedelta(minutes=settings.escalate_emergency_minutes),
            Level.URGENT: timedelta(minutes=settings.escalate_urgent_minutes),
        }
        self._threads = threads
        self._clock = clock

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                count = await self._threads.run(self.look)
                if count:
                    _log.warning("went to the duty manager, taken by nobody: %d", count)
            except Exception as error:
                _log.error("escalation must wait: %s", type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def look(self) -> int:
        """Pass on what is late by now, and return how many alerts and requests that were."""
        now = self._clock()
        with self._database.write() as session:
            joining.lead_orphans(session, now)
            count = escalations.escalate_alerts(session, now, self._alerts_after)
            return count + escalations.escalate_referrals(session, now, self._after)
