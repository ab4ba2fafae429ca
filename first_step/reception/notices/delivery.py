"""Brings one addressed notice to its receiver."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from first_step.admissions.errors import NotDelivered
from first_step.admissions.settings import Settings
from first_step.reception.notices.addressing import EMAIL, WEBHOOK
from first_step.reception.notices.mail import Mail
from first_step.reception.notices.webhook import WebhookSender
from first_step.store.outbox import Notice

# However slowly a receiver answers, step by step.
MOST_SECONDS = 40.0


class Delivery:
    """The receivers that the settings name."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Connect to nothing yet."""
        self._mail: Mail | None = None
        if settings.smtp_url is not None:
            self._mail = Mail(settings.smtp_url, settings.notice_from, settings.public_url)
        keys = {key.id: key.key for key in settings.webhook_secrets}
        self._hooks = {hook.name: (hook.url, keys[hook.name]) for hook in settings.webhooks}
        self._sender = WebhookSender(clock)

    async def deliver(self, notice: Notice) -> None:
        """Bring a notice to its destination; raises NotDelivered."""
        try:
            await asyncio.wait_for(self._deliver(notice), MOST_SECONDS)
        except asyncio.TimeoutError:
            raise NotDelivered("timeout") from None

    async def close(self) -> None:
        """Close what is kept open."""
        await self._sender.close()

    async def _deliver(self, notice: Notice) -> None:
        destination = notice.destination or ""
        name = destination.removeprefix(WEBHOOK)
        if destination.startswith(EMAIL) and self._mail is not None:
            await self._mail.send(notice, destination.removeprefix(EMAIL))
        elif destination.startswith(WEBHOOK) and name in self._hooks:
            await self._sender.send(notice, *self._hooks[name])
        else:
            # Taken out of the settings since; only a person can say whether that was meant.
            raise NotDelivered("not_configured", permanent=True)
