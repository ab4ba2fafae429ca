"""Everything that carries notices out, put together for one process."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from first_step.admissions.settings import Settings
from first_step.reception.metrics import Metrics
from first_step.reception.notices.delivery import Delivery
from first_step.reception.notices.escalation import Escalation
from first_step.reception.notices.relay import LANES, Relay
from first_step.reception.threads import Threads
from first_step.store.database import Database


@dataclass(frozen=True)
class Notices:
    """The relay, the clock of escalation, and what they work with."""

    relay: Relay
    escalation: Escalation
    delivery: Delivery
    threads: Threads

    async def close(self) -> None:
        """Let connections and threads end; call it once both jobs have stopped."""
        await self.delivery.close()
        self.threads.close()


def build_notices(
    settings: Settings,
    database: Database,
    metrics: Metrics,
    worker: str,
    clock: Callable[[], datetime],
) -> Notices:
    """Return the parts; nothing connects yet. worker: a name no other process has."""
    threads = Threads("notices", LANES + 1)
    delivery = Delivery(settings, clock)
    relay = Relay(
        database, settings, delivery, threads, metrics, worker, clock, random.SystemRandom().random
    )
    return Notices(relay, Escalation(database, settings, threads, clock), delivery, threads)
