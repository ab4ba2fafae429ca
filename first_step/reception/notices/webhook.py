"""Tells other systems: signed JSON, sent once for each attempt."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import httpx

from first_step.admissions.errors import NotDelivered
from first_step.reception.notices.signature import sign
from first_step.store.outbox import Notice

TIMESTAMP_HEADER = "First-Step-Timestamp"
SIGNATURE_HEADER = "First-Step-Signature"
# Client errors that pass by themselves: a timeout, too early, too many.
_PASSING = frozenset({408, 425, 429})


class WebhookSender:
    """Posts notices. Follows no redirect, reads no answer beyond its status, uses no proxy."""

    def __init__(self, clock: Callable[[], datetime], timeout_s: float = 10.0) -> None:
        """Connect to nothing yet; timeout_s counts for each step of a request."""
        self._clock = clock
        self._client = httpx.AsyncClient(timeout=timeout_s, follow_redirects=False, trust_env=False)

    async def send(self, notice: Notice, url: str, key: bytes) -> None:
        """Deliver a notice to an address, signed with its key; raises NotDelivered."""
        body = body_of(notice)
        timestamp = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "First-Step",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: sign(key, timestamp, body),
        }
        try:
            async with self._client.stream("POST", url, content=body, headers=headers) as answer:
                _refuse_failure(answer)
        except httpx.TimeoutException:
            raise NotDelivered("http_timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise NotDelivered("http_away") from None

    async def close(self) -> None:
        """Close what is kept open."""
        await self._client.aclose()


def body_of(notice: Notice) -> bytes:
    """Return the JSON a receiver gets: id, kind, body, put_at and attempt."""
    fields = {
        "id": notice.key,
        "kind": notice.kind,
        "body": dict(notice.body),
        "put_at": notice.put_at.isoformat(),
        "attempt": notice.attempt,
    }
    return json.dumps(fields, separators=(",", ":")).encode()


def _refuse_failure(answer: httpx.Response) -> None:
    status = answer.status_code
    if 200 <= status < 300:
        return
    permanent = status < 500 and status not in _PASSING
    wait = answer.headers.get("Retry-After", "")
    seconds = float(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 0.0
    raise NotDelivered(f"http_{status}", permanent, seconds)
