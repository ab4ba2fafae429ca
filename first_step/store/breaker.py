"""A circuit breaker: nobody waits again and again for a server that does not answer.

One that refuses costs nothing; one that swallows what it is sent costs a whole time limit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

REST_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Breaker:
    """Remembers whether a server answered when it was last asked; for one thread."""

    def __init__(
        self,
        server: str,
        rest_seconds: float = REST_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the server's name for the log, and for how long it is left alone when it fails."""
        self._server = server
        self._rest = rest_seconds
        self._clock = clock
        self._resting_until: float | None = None

    def lets_ask(self) -> bool:
        """Return whether to ask: it answered last, or has rested. After a rest one caller may."""
        if self._resting_until is None:
            return True
        now = self._clock()
        if now < self._resting_until:
            return False
        # The others go on without it until this one knows.
        self._resting_until = now + self._rest
        return True

    def failed(self, error: Exception) -> None:
        """Leave the server alone; the log hears of the first failure of an outage."""
        if self._resting_until is None:
            _log.warning("%s is away: %s", self._server, type(error).__name__)
        self._resting_until = self._clock() + self._rest

    def answered(self) -> None:
        """Ask the server again from now on."""
        if self._resting_until is not None:
            _log.info("%s answers again", self._server)
        self._resting_until = None
