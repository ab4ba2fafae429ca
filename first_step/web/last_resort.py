"""The outermost layer: an unexpected error becomes a plain answer and a log line without words."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)


class LastResort:
    """Middleware that lets no exception reach the server, whose log would quote its message."""

    def __init__(self, app: ASGIApp, answer: Callable[[], Response]) -> None:
        """Wrap an app; `answer` makes the response of status 500."""
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except Exception as error:
            _log.error("unexpected %s at %s", type(error).__name__, where(error))
            if not started:
                await self._answer()(scope, receive, send)


def where(error: BaseException) -> str:
    """Return the innermost place of an error as "file.py:12", never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "an unknown place"
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}"
