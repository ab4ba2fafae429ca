"""No request body is read beyond what the front door takes."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from first_step.admissions.errors import TooLong


class BodyLimit:
    """Middleware that lets reading a body raise TooLong once it is larger than `most` bytes.

    Starlette's own middleware answers in plain text; this one leaves the words to the handlers.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        """Wrap an app."""
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = _content_length(scope)
        received = 0

        async def counted_receive() -> Message:
            nonlocal received
            if announced > self._most:
                raise TooLong("the body is too large")
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most:
                raise TooLong("the body is too large")
            return message

        await self._app(scope, counted_receive, send)


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
