"""Counts what a kill test left in the database, past the code under test."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path


def notices(database: Path) -> Counter[str]:
    """Return how many notices of new requests there are, and how many too few or too many."""
    with closing(sqlite3.connect(database, timeout=20)) as file:
        records = file.execute("SELECT count(*) FROM referrals").fetchone()[0]
        notices = file.execute(
            "SELECT count(*) FROM outbox WHERE kind IN ('referral_recorded', 'referral_joined')"
        ).fetchone()[0]
    return Counter({"notices": notices, "notices lost or doubled": abs(notices - records)})
