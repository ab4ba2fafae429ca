"""What every channel is: a name, abilities, and a way to send. One folder each beside this file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from first_step.reception.channels.rendering import Abilities, Part


@dataclass(frozen=True)
class Sent:
    """The provider took a message. provider_id: its name there, None when it gives none."""

    provider_id: str | None


class Channel(Protocol):
    """One way to reach visitors beside the website."""

    @property
    def name(self) -> str:
        """Return the name as stored with conversations: "telegram"."""
        ...

    @property
    def abilities(self) -> Abilities:
        """Return what it can show."""
        ...

    async def send(self, address: str, part: Part, key: str) -> Sent:
        """Send one message; raises ChannelError.

        key: the same for every attempt at this message, for providers that drop repeats.
        """
        ...

    async def send_reminder(self, address: str, key: str) -> Sent | None:
        """Send the approved words that are allowed outside the reply window.

        Returns None where there are none. Raises ChannelError.
        """
        ...


# Nobody else may get the answers meant for who had a number before (issue of reused numbers).
FORGET_AFTER = timedelta(days=365)
