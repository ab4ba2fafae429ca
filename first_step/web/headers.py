"""Security headers on every response that has not set its own."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    # A page about help must not be found in the memory of a shared computer.
    "Cache-Control": "no-store",
}
_HTTPS_ONLY = "max-age=31536000; includeSubDomains"
_EMBEDDED = ("/widget/", "/api/")
_FILES = ("/widget/", "/static/")


class SecurityHeaders:
    """Middleware that adds what browsers need to be told; streams pass through untouched."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        """Wrap an app; `https` says whether visitors reach it by https alone."""
        self._app = app
        self._headers = dict(_ALWAYS)
        if https:
            self._headers["Strict-Transport-Security"] = _HTTPS_ONLY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        # The widget and the API are for the pages of other origins too, as CORS then allows.
        if path.startswith(_EMBEDDED):
            headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        # What the loader fetches is a module, which browsers load across origins by CORS alone.
        if path.startswith("/widget/"):
            headers.setdefault("Access-Control-Allow-Origin", "*")
        if path.startswith(_FILES):
            headers.setdefault("Cache-Control", "public, max-age=300")
        for name, value in self._headers.items():
            headers.setdefault(name, value)
