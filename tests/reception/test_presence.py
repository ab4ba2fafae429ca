from __future__ import annotations

from first_step.reception.presence import Presence

from .house import House


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


def test_a_message_that_came_ends_the_typing() -> None:
    presence = Presence(clock=Clock())
    presence.visitor_types("kev")
    presence.stored("kev")
    assert not presence.is_typing("kev")


def test_what_was_typed_and_sent_is_typed_no_more(shared_house: House) -> None:
    presence = shared_house.parts.front_door.presence
    alice = shared_house.visitor()
    told = alice.client.post(alice.path + "/typing", headers=alice.bearer)
    assert told.status_code == 204
    assert presence.is_typing(alice.conversation)
    alice.say("here it is")
    assert not presence.is_typing(alice.conversation)
