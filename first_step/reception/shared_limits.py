"""Limits that all web processes count together, in Redis."""

from __future__ import annotations

import math
from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError

from first_step.reception.limits import Limit, Limits, Rate, RateLimit, TooManyFor, visitor_limits

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

    def __init__(self, redis: Redis, name: str, local: RateLimit, hide: Hide) -> None:
        """Keep where it is counted, under a name of its own, and how much one key may.

        hide: gives what stands in Redis for a key. Addresses of visitors to such a site are health
        data, and do not stand there in plain.
        """
        self._redis = redis
        self._name = name
        self._local = local
        self._hide = hide

    @property
    def rate(self) -> Rate:
        """Return how much one key may."""
        return self._local.rate

    async def take(self, key: str) -> None:
        """Count one for `key`; raises TooManyFor."""
        rate = self.rate
        counted = f"first-step:limit:{self._name}:{self._hide(key)}"
        try:
            wait = await self._redis.eval(_TAKE, 1, counted, rate.burst, rate.per_second)
        except (RedisError, OSError):
            await self._local.take(key)
            return
        if wait:
            raise TooManyFor(max(1, math.ceil(float(wait))))


def shared_limits(redis: Redis, hide: Hide) -> Limits:
    """Return the visitors' limits, counted together; hide: as for `SharedLimit`."""
    local = visitor_limits()

    def shared(name: str, limit: Limit) -> Limit:
        return SharedLimit(redis, name, RateLimit(limit.rate), hide)

    return Limits(
        messages=shared("messages", local.messages),
        messages_of_address=shared("messages-of-address", local.messages_of_address),
        conversations_of_address=shared("conversations-of-address", local.conversations_of_address),
    )
