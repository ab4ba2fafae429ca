from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timezone

from first_step.reception.metrics import Metrics
from first_step.reception.rasa_client import Question, RasaAnswer
from first_step.reception.threads import Threads
from first_step.reception.turn_outcomes import Kept, TurnOutcomes
from first_step.reception.worker import Worker
from first_step.store import conversations
from first_step.store.turns import Turn

from .conftest import MakeHouse
from .fake_rasa import GREETING, TOKEN, TRAUMA, FakeRasa
from .house import House


def test_rasa_gets_the_message_with_the_token_and_its_id(house: House, rasa: FakeRasa) -> None:
    alice = house.visitor()
    alice.say("what about trauma", id="m1")
    rasa.wait_until_asked()
    assert rasa.asked[0] == {
        "conversation": alice.conversation,
        "message_id": "m1",
        "text": "what about trauma",
        "payload": None,
        "crisis": None,
        "again": False,
        "channel": "website",
    }
    assert rasa.tokens == [f"Bearer {TOKEN}"]


def test_every_reply_comes_with_its_answer_and_buttons(house: House, rasa: FakeRasa) -> None:
    rasa.replies = [GREETING, TRAUMA]
    alice = house.visitor()
    alice.say("hi, what about trauma")
    trauma = alice.wait_for_answer("cause/trauma")
    assert alice.answers() == ["say/greet", "cause/trauma"]
    assert trauma["buttons"] == TRAUMA["buttons"]


def test_danger_is_answered_at_once_and_not_said_again(house: House, rasa: FakeRasa) -> None:
    rasa.replies = [
        {"answer": "crisis/overdose", "text": "Call 999.", "buttons": []},
        {"answer": "flow/resume", "text": "Carry on?", "buttons": []},
    ]
    alice = house.visitor()
    accepted = alice.say("hes gone blue")
    assert [each["answer"] for each in accepted.json()["messages"]] == ["crisis/overdose"]
    assert "999" in accepted.json()["messages"][0]["text"]
    alice.wait_for_answer("flow/resume")
    assert alice.answers() == ["crisis/overdose", "flow/resume"]
    assert rasa.asked[0]["crisis"]["label"] == "crisis_overdose"


def test_messages_of_one_conversation_are_asked_one_at_a_time_and_in_order(
    house: House, rasa: FakeRasa
) -> None:
    alice = house.visitor()
    rasa.hold()
    alice.say("first " + "x" * 100)
    rasa.wait_until_asked(1)
    alice.say("second " + "x" * 100)
    alice.say("third " + "x" * 100)
    assert len(rasa.asked) == 1
    rasa.release()
    rasa.wait_until_asked(3)
    assert [each["text"].split()[0] for each in rasa.asked] == ["first", "second", "third"]


def test_three_short_messages_that_wait_get_one_answer(house: House, rasa: FakeRasa) -> None:
    alice = house.visitor()
    rasa.hold()
    alice.say("first " + "x" * 100)
    rasa.wait_until_asked(1)
    for text in ("so", "my brother", "is he ok"):
        alice.say(text)
    rasa.release()
    rasa.wait_until_asked(2)
    assert rasa.asked[1]["text"] == "so\nmy brother\nis he ok"


def test_two_conversations_do_not_wait_for_each_other(house: House, rasa: FakeRasa) -> None:
    alice, bob = house.visitor(), house.visitor()
    rasa.hold()
    alice.say("hello")
    bob.say("hello")
    rasa.wait_until_asked(2)
    assert {each["conversation"] for each in rasa.asked} == {alice.conversation, bob.conversation}


def test_before_rasa_ever_answered_the_visitor_hears_that_it_wakes_up_and_then_the_answer(
    house: House, rasa: FakeRasa
) -> None:
    rasa.stop()
    alice = house.visitor()
    alice.say("hello")
    waking = alice.wait_for_answer("system/waking_up")
    assert waking["sender"] == "system"
    assert "999" in waking["text"]
    rasa.start()
    alice.wait_for_answer("say/greet")
    assert alice.answers() == ["system/waking_up", "say/greet"]


def test_an_outage_is_told_once_and_again_in_the_next(house: House, rasa: FakeRasa) -> None:
    alice = house.visitor()
    alice.say("one")
    alice.wait_for_answer("say/greet")
    for outage in (1, 2):
        rasa.status = 503
        alice.say(f"in outage {outage}")
        alice.say(f"again in outage {outage}")
        seen = alice.wait_for_answer("system/away", after=len(alice.messages()) - 2)["seq"]
        rasa.wait_until_asked(len(rasa.asked) + 1)
        rasa.status = 200
        alice.wait_for_answer("say/greet", after=seen)
        # Else the rest of this outage is told of as the next one.
        house.wait_until_answered()
    answers = alice.answers()
    assert answers.count("system/away") == 2
    assert answers[1] == "system/away"
    assert answers[-1] == "say/greet"


def test_a_silent_rasa_is_an_outage_too(make_house: MakeHouse, rasa: FakeRasa) -> None:
    house = make_house(FIRST_STEP_RASA_TIMEOUT="0.2")
    alice = house.visitor()
    rasa.hold()
    alice.say("hello")
    alice.wait_for_answer("system/waking_up")
    rasa.release()
    alice.wait_for_answer("say/greet")


def test_in_danger_with_rasa_away_the_card_stands_alone(house: House, rasa: FakeRasa) -> None:
    rasa.stop()
    alice = house.visitor()
    assert alice.say("he has gone blue").json()["messages"][0]["answer"] == "crisis/overdose"
    bob = house.visitor()
    bob.say("hello")
    bob.wait_for_answer("system/waking_up")
    assert alice.answers() == ["crisis/overdose"]


def test_a_hint_of_danger_with_rasa_away_is_checked_by_the_front_door(
    house: House, rasa: FakeRasa
) -> None:
    rasa.stop()
    rasa.replies = [{"answer": "crisis/check", "text": "Is anyone in danger?", "buttons": []}]
    alice = house.visitor()
    alice.say("it is all hopeless")
    check = alice.wait_for_answer("crisis/check")
    assert "check:overdose" in [button["payload"] for button in check["buttons"]]
    alice.wait_for_answer("system/waking_up")
    tapped = alice.tap("check:overdose")
    assert tapped.json()["messages"][0]["answer"] == "crisis/overdose"
    rasa.start()
    rasa.wait_until_asked(2)
    assert alice.answers().count("crisis/check") == 1


def test_a_message_that_rasa_refuses_is_given_up_and_the_visitor_told(
    house: House, rasa: FakeRasa
) -> None:
    rasa.status = 400
    alice = house.visitor()
    alice.say("hello")
    told = alice.wait_for_answer("system/not_answered")
    rasa.status = 200
    alice.say("hello again")
    alice.wait_for_answer("say/greet", after=told["seq"])
    assert len(rasa.asked) == 2


def test_asking_for_a_person_marks_the_conversation(house: House, rasa: FakeRasa) -> None:
    rasa.label = "request_human"
    rasa.replies = [{"answer": "handoff/waiting", "text": "In line.", "buttons": []}]
    alice = house.visitor()
    alice.say("can i talk to someone")
    # Nobody is at the desk and no hours are set, which the dialogue cannot know.
    alice.wait_for_answer("handoff/hours_unknown")
    with house.parts.database.read() as session:
        found = conversations.get(session, alice.conversation)
    assert found is not None
    assert found.asked_for_person_at is not None
    assert found.in_danger_at is None


def test_a_late_answer_after_staff_took_over_is_not_said(house: House, rasa: FakeRasa) -> None:
    alice = house.visitor()
    rasa.hold()
    alice.say("hello")
    rasa.wait_until_asked()
    clock = house.parts.front_door.clock
    with house.parts.database.write() as session:
        conversations.take_over(session, alice.conversation, "sam", clock())
    rasa.release()
    bob = house.visitor()
    bob.say("hello")
    bob.wait_for_answer("say/greet")
    assert alice.answers() == []


def test_while_staff_hold_a_conversation_rasa_hears_nothing_and_danger_is_still_found(
    house: House, rasa: FakeRasa
) -> None:
    alice = house.visitor()
    with house.parts.database.write() as session:
        conversations.take_over(session, alice.conversation, "sam", house.parts.front_door.clock())
    alice.say("hello sam")
    accepted = alice.say("he has gone blue")
    card = accepted.json()["messages"][0]
    assert (card["answer"], card["sender"]) == ("crisis/overdose", "system")
    bob = house.visitor()
    bob.say("hello")
    bob.wait_for_answer("say/greet")
    assert {each["conversation"] for each in rasa.asked} == {bob.conversation}


def test_rasa_is_told_when_a_message_is_put_to_it_again(house: House, rasa: FakeRasa) -> None:
    rasa.status = 500
    house.visitor().say("hello", id="m1")
    rasa.wait_until_asked(2)
    assert [asked["again"] for asked in rasa.asked[:2]] == [False, True]
    assert {asked["message_id"] for asked in rasa.asked[:2]} == {"m1"}


class SlowClaim(TurnOutcomes):
    """Outcomes whose one turn is claimed slowly: `claiming` is set, then `go_on` waited for."""

    def __init__(self) -> None:
        now = datetime(2026, 11, 24, tzinfo=timezone.utc)
        self.turns = [Turn("kev", (1,), "m1", "hello", None, None, now, 1, "website")]
        self.claiming, self.go_on = threading.Event(), threading.Event()
        self.kept: list[str] = []

    def claim(self) -> Turn | None:
        self.claiming.set()
        assert self.go_on.wait(20)
        return self.turns.pop() if self.turns else None

    def keep(self, turn: Turn, answer: RasaAnswer) -> Kept:
        self.kept.append(turn.message_id)
        return Kept(True, None)


class QuickRasa:
    async def ask(self, question: Question) -> RasaAnswer:
        return RasaAnswer(())


async def test_a_turn_being_claimed_when_the_process_stops_is_answered_first() -> None:
    outcomes, threads = SlowClaim(), Threads("test", 2)
    worker = Worker(QuickRasa(), outcomes, threads, lambda _: None, Metrics())
    running = asyncio.ensure_future(worker.run())
    worker.wake()
    await threads.run(outcomes.claiming.wait, 20)
    running.cancel()
    await asyncio.sleep(0)
    outcomes.go_on.set()
    await asyncio.wait([running], timeout=20)
    threads.close()
    assert running.cancelled()
    assert outcomes.kept == ["m1"]
