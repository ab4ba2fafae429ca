from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.rasa_client import RasaAnswer, RasaReply
from first_step.reception.turn_outcomes import TurnOutcomes, back_off
from first_step.reception.words import Words
from first_step.store import alerts, conversations, messages, review_items, turns
from first_step.store.database import Database, open_database
from first_step.store.turns import Turn

from .fakes import CHECK, OVERDOSE, FakeClock
from .house import settings_for

ALICE = "a" * 32
HELLO = RasaAnswer((RasaReply("say/greet", "Hello."),), "greet", 0.9)


class Bench:
    """Turns over a real database, with a clock that a test moves."""

    def __init__(self, database: Database, words: Words) -> None:
        self.database = database
        self.clock = FakeClock()
        self.words = words
        self.first = self.worker("first")
        with database.write() as session:
            conversations.create(session, ALICE, "website", self.clock())

    def worker(self, name: str) -> TurnOutcomes:
        return TurnOutcomes(self.database, self.words, self.clock, name, 10)

    def say(self, text: str, crisis: dict[str, Any] | None = None, id: str = "m1") -> None:
        with self.database.write() as session:
            message, _ = messages.add_visitor_message(session, ALICE, id, text, None, self.clock())
            turns.queue(session, ALICE, message.seq, crisis, self.clock())

    def claim(self, worker: TurnOutcomes | None = None) -> Turn:
        turn = (worker or self.first).claim()
        assert turn is not None
        return turn

    @property
    def answers(self) -> list[str | None]:
        with self.database.read() as session:
            said = messages.after(session, ALICE, 0, 100)
        return [each.answer for each in said if each.sender != "visitor"]

    @property
    def alerts(self) -> list[tuple[str, str | None]]:
        with self.database.read() as session:
            return [(each.band, each.label) for each in alerts.unacknowledged(session)]

    def fail(self) -> None:
        turn = self.claim()
        put_off = self.first.put_off(turn)
        assert put_off is not None
        self.clock.forward(put_off.seconds)


@pytest.fixture
def bench(data_dir: Path, library: LiveLibrary) -> Iterator[Bench]:
    database = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield Bench(database, Words(library))
    database.dispose()


def test_waiting_grows_to_ten_seconds_and_no_further() -> None:
    assert [back_off(attempt) for attempt in range(1, 8)] == [1, 2, 4, 8, 10, 10, 10]


def test_an_answer_is_stored_once(bench: Bench) -> None:
    bench.say("hello")
    turn = bench.claim()
    assert bench.first.keep(turn, HELLO).counted
    assert not bench.first.keep(turn, HELLO).counted
    assert bench.answers == ["say/greet"]
    assert bench.first.claim() is None


def test_the_next_turn_comes_with_the_answer_to_the_one_before(bench: Bench) -> None:
    bench.say("x" * 100, id="m1")
    bench.say("y" * 100, id="m2")
    kept = bench.first.keep(bench.claim(), HELLO)
    assert kept.next is not None
    assert kept.next.message_id == "m2"
    assert bench.first.keep(kept.next, HELLO).next is None


def test_a_worker_whose_lease_is_over_stores_nothing(bench: Bench) -> None:
    bench.say("hello")
    second = bench.worker("second")
    late = bench.claim()
    assert second.claim() is None
    bench.clock.forward(11)
    turn = bench.claim(second)
    assert not bench.first.keep(late, HELLO).counted
    assert bench.first.put_off(late) is None
    assert not bench.first.give_up(late)
    assert second.keep(turn, HELLO).counted
    assert bench.answers == ["say/greet"]


def test_a_turn_put_off_is_not_claimed_before_its_time(bench: Bench) -> None:
    bench.say("hello")
    put_off = bench.first.put_off(bench.claim())
    assert put_off is not None
    assert put_off.seconds == 1
    assert bench.first.claim() is None
    bench.clock.forward(1)
    assert bench.claim().attempt == 2


def test_an_outage_is_told_once_however_often_and_whoever_tries(bench: Bench) -> None:
    bench.say("hello")
    for _ in range(4):
        bench.fail()
    bench.say("x" * 100, id="m2")
    bench.first = bench.worker("after a restart")
    bench.fail()
    assert bench.answers == ["system/waking_up"]


def test_after_an_answer_the_next_outage_is_told_anew_and_otherwise(bench: Bench) -> None:
    bench.say("hello")
    bench.fail()
    bench.first.keep(bench.claim(), HELLO)
    bench.say("and now", id="m2")
    bench.fail()
    assert bench.answers == ["system/waking_up", "say/greet", "system/away"]


def test_nothing_is_said_below_a_card_while_rasa_is_away(bench: Bench) -> None:
    bench.say("he has gone blue", OVERDOSE.as_dict())
    with bench.database.write() as session:
        messages.add_reply(
            session, ALICE, "bot", "999", (), "crisis/overdose", bench.clock(), reply_to=1
        )
    bench.fail()
    assert bench.answers == ["crisis/overdose"]


def test_the_check_is_asked_once_in_an_outage_and_not_again_by_rasa(bench: Bench) -> None:
    bench.say("it is hopeless", CHECK.as_dict())
    bench.fail()
    bench.fail()
    assert bench.answers == ["crisis/check", "system/waking_up"]
    check = RasaReply("crisis/check", "Is anyone in danger?")
    bench.first.keep(bench.claim(), RasaAnswer((check,), "crisis_suicide", 0.4))
    assert bench.answers == ["crisis/check", "system/waking_up"]


def test_a_turn_given_up_is_told_and_not_tried_again(bench: Bench) -> None:
    bench.say("hello")
    assert bench.first.give_up(bench.claim())
    assert bench.answers == ["system/not_answered"]
    bench.clock.forward(100)
    assert bench.first.claim() is None


def test_danger_that_only_rasa_saw_alerts_staff_too(bench: Bench) -> None:
    bench.say("he took")
    card = RasaReply("crisis/overdose", "Call 999.")
    bench.first.keep(bench.claim(), RasaAnswer((card,), "crisis_overdose", 0.9))
    assert bench.alerts == [("act", "crisis_overdose")]
    with bench.database.read() as session:
        found = conversations.get(session, ALICE)
    assert found is not None
    assert found.in_danger_at is not None


def test_a_typed_yes_to_the_suicide_card_alerts_staff(bench: Bench) -> None:
    bench.say("yes")
    card = RasaReply("crisis/suicide_acted", "Call 999.")
    bench.first.keep(bench.claim(), RasaAnswer((card,), "affirm", 0.9))
    assert bench.alerts == [("act", "crisis_suicide")]


def test_danger_that_was_alerted_on_arrival_is_not_alerted_twice(bench: Bench) -> None:
    bench.say("hopeless", CHECK.as_dict())
    check = RasaReply("crisis/check", "Is anyone in danger?")
    bench.first.keep(bench.claim(), RasaAnswer((check,), None, 0.0))
    assert bench.alerts == []  # the intake raised it


@pytest.mark.parametrize(
    ("answer", "marked"), [("handoff/waiting", True), ("fallback/clarify", False)]
)
def test_only_who_was_understood_to_ask_for_a_person_is_marked(
    bench: Bench, answer: str, marked: bool
) -> None:
    bench.say("a person maybe")
    replies = (RasaReply(answer, "..."),)
    bench.first.keep(bench.claim(), RasaAnswer(replies, "request_human", 0.3))
    with bench.database.read() as session:
        found = conversations.get(session, ALICE)
    assert found is not None
    assert (found.asked_for_person_at is not None) is marked


def test_while_staff_hold_the_conversation_nothing_is_stored(bench: Bench) -> None:
    bench.say("hello")
    turn = bench.claim()
    with bench.database.write() as session:
        conversations.take_over(session, ALICE, "sam", bench.clock())
    assert not bench.first.keep(turn, HELLO).counted
    assert bench.first.put_off(turn) is None
    assert bench.answers == []


def consent(bench: Bench) -> None:
    with bench.database.write() as session:
        conversations.set_review_consent(session, ALICE, True, bench.clock())


def to_review(bench: Bench) -> list[review_items.ReviewItem]:
    with bench.database.read() as session:
        return review_items.undecided(session, 10)


ASKED_BACK = RasaAnswer((RasaReply("fallback/clarify", "Did you mean?"),), "family/enabling", 0.31)
GAVE_UP = RasaAnswer((RasaReply("fallback/menu", "Pick one."),), "greet", 0.1)


@pytest.mark.parametrize(
    ("answer", "kind"), [(ASKED_BACK, "clarified"), (GAVE_UP, "not_understood")]
)
def test_with_consent_what_was_not_understood_is_kept_masked(
    bench: Bench, answer: RasaAnswer, kind: str
) -> None:
    consent(bench)
    bench.say("my son Tommy stole from me, ring 07700 900123")
    assert bench.first.keep(bench.claim(), answer).counted
    (item,) = to_review(bench)
    assert item.words == "my son [name] stole from me, ring [number]"
    assert (item.kind, item.label, item.confidence) == (kind, answer.label, answer.confidence)


def test_without_consent_or_when_understood_nothing_is_kept(bench: Bench) -> None:
    bench.say("my son stole")
    bench.first.keep(bench.claim(), ASKED_BACK)
    consent(bench)
    bench.say("hello", id="m2")
    bench.first.keep(bench.claim(), HELLO)
    assert to_review(bench) == []
