"""How sure a share is that was counted on a limited number of messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

Item = TypeVar("Item")

CONFIDENCE = 0.95
# Digits of a share in JSON: one message of ten thousand.
DIGITS = 4


@dataclass(frozen=True)
class Share:
    """`hits` of `total` messages; every figure of it is None when there are no messages."""

    hits: int
    total: int

    @property
    def value(self) -> float | None:
        """Return the share, 0 to 1."""
        return self.hits / self.total if self.total else None

    @property
    def wilson(self) -> tuple[float, float] | None:
        """Return the 95 % Wilson interval, low and high."""
        return self._interval("two-sided", "wilson")

    @property
    def lower_bound(self) -> float | None:
        """Return what the true share is not below, one-sided, exact (Clopper-Pearson), 95 %."""
        bounds = self._interval("greater", "exact")
        return bounds[0] if bounds else None

    @property
    def upper_bound(self) -> float | None:
        """Return what the true share is not above, one-sided, exact (Clopper-Pearson), 95 %."""
        bounds = self._interval("less", "exact")
        return bounds[1] if bounds else None

    def as_dict(self) -> dict[str, Any]:
        """Return the share with its interval and bounds as plain JSON."""
        low, high = self.wilson or (None, None)
        return {
            "hits": self.hits,
            "total": self.total,
            "share": rounded(self.value),
            "low": rounded(low),
            "high": rounded(high),
            "lower_bound": rounded(self.lower_bound),
            "upper_bound": rounded(self.upper_bound),
        }

    def _interval(self, alternative: str, method: str) -> tuple[float, float] | None:
        from scipy.stats import binomtest

        if not self.total:
            return None
        test = binomtest(self.hits, self.total, alternative=alternative)
        interval = test.proportion_ci(CONFIDENCE, method=method)
        return float(interval.low), float(interval.high)


def share_of(rows: Iterable[Item], holds: Callable[[Item], bool]) -> Share:
    """Return of how many rows something holds."""
    answers = [holds(row) for row in rows]
    return Share(sum(answers), len(answers))


def rounded(value: float | None) -> float | None:
    """Return a share as it stands in JSON."""
    return None if value is None else round(value, DIGITS)
