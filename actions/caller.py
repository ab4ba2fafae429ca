"""Who may call the action server: Rasa, by its token."""

from __future__ import annotations

import hmac
from typing import Optional

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse


def refuse_strangers(app: Sanic, token: str) -> None:
    """Answer 401 to every call without the token, but for the question whether it lives."""

    async def known(request: Request) -> Optional[HTTPResponse]:
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if request.path == "/health" or hmac.compare_digest(given, f"Bearer {token}".encode()):
            return None
        return response.json({"error": "unknown caller"}, status=401)

    app.register_middleware(known, "request")
