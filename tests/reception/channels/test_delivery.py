from __future__ import annotations

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.channel import Sent
from first_step.reception.channels.delivery import LONGEST_RETRY_SECONDS, retry_seconds
from first_step.reception.channels.rendering import Part
from first_step.reception.channels.updates import WatermarkReport
from first_step.store import channel_identities, deliveries, turns

from .conftest import VISITOR, Switchboard, states
from .fake_channel import NAME, SHORT

PASSING = ChannelError("503")


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
