"""Counts what a kill test left in the database, past the code under test."""

from __future__ import annotations

from collections import Counter

from benchmarks.rows import rows

_NOTICES = "SELECT count(*) FROM outbox WHERE kind IN ('referral_recorded', 'referral_joined')"


def notices(database_url: str) -> Counter[str]:
    """Return how many notices of new requests there are, and how many too few or too many."""
    records = rows(database_url, "SELECT count(*) FROM referrals")[0][0]
    found = rows(database_url, _NOTICES)[0][0]
    return Counter({"notices": found, "notices lost or doubled": abs(found - records)})
