from __future__ import annotations

import pytest

from first_step.understanding.parts import is_question, parts, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "is it genetic and how long does rehab take?",
            ["is it genetic", "how long does rehab take?"],
        ),
        (
            "what is naloxone? also can i get help free?",
            ["what is naloxone?", "also can i get help free?"],
        ),
        (
            "what does it cost, will you tell my boss also is smoking allowed",
            ["what does it cost", "will you tell my boss", "is smoking allowed"],
        ),
        ("they choose it. how long is rehab", ["they choose it.", "how long is rehab"]),
    ],
)
def test_two_questions_are_two_parts(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what is rehab and detox",
        "can i bring my phone and my dog",
        "how do drink and drugs change the brain",
        "he drinks and he uses and how",
        "is it true that smoking and drinking harm the baby",
    ],
)
def test_and_between_two_things_parts_nothing(text: str) -> None:
    assert parts(text) == [text]


def test_nothing_is_lost_and_empty_sentences_are_no_sentences() -> None:
    assert sentences("one two. ... ! three?") == ["one two. ... !", "three?"]
    assert sentences("?!") == []


@pytest.mark.parametrize("text", ["and is it safe", "any chance of a call", "he is ill?"])
def test_a_question_is_known_by_its_first_words_or_its_mark(text: str) -> None:
    assert is_question(text)


def test_a_statement_is_no_question() -> None:
    assert not is_question("he asked what it was")
