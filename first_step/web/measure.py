"""Counts requests by route, never by address or path: paths hold ids of conversations."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from first_step.reception.metrics import Metrics

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Measure:
    """Middleware that counts every response and the time until it began."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap an app."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def counted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._count(scope, message["status"], time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counted_send)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_name(scope)
        self._metrics.requests.labels(route, method_name(scope), str(status)).inc()
        self._metrics.request_seconds.labels(route).observe(seconds)


def route_name(scope: Scope) -> str:
    """Return the pattern of the route that answered, such as /api/conversations/{id}/messages."""
    route = scope.get("route")
    path = getattr(route, "path", None)
    return str(path) if path else "other"


def method_name(scope: Scope) -> str:
    """Return the method, "other" for one that a stranger made up."""
    return scope["method"] if scope["method"] in _METHODS else "other"
