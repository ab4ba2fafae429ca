"""Whether receivers could be reached, found out without sending anything."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

import aiosmtplib

from first_step.admissions.notice_settings import MailServer, Webhook
from first_step.admissions.settings import Settings

_TIMEOUT_S = 5.0


async def reach_destinations(settings: Settings) -> list[tuple[str, str | None]]:
    """Return for the mail server and each webhook its name, and None or what is wrong."""
    found = [(f"webhook {hook.name}", await _resolve(hook)) for hook in settings.webhooks]
    if settings.smtp_url is not None:
        found.insert(0, ("mail server", await _greet(settings.smtp_url)))
    return found


async def _greet(server: MailServer) -> str | None:
    """Say EHLO over the connection that notices take, and log in where they would."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        use_tls=server.scheme == "smtps",
        start_tls=server.scheme == "smtp+starttls",
        timeout=_TIMEOUT_S,
    )
    try:
        async with client:
            await client.ehlo()
    except (aiosmtplib.SMTPException, OSError) as error:
        return f"does not answer as it should ({type(error).__name__})"
    return None


async def _resolve(hook: Webhook) -> str | None:
    parts = urlsplit(hook.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        loop = asyncio.get_running_loop()
        await asyncio.wait_for(loop.getaddrinfo(parts.hostname, port), _TIMEOUT_S)
    except (socket.gaierror, UnicodeError, asyncio.TimeoutError):
        return "its host has no address"
    return None
