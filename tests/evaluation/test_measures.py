from __future__ import annotations

import pytest

from first_step.evaluation.intervals import Share
from first_step.evaluation.measures import (
    answered_as_topic,
    guess,
    in_top_three,
    label_figures,
    label_scores,
    macro_f1,
    macro_f1_interval,
)

from .made_readings import row


def test_accuracy_and_top_three_are_over_all_messages_even_those_asked_back() -> None:
    figures = label_figures(
        [
            row("greet", "greet"),
            row("greet", "menu", "greet", abstain="clarify"),
            row("menu", "menu", abstain="menu"),
            row("thank", "a", "b", "c", "thank"),
        ]
    )
    assert figures.accuracy == Share(2, 4)
    assert figures.top_three == Share(3, 4)
    assert figures.asked_back == Share(2, 4)
    assert figures.answered_right == Share(1, 2)


def test_a_message_without_words_is_out_of_scope() -> None:
    assert guess(row("out_of_scope")[1]) == "out_of_scope"
    assert in_top_three(row("out_of_scope"))


def test_asking_back_or_saying_that_it_is_out_of_scope_is_no_answer() -> None:
    assert answered_as_topic(row("out_of_scope", "greet"))
    assert not answered_as_topic(row("out_of_scope", "greet", abstain="clarify"))
    assert not answered_as_topic(row("out_of_scope", "out_of_scope"))


def test_macro_f1_weighs_every_label_alike() -> None:
    truth = ["a", "a", "a", "b"]
    # a: 3 of 3 found, 4 given: F1 6/7. b: never found: 0.
    assert macro_f1(truth, ["a", "a", "a", "a"]) == pytest.approx(3 / 7)
    # A label that nobody should get has no F1 of its own.
    assert macro_f1(["a", "b"], ["a", "c"]) == pytest.approx(0.5)
    assert macro_f1([], []) == 0


def test_the_interval_of_macro_f1_holds_it_and_is_the_same_each_time() -> None:
    truth, guesses = ["a", "b"] * 50, (["a", "b"] * 40) + ["b", "a"] * 10
    low, high = macro_f1_interval(truth, guesses)
    assert low < macro_f1(truth, guesses) < high
    assert macro_f1_interval(truth, guesses) == (low, high)
    assert macro_f1_interval([], []) == (0, 0)


def test_the_worst_label_comes_first_with_its_scores() -> None:
    scores = label_scores(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    assert [score.label for score in scores] == ["a", "b"]
    assert (scores[0].precision, scores[0].recall) == (1, 0.5)
    assert scores[1].precision == pytest.approx(2 / 3)
    assert scores[1].f1 == pytest.approx(0.8)
    assert [score.messages for score in scores] == [2, 2]
