from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.rasa_client import RasaAnswer, RasaReply
from first_step.reception.words import Words
from first_step.store import counts
from first_step.store.database import open_database

from .fakes import OVERDOSE
from .house import settings_for
from .test_turn_outcomes import Bench

KINDS = ("reading", "topic", "shown", "flow_step", "followed_by_not_meant", "danger")
GENETIC, CLARIFY = "cause/genetic", "fallback/clarify"


class Counting(Bench):
    """A bench whose counts can be read. Each message is asked and answered at once."""

    def exchange(self, label: str | None, *answers: str, tapped: str | None = None) -> None:
        self.asked = getattr(self, "asked", 0) + 1
        self.say("x" * 100, id=f"m{self.asked}")
        turn = self.claim()
        if tapped:
            turn = type(turn)(**{**vars(turn), "payload": tapped})
        replies = tuple(RasaReply(answer, "Words.") for answer in answers)
        assert self.first.keep(turn, RasaAnswer(replies, label, 0.9)).counted

    def counted(self, kind: str) -> dict[str, int]:
        with self.database.read() as session:
            found = counts.between(session, kind, date.min, date.max)
        assert {each.channel for each in found} <= {"website"}
        return {each.key: each.count for each in found}


@pytest.fixture
def bench(data_dir: Path, library: LiveLibrary) -> Iterator[Counting]:
    database = open_database(settings_for(data_dir, "http://127.0.0.1:9"))
    yield Counting(database, Words(library))
    database.dispose()


def test_an_answer_counts_its_topic_what_was_shown_and_that_it_was_understood(
    bench: Counting,
) -> None:
    bench.exchange(GENETIC, GENETIC)
    bench.exchange(GENETIC, GENETIC, "cause/family_history")
    assert bench.counted("topic") == {GENETIC: 2}
    assert bench.counted("shown") == {GENETIC: 2, "cause/family_history": 1}
    assert bench.counted("reading") == {"understood": 2}
    assert bench.counted("followed_by_not_meant") == bench.counted("danger") == {}


@pytest.mark.parametrize(
    ("answer", "reading"),
    [
        (CLARIFY, "clarified"),
        ("fallback/menu", "not_understood"),
        ("fallback/unreadable", "not_understood"),
        ("language/polish", "other_language"),
        ("flow/phone", "in_form"),
    ],
)
def test_how_a_message_was_taken_shows_in_its_answer(
    bench: Counting, answer: str, reading: str
) -> None:
    bench.exchange(None, answer)
    assert bench.counted("reading") == {reading: 1}


def test_a_label_that_was_doubted_is_no_topic(bench: Counting) -> None:
    bench.exchange(GENETIC, CLARIFY)
    assert bench.counted("topic") == {}


def test_a_tap_needs_no_reading(bench: Counting) -> None:
    bench.exchange(GENETIC, GENETIC, tapped="label:cause/genetic")
    assert bench.counted("reading") == {"tapped": 1}
    assert bench.counted("topic") == {GENETIC: 1}


@pytest.mark.parametrize(
    ("label", "then"), [("complain", "say/complain"), ("deny", "say/deny"), (None, CLARIFY)]
)
def test_an_answer_that_was_not_meant_is_known_by_what_follows(
    bench: Counting, label: str | None, then: str
) -> None:
    bench.exchange(GENETIC, GENETIC)
    bench.exchange(label, then)
    bench.exchange(label, then)
    assert bench.counted("followed_by_not_meant") == {GENETIC: 1}


def test_a_no_in_the_form_is_about_the_form(bench: Counting) -> None:
    bench.exchange(GENETIC, GENETIC)
    bench.exchange("deny", "flow/age")
    assert bench.counted("followed_by_not_meant") == {}


def test_a_step_counts_once_however_often_it_is_asked(bench: Counting) -> None:
    bench.exchange("request_contact", "flow/for_whom")
    bench.exchange("inform", "flow/age")
    bench.exchange("inform", "flow/age")
    assert bench.counted("flow_step") == {"for_whom": 1, "age": 1}
    assert bench.counted("shown") == {}


def test_danger_counts_once_by_its_band(bench: Counting) -> None:
    bench.say("he has gone blue", OVERDOSE.as_dict())
    answer = RasaAnswer((RasaReply("crisis/overdose", "Ring 999."),), "crisis_overdose", 0.9)
    bench.first.keep(bench.claim(), answer)
    assert bench.counted("danger") == {"act": 1}


def test_danger_that_rasa_never_answered_counts_too(bench: Counting) -> None:
    bench.say("he has gone blue", OVERDOSE.as_dict())
    bench.first.give_up(bench.claim())
    assert bench.counted("danger") == {"act": 1}
    assert bench.counted("reading") == {"not_answered": 1}


def test_an_answer_that_came_too_late_is_not_counted(bench: Counting) -> None:
    bench.say("x" * 100)
    late = bench.claim()
    bench.clock.forward(11)
    bench.claim(bench.worker("second"))
    bench.first.keep(late, RasaAnswer((RasaReply(GENETIC, "Words."),), GENETIC, 0.9))
    assert all(bench.counted(kind) == {} for kind in KINDS)
