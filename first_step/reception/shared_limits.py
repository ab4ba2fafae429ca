"""Limits that all web processes count together, in Redis."""

from __future__ import annotations

import math
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from first_step.reception.limits import Limit, Limits, Rate, RateLimit, TooManyFor, visitor_limits
from first_step.store.breaker import Breaker

# A token bucket by Redis's own clock, so that the clocks of the processes need not agree.
# Returns "" when one was taken, else the seconds until the next.
_TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = math.min(burst, tonumber(kept[1] or burst) + (now - tonumber(kept[2] or now)) * rate)
if left < 1 then return tostring((1 - left) / rate) end
redis.call('HSET', KEYS[1], 'left', tostring(left - 1), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - left + 1) / rate * 1000) + 1000)
return ''
"""


Hide = Callable[[str], str]


class SharedLimit:
    """A limit in Redis; while Redis is away every process counts for itself, and nobody waits."""

    def __init__(
        self, redis: Redis, breaker: Breaker, name: str, local: RateLimit, hide: Hide
    ) -> None:
        """Keep where it is counted, under a name of its own, and how much one key may.

        breaker: of this Redis; danger in a message is read after its limits, and must not wait.
        hide: gives what stands in Redis for a key. Addresses of visitors to such a site are health
        data, and do not stand there in plain.
        """
        self._redis = redis
        self._breaker = breaker
        self._name = name
        self._local = local
        self._hide = hide

    @property
    def rate(self) -> Rate:
        """Return how much one key may."""
        return self._local.rate

    async def take(self, key: str) -> None:
        """Count one for `key`; raises TooManyFor."""
        wait = await self._counted(key)
        if wait is None:
            await self._local.take(key)
        elif wait:
            raise TooManyFor(max(1, math.ceil(float(wait))))

    async def _counted(self, key: str) -> bytes | None:
        """Return what `_TAKE` does, None while Redis is away."""
        if not self._breaker.lets_ask():
            return None
        rate = self.rate
        counted = f"first-step:limit:{self._name}:{self._hide(key)}"
        try:
            wait: bytes = await self._redis.eval(_TAKE, 1, counted, rate.burst, rate.per_second)
        except (RedisError, OSError) as error:
            self._breaker.failed(error)
            return None
        self._breaker.answered()
        return wait


def shared_limits(redis: Redis, breaker: Breaker, hide: Hide) -> Limits:
    """Return the visitors' limits, counted together; breaker and hide: as for `SharedLimit`."""
    local = visitor_limits()

    def shared(name: str, limit: Limit) -> Limit:
        return SharedLimit(redis, breaker, name, RateLimit(limit.rate), hide)

    return Limits(
        messages=shared("messages", local.messages),
        messages_of_address=shared("messages-of-address", local.messages_of_address),
        conversations_of_address=shared("conversations-of-address", local.conversations_of_address),
    )
