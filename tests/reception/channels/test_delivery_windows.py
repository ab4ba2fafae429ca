from __future__ import annotations

from dataclasses import replace

from first_step.admissions.errors import ChannelError
from first_step.reception.channels.rendering import Meter
from first_step.reception.channels.updates import WatermarkReport
from first_step.store import deliveries

from .conftest import VISITOR, Switchboard, states
from .fake_channel import SHORT


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
