from __future__ import annotations

import asyncio
from collections.abc import Callable

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.delivery import LEASE_SECONDS
from first_step.reception.channels.messenger import channel as messenger
from first_step.reception.channels.rendering import Part
from first_step.reception.channels.telegram import channel as telegram
from first_step.store import channel_identities, deliveries
from first_step.store.channel_identities import Outgoing

from .conftest import VISITOR, Switchboard
from .fake_channel import NAME, SHORT


class SlowChannel:
    """Takes its time with every part: meanwhile something else happens, as a test says."""

    name, abilities = NAME, SHORT

    def __init__(self, switchboard: Switchboard, meanwhile: Callable[[], None]) -> None:
        self.texts: list[str] = []
        self._meanwhile = meanwhile
        switchboard.delivery._channels = {NAME: self}  # type: ignore[dict-item]

    async def send(self, address: str, part: Part, key: str) -> Sent:
        self.texts.append(part.text)
        self._meanwhile()
        return Sent(f"SM{key}")


def claimed_elsewhere(talking: Switchboard) -> Outgoing | None:
    with talking.database.write() as session:
        return channel_identities.claim(session, "two", talking.clock(), LEASE_SECONDS)


def test_while_a_slow_provider_takes_many_messages_nobody_else_sends_them(
    talking: Switchboard,
) -> None:
    elsewhere = []

    def meanwhile() -> None:
        talking.clock.forward(LEASE_SECONDS - 1)
        elsewhere.append(claimed_elsewhere(talking))

    slow = SlowChannel(talking, meanwhile)
    said = [f"message {number}" for number in range(6)]
    for words in said:
        talking.say(words)
    talking.send()
    assert slow.texts == said
    assert elsewhere == [None] * 6


def test_who_lost_the_lease_stops_and_the_rest_is_sent_once(talking: Switchboard) -> None:
    taken = []

    def meanwhile() -> None:
        talking.clock.forward(LEASE_SECONDS + 1)
        taken.append(claimed_elsewhere(talking))

    slow = SlowChannel(talking, meanwhile)
    talking.say("one")
    talking.say("two")
    asyncio.run(talking.delivery.send_next())
    assert slow.texts == ["one"]
    assert taken[0] is not None


def test_stop_is_obeyed_while_messages_are_on_their_way(talking: Switchboard) -> None:
    def meanwhile() -> None:
        if len(slow.texts) == 1:
            with talking.database.write() as session:
                found = channel_identities.find(session, NAME, VISITOR)
                assert found is not None
                channel_identities.set_opted_out(session, found, talking.clock())

    slow = SlowChannel(talking, meanwhile)
    for words in ("one", "two", "three"):
        talking.say(words)
    talking.send()
    assert slow.texts == ["one"]


def test_no_provider_is_waited_for_longer_than_the_lease() -> None:
    assert max(telegram.TIMEOUT_SECONDS, messenger.TIMEOUT_SECONDS) * 2 < LEASE_SECONDS


def test_a_message_to_be_sent_again_while_others_are_on_their_way_is_not_forgotten(
    talking: Switchboard,
) -> None:
    talking.channel.failures = [ChannelError("30008", permanent=True)]
    talking.say("one")
    talking.send()

    def meanwhile() -> None:
        with talking.database.write() as session:
            for each in deliveries.failed(session):
                channel_identities.try_again(session, each.conversation, each.seq, talking.clock())

    slow = SlowChannel(talking, meanwhile)
    talking.say("two")
    talking.send()
    assert slow.texts == ["two", "one"]
