from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.delivery import (
    LEASE_SECONDS,
    LONGEST_RETRY_SECONDS,
    retry_seconds,
)
from first_step.reception.channels.messenger import channel as messenger
from first_step.reception.channels.rendering import Meter, Part
from first_step.reception.channels.telegram import channel as telegram
from first_step.reception.channels.updates import WatermarkReport
from first_step.store import channel_identities, deliveries, turns
from first_step.store.channel_identities import Outgoing

from .conftest import VISITOR, Switchboard
from .fake_channel import NAME, SHORT

PASSING = ChannelError("503")


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


def test_replies_go_out_in_order_to_who_wrote(talking: Switchboard) -> None:
    for words in ("one", "two", "three"):
        talking.say(words)
    talking.send()
    assert talking.channel.texts == ["one", "two", "three"]
    assert {address for address, _ in talking.channel.sent} == {VISITOR}


def test_staff_are_heard_there_as_the_bot_is(talking: Switchboard) -> None:
    talking.say("This is Alice.", sender="staff")
    talking.send()
    assert talking.channel.texts == ["This is Alice."]


def test_after_a_failure_it_is_tried_again_later_and_the_order_is_kept(
    talking: Switchboard,
) -> None:
    talking.channel.failures = [PASSING]
    talking.say("one")
    talking.say("two")
    talking.send()
    assert talking.channel.texts == []
    talking.clock.forward(3)
    talking.send()
    assert talking.channel.texts == ["one", "two"]


def test_parts_that_went_out_are_not_sent_again(talking: Switchboard) -> None:
    talking.say("First sentence. " * 30)
    talking.channel.failures = []
    first = talking.channel

    class StopsAfterOne:
        name, abilities = NAME, SHORT

        async def send(self, address: str, part: object, key: str) -> object:
            if len(first.sent) == 1:
                raise PASSING
            return await first.send(address, part, key)  # type: ignore[arg-type]

    talking.delivery._channels = {NAME: StopsAfterOne()}  # type: ignore[dict-item]
    talking.send()
    assert len(first.sent) == 1
    talking.delivery._channels = {NAME: first}
    talking.clock.forward(5)
    talking.send()
    assert " ".join(first.texts).count("First sentence.") == 30


def test_a_refusal_is_shown_as_failed_and_what_follows_still_goes(talking: Switchboard) -> None:
    talking.channel.failures = [ChannelError("21614", permanent=True)]
    talking.say("one")
    talking.say("two")
    talking.send()
    assert talking.channel.texts == ["two"]
    assert sorted(states(talking).values())[0] == "failed"


def test_who_blocked_us_is_not_written_to_until_they_write_again(talking: Switchboard) -> None:
    talking.channel.failures = [ChannelError("blocked", blocked=True)]
    talking.say("one")
    talking.send()
    talking.say("two")
    talking.send()
    assert talking.channel.texts == []
    talking.hear("I am back", "in-2")
    talking.say("three")
    talking.send()
    assert talking.channel.texts == ["three"]


def test_the_provider_may_ask_to_wait(talking: Switchboard) -> None:
    talking.channel.failures = [ChannelError("429", retry_after=60)]
    talking.say("one")
    talking.send()
    talking.clock.forward(30)
    talking.send()
    assert talking.channel.texts == []
    talking.clock.forward(31)
    talking.send()
    assert talking.channel.texts == ["one"]


def test_after_many_failures_it_is_given_up_and_seen(talking: Switchboard) -> None:
    talking.channel.failures = [PASSING] * 50
    talking.say("one")
    for _ in range(25):
        talking.send()
        talking.clock.forward(LONGEST_RETRY_SECONDS + 1)
    with talking.database.read() as session:
        assert [each.problem for each in deliveries.failed(session)] == ["503"]


def test_outside_the_reply_window_approved_words_go_once_and_the_rest_waits(
    talking: Switchboard,
) -> None:
    talking.channel.abilities = replace(SHORT, reply_window_hours=24)
    talking.clock.forward(25 * 3600)
    talking.say("one", sender="staff")
    talking.send()
    talking.say("two", sender="staff")
    talking.send()
    assert talking.channel.reminders == [VISITOR]
    assert talking.channel.texts == []
    talking.hear("yes I am here", "in-2")
    talking.send()
    assert talking.channel.texts == ["one", "two"]


def test_each_message_keeps_its_key_whenever_it_is_tried_again(talking: Switchboard) -> None:
    talking.channel.keys.clear()
    talking.channel.failures = [PASSING, PASSING]
    talking.say("one")
    for _ in range(3):
        talking.send()
        talking.clock.forward(60)
    assert len(talking.channel.keys) == 3
    assert len(set(talking.channel.keys)) == 1


def test_nothing_is_sent_to_somebody_who_said_stop_but_help_in_danger(
    talking: Switchboard,
) -> None:
    talking.hear("STOP", "in-2")
    talking.send()
    talking.channel.sent.clear()
    talking.say("news")
    talking.send()
    assert talking.channel.texts == []
    talking.hear("he has gone blue", "in-3")
    talking.send()
    assert len(talking.channel.texts) >= 1
    assert "999" in " ".join(talking.channel.texts)


def test_waiting_grows_is_bounded_and_never_shorter_than_asked() -> None:
    waits = [retry_seconds(attempt, 1.0, None) for attempt in range(1, 21)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_RETRY_SECONDS
    assert retry_seconds(1, 0.0, None) == 1.0
    assert retry_seconds(1, 0.0, 45.0) == 45.0
    assert retry_seconds(1, 0.0, 90_000.0) == LONGEST_RETRY_SECONDS


def test_a_channel_that_was_switched_off_loses_nothing_silently(talking: Switchboard) -> None:
    talking.delivery._channels = {}
    talking.say("one")
    talking.send()
    with talking.database.read() as session:
        assert [each.problem for each in deliveries.failed(session)] == ["channel_off"]
        assert channel_identities.find(session, NAME, VISITOR) is not None
        assert turns.waiting_count(session) == 1


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


def test_what_was_put_off_is_tried_at_once_when_they_write(talking: Switchboard) -> None:
    talking.channel.failures = [ChannelError("503", retry_after=500)]
    talking.say("one")
    talking.send()
    talking.hear("he has gone blue", "in-2")
    talking.send()
    assert talking.channel.texts[0] == "one"
    assert "999" in talking.channel.texts[1]


def test_what_is_held_is_not_read_and_comes_whole_when_they_write(talking: Switchboard) -> None:
    talking.channel.abilities = replace(SHORT, reply_window_hours=24)
    talking.clock.forward(25 * 3600)
    words = "A sentence of ours. " * 30
    talking.say(words, sender="staff")
    talking.send()
    talking.take(WatermarkReport(VISITOR, "read", talking.clock()))
    assert "held" in states(talking).values()
    talking.hear("yes I am here", "in-2")
    talking.send()
    assert " ".join(talking.channel.texts).count("A sentence of ours.") == 30


def test_reading_that_was_told_in_the_same_moment_as_delivery_counts(
    talking: Switchboard,
) -> None:
    talking.say("one")
    talking.send()
    read_at = talking.clock()
    talking.clock.forward(1)
    talking.take(
        WatermarkReport(VISITOR, "delivered", read_at), WatermarkReport(VISITOR, "read", read_at)
    )
    assert set(states(talking).values()) == {"read"}


def test_a_part_that_went_out_stays_so_when_the_rest_is_given_up(talking: Switchboard) -> None:
    talking.say("First sentence. " * 30)
    channel = talking.channel

    class RefusesTheSecond:
        name, abilities = NAME, SHORT

        async def send(self, address: str, part: Part, key: str) -> Sent:
            if len(channel.sent) == 1:
                raise ChannelError("30007", permanent=True)
            return await channel.send(address, part, key)

    talking.delivery._channels = {NAME: RefusesTheSecond()}  # type: ignore[dict-item]
    talking.send()
    with talking.database.read() as session:
        failed = deliveries.failed(session)
    assert [(each.part, each.problem) for each in failed] == [(1, "30007")]


def test_a_conversation_costs_no_more_than_a_day_allows_but_danger_goes_out(
    talking: Switchboard,
) -> None:
    meter = Meter(lambda text: (text, 320), lambda text: 1, 3)
    talking.channel.abilities = replace(SHORT, meter=meter)
    for number in range(6):
        talking.say(f"answer {number}")
    talking.send()
    spent = len(talking.channel.texts)
    assert 0 < spent < 3
    with talking.database.read() as session:
        assert {each.problem for each in deliveries.failed(session)} == {"day_limit"}
    talking.hear("he has gone blue", "in-2")
    talking.send()
    assert "999" in " ".join(talking.channel.texts[spent:])
    talking.clock.forward(25 * 3600)
    talking.say("a new day")
    talking.send()
    assert talking.channel.texts[-1] == "a new day"


def late(talking: Switchboard) -> None:
    """Let a day pass on a channel where people may still answer for a week."""
    talking.channel.abilities = replace(SHORT, reply_window_hours=24, person_window_hours=168)
    talking.clock.forward(25 * 3600)


def test_what_a_person_writes_may_go_out_late_and_says_so_and_nothing_else_does(
    talking: Switchboard,
) -> None:
    late(talking)
    talking.say("Sam has joined.", sender="system")
    talking.say("I am Sam.", sender="staff")
    talking.send()
    talking.say("Still here.", sender="staff")
    talking.send()
    assert [(part.text, part.late) for _, part in talking.channel.sent] == [
        ("I am Sam.", True),
        ("Still here.", True),
    ]
    assert "held" in states(talking).values()
    talking.hear("I am back", "in-2")
    talking.send()
    (_, part) = talking.channel.sent[-1]
    assert (part.text, part.late) == ("Sam has joined.", False)
    assert set(states(talking).values()) == {"sent"}


def test_after_a_week_a_person_is_held_too(talking: Switchboard) -> None:
    late(talking)
    talking.clock.forward(7 * 24 * 3600)
    talking.say("I am Sam.", sender="staff")
    talking.send()
    assert talking.channel.texts == []
    talking.hear("I am back", "in-2")
    talking.send()
    assert talking.channel.texts == ["I am Sam."]


def test_within_the_window_a_person_is_not_late(talking: Switchboard) -> None:
    talking.channel.abilities = replace(SHORT, reply_window_hours=24, person_window_hours=168)
    talking.say("I am Sam.", sender="staff")
    talking.send()
    assert [part.late for _, part in talking.channel.sent] == [False]


def test_messages_that_failed_are_sent_again_when_staff_say_so_and_nothing_twice(
    talking: Switchboard,
) -> None:
    refused = [ChannelError("30008", permanent=True)] * 2
    talking.channel.failures = [*refused]
    for words in ("one", "two", "three"):
        talking.say(words)
    talking.send()
    assert talking.channel.texts == ["three"]
    with talking.database.write() as session:
        failed = deliveries.failed(session)
        for each in failed:
            assert channel_identities.try_again(
                session, each.conversation, each.seq, talking.clock()
            )
    talking.channel.failures = [refused[0]]
    talking.send()
    assert len(failed) == 2
    assert talking.channel.texts == ["three", "two"]
    with talking.database.read() as session:
        assert [each.problem for each in deliveries.failed(session)] == ["30008"]


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
