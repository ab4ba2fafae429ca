"""Signs what a webhook carries; docs/notices.md says how a receiver checks it."""

from __future__ import annotations

import hashlib
import hmac


def sign(key: bytes, timestamp: str, body: bytes) -> str:
    """Return "v1=<hex of HMAC-SHA256 over timestamp, a full stop and the body>"."""
    signed = timestamp.encode("ascii") + b"." + body
    return f"v1={hmac.new(key, signed, hashlib.sha256).hexdigest()}"
