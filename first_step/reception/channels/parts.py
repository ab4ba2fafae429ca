"""The channels that are configured, with the one way in and the one way out that they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.routing import Route

from first_step.admissions.settings import Settings
from first_step.reception.channels.channel import Channel
from first_step.reception.channels.delivery import Delivery
from first_step.reception.channels.inbox import Inbox
from first_step.reception.channels.messenger import channel as messenger
from first_step.reception.channels.messenger.channel import Messenger
from first_step.reception.channels.telegram import channel as telegram
from first_step.reception.channels.telegram.channel import Telegram
from first_step.reception.channels.twilio import channel as twilio
from first_step.reception.channels.twilio.channel import Account, Sms, Twilio, WhatsApp
from first_step.reception.channels.webhook import Webhook, WebhookRoutes
from first_step.reception.front_door import FrontDoor
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.store.database import Database


class Provider(Webhook, Protocol):
    """One provider: its webhook, its channels, and whether it can be reached."""

    @property
    def channels(self) -> Sequence[Channel]:
        """Return the channels that come by this webhook."""
        ...

    async def check(self) -> str:
        """Return what the provider calls us there; raises ChannelError."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


@dataclass(frozen=True)
class Channels:
    """Everything the web process needs of the channels."""

    providers: tuple[Provider, ...]
    delivery: Delivery
    routes: tuple[Route, ...]
    threads: Threads

    async def close(self) -> None:
        """Close every connection."""
        for provider in self.providers:
            await provider.close()
        self.threads.close()


# Every channel beside the website, for the table in docs/channels.md.
EVERY_CHANNEL = (Telegram, Messenger, Sms, WhatsApp)


def providers_of(settings: Settings) -> tuple[Provider, ...]:
    """Return the providers that are configured; nothing is connected yet."""
    found: list[Provider] = []
    if settings.telegram_token:
        found.append(
            Telegram(
                settings.telegram_token,
                settings.telegram_secret,
                settings.telegram_api or telegram.API,
            )
        )
    if settings.messenger_token:
        found.append(
            Messenger(
                settings.messenger_token,
                settings.messenger_app_secret,
                settings.messenger_verify_token,
                settings.messenger_api or messenger.API,
                settings.messenger_human_agent,
            )
        )
    if settings.sms_from or settings.whatsapp_from:
        found.append(Twilio(_twilio_account(settings), settings.twilio_api or twilio.API))
    return tuple(found)


def _twilio_account(settings: Settings) -> Account:
    return Account(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.sms_from,
        settings.whatsapp_from,
        settings.whatsapp_template,
        settings.sms_segments_per_day,
        settings.twilio_answers_keywords,
        settings.public_url,
    )


def build_channels(
    settings: Settings,
    database: Database,
    front_door: FrontDoor,
    metrics: Metrics,
    worker: str,
    clock: Callable[[], datetime],
    providers: Sequence[Provider] | None = None,
) -> Channels:
    """Return the channels; `providers` stand in for those configured, in tests."""
    chosen = tuple(providers_of(settings) if providers is None else providers)
    by_name = {channel.name: channel for provider in chosen for channel in provider.channels}
    threads = Threads("channels", 4)
    delivery = Delivery(database, by_name, front_door.words, threads, metrics, clock, worker)
    if chosen:
        front_door.on_reply = delivery.wake
    inbox = Inbox(database, front_door, threads, delivery.wake)
    routes = WebhookRoutes(chosen, inbox, metrics, settings.public_url).routes()
    return Channels(chosen, delivery, tuple(routes), threads)
