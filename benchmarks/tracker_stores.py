"""What the memory of a conversation costs a turn, at turn 5 and at turn 500: ours and Rasa's SQL.

A turn reads the tracker, adds what a message and its answer add, and stores it, as Rasa does.
`python -m benchmarks --only tracker_stores` measures alone, without servers or a model.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from benchmarks.desk_queue import postgres_database
from benchmarks.timing import Row
from bot.tracker_store import SealedTrackerStore
from first_step.store.database import open_database
from first_step.store.migrating import migrate
from tests.bot.dialogue import replied, said
from tests.installation import ROOT, settings_in
from tests.postgres import is_installed

TURNS = 505
EARLY, LATE = 5, 500
# Single turns are as noisy as the disk: the median of eleven around each.
_AROUND = 5
KEV = "kev-conversation"


def measure_tracker_stores() -> list[Row]:
    """Return rows for SQLite, and for PostgreSQL where it is installed."""
    with tempfile.TemporaryDirectory(prefix="first-step-trackers-") as folder:
        ours = f"sqlite:///{folder}/first-step.db"
        rows = _rows("SQLite", Path(folder), ours, f"sqlite:///{folder}/rasa.db")
        if is_installed():
            with postgres_database() as ours, postgres_database() as theirs:
                rows += _rows("PostgreSQL", Path(folder), ours, theirs)
    return rows


def _rows(name: str, folder: Path, ours: str, theirs: str) -> list[Row]:
    mine = asyncio.run(_turns(_our_store(folder, ours)))
    peer = asyncio.run(_turns(_stock_store(theirs)))
    times = {turn: (_around(mine, turn), _around(peer, turn)) for turn in (EARLY, LATE)}
    rows = [
        (f"tracker of turn {turn} on {name}, ms", f"{we:.1f}", f"{they:.1f}", f"{we / they:.2f}")
        for turn, (we, they) in times.items()
    ]
    growth = [late / early for early, late in zip(times[EARLY], times[LATE], strict=True)]
    words = f"tracker of turn {LATE} by turn {EARLY} on {name}"
    return [*rows, (words, *(f"{each:.2f}" for each in growth), "")]


async def _turns(store: TrackerStore) -> list[float]:
    """Return the milliseconds of each turn of one conversation."""
    taken = []
    for number in range(TURNS):
        events = [
            said(f"question {number}", "cause/trauma", others=["cause/stress", "sign/overview"]),
            ActionExecuted("utter_cause/trauma"),
            replied("cause/trauma", text="Bad things in childhood raise the risk. " * 4),
            ActionExecuted("action_listen"),
        ]
        started = time.perf_counter()
        tracker = await store.get_or_create_tracker(KEV)
        tracker.update_with_events(events, store.domain)
        await store.save(tracker)
        taken.append((time.perf_counter() - started) * 1000)
    _refuse_forgetful(await store.retrieve(KEV))
    return taken


def _refuse_forgetful(tracker: DialogueStateTracker | None) -> None:
    """Raise RuntimeError when the last turn is not there: then nothing was measured."""
    latest = tracker.latest_message if tracker else None
    if latest is None or latest.text != f"question {TURNS - 1}":
        raise RuntimeError("the tracker store did not keep the conversation")


def _around(taken: Sequence[float], turn: int) -> float:
    # Turns count from 1; the first one also makes the tracker.
    return float(np.median(taken[max(1, turn - 1 - _AROUND) : turn + _AROUND]))


def _our_store(folder: Path, url: str) -> SealedTrackerStore:
    settings = settings_in(folder, DATABASE_URL=url)
    migrate(settings)
    return SealedTrackerStore(_domain(), database=open_database(settings))


def _stock_store(url: str) -> SQLTrackerStore:
    parts = make_url(url)
    return SQLTrackerStore(
        _domain(),
        dialect=parts.drivername,
        host=parts.host,
        port=parts.port,
        db=parts.database,
        username=parts.username,
        password=parts.password,
    )


def _domain() -> Domain:
    return Domain.load(ROOT / "domain.yml")
