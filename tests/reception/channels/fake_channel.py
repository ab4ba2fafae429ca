"""A provider that remembers what it was given, and fails when a test says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.rendering import Abilities, Part

NAME = "sms"
SHORT = Abilities(longest_text=320, keywords=True, delivery_reports=True)


@dataclass
class FakeChannel:
    """Named like a real one, for its words come from content/."""

    name: str = NAME
    abilities: Abilities = SHORT
    failures: list[ChannelError] = field(default_factory=list)
    sent: list[tuple[str, Part]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [part.text for _, part in self.sent]

    async def send(self, address: str, part: Part, key: str) -> Sent:
        self.keys.append(key)
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((address, part))
        return Sent(f"SM{len(self.sent)}")

    async def send_reminder(self, address: str, key: str) -> Sent | None:
        self.reminders.append(address)
        return Sent(f"RM{len(self.reminders)}")
