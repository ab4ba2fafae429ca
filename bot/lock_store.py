"""Where Rasa keeps which message of a conversation comes next: in Redis where there is one.

The front door asks about one message of a conversation at a time, so that nobody ever waits here.
So nothing is risked when a server keeps its locks itself for as long as Redis is away.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockStore, RedisLockStore
from redis.exceptions import RedisError

from first_step.store.process_environment import process_settings

KEY_PREFIX = "firststep"
# Beyond the time that the front door waits for an answer.
_MARGIN_SECONDS = 2.0
# It is asked several times in a turn, on the event loop, and a turn has FIRST_STEP_RASA_TIMEOUT.
_REDIS_SECONDS = 0.5

_log = logging.getLogger(__name__)


class SharedLockStore(LockStore):
    """Redis with FIRST_STEP_REDIS_URL, else the memory of this one Rasa server."""

    def __init__(self, endpoint_config: Any = None, **_: Any) -> None:
        """Choose by the settings of the process; Redis itself is reached with the first message."""
        super().__init__()
        url = process_settings().redis_url
        self._longest = process_settings().rasa_timeout + _MARGIN_SECONDS
        self._memory = InMemoryLockStore()
        self._kept_in: LockStore = redis_locks(url) if url else self._memory

    def issue_ticket(self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME) -> int:
        """Return a ticket that ends with the front door's patience.

        A server that is killed gives none back, and Rasa's own minute would keep the visitor.
        """
        ticket: int = super().issue_ticket(conversation_id, min(lock_lifetime, self._longest))
        return ticket

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """Return the lock of a conversation, None when there is none."""
        try:
            return self._kept_in.get_lock(conversation_id)
        except RedisError:
            return self._memory.get_lock(conversation_id)

    def delete_lock(self, conversation_id: str) -> None:
        """Forget the lock of a conversation."""
        self._memory.delete_lock(conversation_id)
        if self._kept_in is not self._memory:
            with suppress(RedisError):  # it ends by itself
                self._kept_in.delete_lock(conversation_id)

    def save_lock(self, lock: TicketLock) -> None:
        """Keep a lock."""
        try:
            self._kept_in.save_lock(lock)
        except RedisError as error:
            _log.warning("Redis is away, this server keeps its locks: %s", type(error).__name__)
            self._memory.save_lock(lock)


def redis_locks(url: str) -> RedisLockStore:
    """Return Rasa's own store in the Redis of this address; raises ValueError for a wrong one."""
    parts = urlsplit(url)
    return RedisLockStore(
        host=parts.hostname or "localhost",
        port=parts.port or 6379,
        db=int(parts.path.strip("/") or 0),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_ssl=parts.scheme == "rediss",
        key_prefix=KEY_PREFIX,
        socket_timeout=_REDIS_SECONDS,
    )
