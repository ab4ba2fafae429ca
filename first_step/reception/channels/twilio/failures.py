"""What an error of Twilio means for a message (twilio.com/docs/api/errors)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from first_step.admissions.errors import ChannelError

# 21610: they sent STOP to Twilio.
_BLOCKED = frozenset({21610})
# Too fast (14107, 20429, 63018), queues full (21611, 30001, 30022).
_PASSING = frozenset({14107, 20429, 21611, 30001, 30022, 63018})
# 401, 403 and 404 come from wrong settings: mended, what waits is sent. 408, 425, 429: too early.
_PASSING_STATUS = frozenset({401, 403, 404, 408, 425, 429})
# Numbers that take no texts (21211, 21408, 21612, 21614), senders that may not write there
# (21606), WhatsApp outside its 24 hours (63016), no such recipient (63024).
_HOPELESS = frozenset({21211, 21408, 21606, 21612, 21614, 63016, 63024})


def failure(status: int, answer: Mapping[str, Any], retry_after: str | None) -> ChannelError:
    """Return what an answer that is no success means.

    status: of the HTTP answer. answer: its JSON. retry_after: that header, in seconds.
    """
    code = answer.get("code")
    code = code if isinstance(code, int) and not isinstance(code, bool) else status
    passing = code not in _HOPELESS and (
        code in _PASSING or status in _PASSING_STATUS or not 400 <= status < 500
    )
    return ChannelError(
        str(code),
        permanent=not passing,
        blocked=code in _BLOCKED,
        retry_after=_seconds(retry_after),
    )


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else None
