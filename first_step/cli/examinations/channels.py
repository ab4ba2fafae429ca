"""`first-step doctor` on the channels beside the website."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from first_step.admissions.errors import ChannelError
from first_step.admissions.settings import Settings
from first_step.cli.examinations.finding import Finding
from first_step.reception.channels.parts import Provider, providers_of
from first_step.reception.channels.webhook import webhook_path


def channels(settings: Settings) -> list[Finding]:
    """Return each channel that is on, or that none is."""
    providers = providers_of(settings)
    if not providers:
        return [Finding("channels", None, "none beside the website")]
    return asyncio.run(reach_providers(settings.public_url, providers))


async def reach_providers(public_url: str, providers: Sequence[Provider]) -> list[Finding]:
    """Return whether each provider is reached, with the address to enter there; no secret."""
    found = []
    for provider in providers:
        names = " and ".join(channel.name for channel in provider.channels)
        enter = f"enter {public_url}{webhook_path(provider)} there"
        try:
            words, reached = f"reached ({await provider.check()})", True
        except ChannelError as error:
            words, reached = f"not reached ({error.code})", False
        finally:
            await provider.close()
        found.append(Finding("channels", reached, f"{names} {words}; {enter}"))
    return found
