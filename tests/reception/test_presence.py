from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping

from redis import Redis

from first_step.reception.fan_out import CHANNEL
from first_step.reception.presence import Presence, Typing, Visitor
from first_step.reception.streams import Streams
from tests.redis_server import RedisServer

from .conftest import MakeHouse
from .house import PATIENCE, House


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_typing_told_every_five_seconds_is_seen_without_a_gap_and_then_ends() -> None:
    clock = Clock()
    presence = Presence(clock=clock)
    presence.visitor_types("kev")
    clock.now += 5.5
    assert presence.is_typing("kev")
    presence.visitor_types("kev")
    clock.now += 5.5
    assert presence.is_typing("kev")
    clock.now += 2
    assert not presence.is_typing("kev")


def test_only_what_the_visitor_sent_ends_their_typing_and_others_are_told_of_that() -> None:
    told: list[tuple[str, Typing]] = []
    presence = Presence(clock=Clock())
    presence.tell = lambda conversation, typing: told.append((conversation, typing))
    presence.visitor_types("kev")
    presence.stored("kev")  # by staff
    assert presence.is_typing("kev")
    presence.visitor_sent("kev")
    assert not presence.is_typing("kev")
    presence.visitor_sent("kev")
    assert told == [("kev", Visitor.TYPES), ("kev", Visitor.SENT)]


def test_a_reply_stored_at_another_process_leaves_the_visitor_typing(shared_house: House) -> None:
    front_door = shared_house.parts.front_door
    alice = shared_house.visitor()
    alice.client.post(alice.path + "/typing", headers=alice.bearer)
    front_door.heard(alice.conversation)
    assert front_door.presence.is_typing(alice.conversation)
    front_door.presence.heard_typing(alice.conversation, Visitor.SENT)
    assert not front_door.presence.is_typing(alice.conversation)


def test_what_was_typed_and_sent_is_typed_no_more(shared_house: House) -> None:
    presence = shared_house.parts.front_door.presence
    alice = shared_house.visitor()
    told = alice.client.post(alice.path + "/typing", headers=alice.bearer)
    assert told.status_code == 204
    assert presence.is_typing(alice.conversation)
    alice.say("here it is")
    assert not presence.is_typing(alice.conversation)


def test_other_processes_are_told_once_in_two_seconds_and_what_they_told_is_not_told_on() -> None:
    clock = Clock()
    told: list[tuple[str, Typing]] = []
    presence = Presence(clock=clock)
    presence.tell = lambda conversation, typing: told.append((conversation, typing))
    presence.visitor_types("kev")
    before = presence.version
    presence.visitor_types("kev")
    assert (told, presence.version) == ([("kev", Visitor.TYPES)], before)
    clock.now += 3
    presence.visitor_types("kev")
    presence.heard_typing("margaret", Visitor.TYPES)
    assert told == [("kev", Visitor.TYPES)] * 2
    assert presence.is_typing("margaret")


async def test_staff_who_type_at_another_process_are_shown_and_no_longer_when_they_stop() -> None:
    async def nothing(ids: Collection[str]) -> Mapping[str, int]:
        return {}

    streams = Streams(nothing)
    presence = Presence(streams)
    with streams.watch("kev", 0) as watch:
        presence.heard_typing("kev", "Sam is typing")
        assert watch.typing == "Sam is typing"
        presence.heard_typing("kev", "")
        assert watch.typing == ""


def test_a_visitor_who_types_at_one_process_is_seen_at_another_until_they_sent_it(
    make_house: MakeHouse, redis_server: RedisServer
) -> None:
    here, there = (make_house(FIRST_STEP_REDIS_URL=redis_server.url) for _ in range(2))
    redis = Redis.from_url(redis_server.url)
    until(lambda: redis.pubsub_numsub(CHANNEL)[0][1] == 2)
    alice = here.visitor()
    alice.client.post(alice.path + "/typing", headers=alice.bearer)
    presence = there.parts.front_door.presence
    until(lambda: presence.is_typing(alice.conversation))
    alice.say("here it is")
    until(lambda: not presence.is_typing(alice.conversation))
    redis.close()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE / 4  # below the seconds that typing is seen
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)
