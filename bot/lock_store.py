"""Where Rasa keeps which message of a conversation comes next: in Redis where there is one.

The front door asks about one message of a conversation at a time, so that nobody ever waits here.
So nothing is risked when a server keeps its locks itself for as long as Redis is away.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockStore, RedisLockStore
from redis.exceptions import RedisError

from first_step.store.breaker import Breaker
from first_step.store.process_environment import process_settings

KEY_PREFIX = "firststep"
# Beyond the time that the front door waits for an answer.
_MARGIN_SECONDS = 2.0
# It is asked several times in a turn, on the event loop, and a turn has FIRST_STEP_RASA_TIMEOUT.
_REDIS_SECONDS = 0.5


class SharedLockStore(LockStore):
    """Redis with FIRST_STEP_REDIS_URL, else the memory of this one Rasa server.

    A turn in whose midst Redis goes away may find no lock: it fails, and is asked again at once.
    """

    def __init__(
        self,
        endpoint_config: Any = None,
        clock: Callable[[], float] = time.monotonic,
        **_: Any,
    ) -> None:
        """Choose by the settings of the process; Redis itself is reached with the first message."""
        super().__init__()
        url = process_settings().redis_url
        self._longest = process_settings().rasa_timeout + _MARGIN_SECONDS
        self._memory = InMemoryLockStore()
        self._redis = redis_locks(url, self._longest) if url else None
        # Rested for so long, no ticket is left in Redis that could not be given back there.
        self._breaker = Breaker("Redis", self._longest, clock)

    def issue_ticket(self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME) -> int:
        """Return a ticket that ends with the front door's patience.

        A server that is killed gives none back, and Rasa's own minute would keep the visitor.
        """
        ticket: int = super().issue_ticket(conversation_id, min(lock_lifetime, self._longest))
        return ticket

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """Return the lock of a conversation, None when there is none."""
        lock: TicketLock | None = self._use(lambda store: store.get_lock(conversation_id))
        return lock

    def delete_lock(self, conversation_id: str) -> None:
        """Forget the lock of a conversation; in a Redis that is away it ends by itself."""
        self._memory.delete_lock(conversation_id)
        self._use(lambda store: store.delete_lock(conversation_id))

    def save_lock(self, lock: TicketLock) -> None:
        """Keep a lock."""
        self._use(lambda store: store.save_lock(lock))

    def _use(self, work: Callable[[LockStore], Any]) -> Any:
        """Return what the work returns, in Redis or, while that is away, in memory."""
        if self._redis is not None and self._breaker.lets_ask():
            try:
                done = work(self._redis)
            except RedisError as error:
                self._breaker.failed(error)
            else:
                self._breaker.answered()
                return done
        return work(self._memory)


class _EndingLocks(RedisLockStore):
    """Rasa's own store in Redis, whose locks end: Rasa's stay for ever once their server dies."""

    def __init__(self, longest: float, **connection: Any) -> None:
        """Keep for how many seconds a ticket may live: no saved lock is needed for longer."""
        super().__init__(**connection)
        self._seconds = math.ceil(longest)

    def save_lock(self, lock: TicketLock) -> None:
        """Keep a lock for as long as its youngest ticket can live."""
        self.red.set(self.key_prefix + lock.conversation_id, lock.dumps(), ex=self._seconds)


def redis_locks(url: str, longest: float) -> RedisLockStore:
    """Return Rasa's own store in the Redis of this address; raises ValueError for a wrong one.

    longest: the seconds that a ticket may live.
    """
    parts = urlsplit(url)
    return _EndingLocks(
        longest,
        host=parts.hostname or "localhost",
        port=parts.port or 6379,
        db=int(parts.path.strip("/") or 0),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "rediss",
        key_prefix=KEY_PREFIX,
        socket_timeout=_REDIS_SECONDS,
    )
