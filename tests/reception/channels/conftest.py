from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.channels.delivery import Delivery
from first_step.reception.channels.inbox import Inbox
from first_step.reception.channels.updates import TextUpdate, Update
from first_step.reception.front_door import FrontDoor
from first_step.reception.intake import Intake
from first_step.reception.journal import Journal
from first_step.reception.limits import Rate, RateLimit, visitor_limits
from first_step.reception.metrics import Metrics
from first_step.reception.threads import Threads
from first_step.reception.tokens import Tokens
from first_step.reception.words import Words
from first_step.store import channel_identities, deliveries, messages
from first_step.store.database import Database, open_database
from first_step.store.messages import Message
from tests.reception.fakes import FakeClock, FakeReader
from tests.reception.house import settings_for

from .fake_channel import NAME, FakeChannel

VISITOR = "+447700900123"


@dataclass
class Switchboard:
    """The way in and the way out of one channel, over a real database."""

    database: Database
    clock: FakeClock
    channel: FakeChannel
    inbox: Inbox
    delivery: Delivery

    def take(self, *updates: Update) -> None:
        async def take() -> None:
            for update in updates:
                await self.inbox.take(self.channel, update)

        asyncio.run(take())

    def hear(self, text: str, id: str = "in-1", sender: str = VISITOR) -> None:
        self.take(TextUpdate(id, sender, text))

    def send(self) -> None:
        """Send all that is due now."""

        async def send() -> None:
            while await self.delivery.send_next():
                pass

        asyncio.run(send())

    @property
    def conversation(self) -> str:
        with self.database.read() as session:
            found = channel_identities.find(session, NAME, VISITOR)
        assert found is not None
        return found.conversation

    def said(self) -> list[Message]:
        with self.database.read() as session:
            return messages.after(session, self.conversation, 0, 200)

    def say(self, text: str, *titles: str, answer: str | None = None, sender: str = "bot") -> None:
        """Store a reply, as the worker or the desk does."""
        buttons = [(title, f"label:{title.lower()}") for title in titles]
        conversation = self.conversation
        with self.database.write() as session:
            messages.add_reply(
                session,
                conversation,
                sender,  # type: ignore[arg-type]
                text,
                buttons,
                answer,
                self.clock(),
            )


@pytest.fixture
def switchboard(data_dir: Path, library: LiveLibrary) -> Iterator[Switchboard]:
    settings = settings_for(data_dir, "http://127.0.0.1:9")
    database, clock, metrics, words = (
        open_database(settings),
        FakeClock(),
        Metrics(),
        Words(library),
    )
    journal = Journal(data_dir / "journal", database.sealer)
    intake = Intake(database, FakeReader(), words, metrics, clock, journal)
    tokens = Tokens(settings.token_key)
    # By the clock of the tests: a slow machine must not let somebody in again.
    messages_limit = RateLimit(Rate(burst=60, per_second=1), lambda: clock().timestamp())
    limits = replace(visitor_limits(), messages=messages_limit)
    door = FrontDoor(database, intake, words, tokens, limits, metrics, clock)
    threads, channel = Threads("channels", 2), FakeChannel()
    inbox = Inbox(database, door, threads, lambda: None)
    delivery = Delivery(
        database, {NAME: channel}, words, threads, metrics, clock, "one", draw=lambda: 1.0
    )
    yield Switchboard(database, clock, channel, inbox, delivery)
    threads.close()
    door.close()
    database.dispose()


@pytest.fixture
def talking(switchboard: Switchboard) -> Switchboard:
    switchboard.hear("hello")
    switchboard.send()
    switchboard.channel.sent.clear()
    return switchboard


def states(switchboard: Switchboard) -> dict[int, str]:
    with switchboard.database.read() as session:
        found = deliveries.of_conversation(session, switchboard.conversation)
    return {seq: each.state for seq, each in found.items()}
