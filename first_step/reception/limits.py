"""How much one conversation, or one address, may send."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from first_step.admissions.errors import TooMany

_SWEEP_ABOVE = 10_000


class TooManyFor(TooMany):
    """Too many for now; `seconds` until the next may come."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too many in a short time")
        self.seconds = seconds


@dataclass(frozen=True)
class Rate:
    """So many at once (`burst`), then so many a second."""

    burst: int
    per_second: float


class Limit(Protocol):
    """Something that may be done so often; `RateLimit` is one."""

    @property
    def rate(self) -> Rate:
        """Return how much one key may."""
        ...

    async def take(self, key: str) -> None:
        """Count one for `key`; raises TooManyFor."""
        ...


class RateLimit:
    """A token bucket for each key, in the memory of this process alone."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep the rate; `clock` counts seconds."""
        self.rate = rate
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    async def take(self, key: str) -> None:
        """Count one for `key`; raises TooManyFor."""
        now = self._clock()
        left = self._left(key, now)
        if left < 1:
            raise TooManyFor(max(1, math.ceil((1 - left) / self.rate.per_second)))
        if len(self._buckets) >= _SWEEP_ABOVE:
            self._sweep(now)
        self._buckets[key] = (left - 1, now)

    def _left(self, key: str, now: float) -> float:
        left, then = self._buckets.get(key, (float(self.rate.burst), now))
        return min(float(self.rate.burst), left + (now - then) * self.rate.per_second)

    def _sweep(self, now: float) -> None:
        """Forget every key whose bucket is full again."""
        for key in [key for key in self._buckets if self._left(key, now) >= self.rate.burst]:
            del self._buckets[key]


@dataclass(frozen=True)
class Limits:
    """The limits of the front door."""

    messages: Limit
    messages_of_address: Limit
    conversations_of_address: Limit


def visitor_limits() -> Limits:
    """Return limits that nobody reaches by typing; many people may share one address."""
    return Limits(
        messages=RateLimit(Rate(burst=60, per_second=1)),
        messages_of_address=RateLimit(Rate(burst=300, per_second=10)),
        conversations_of_address=RateLimit(Rate(burst=60, per_second=0.5)),
    )
