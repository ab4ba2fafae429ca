"""Tokens in forms that prove a POST was sent from one of our own pages."""

from __future__ import annotations

import hashlib
import hmac

CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"


def csrf_token(key: bytes, cookie: str) -> str:
    """Return the token of forms shown to the browser that holds this cookie."""
    return hmac.new(key, f"desk-csrf\0{cookie}".encode(), hashlib.sha256).hexdigest()


def csrf_valid(key: bytes, cookie: str, given: str) -> bool:
    """Return whether a token sent with a POST belongs to the browser's cookie."""
    return bool(cookie) and hmac.compare_digest(
        csrf_token(key, cookie).encode(), given.encode("utf-8", "replace")
    )
