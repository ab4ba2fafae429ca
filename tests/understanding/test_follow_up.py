from __future__ import annotations

import pytest

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.follow_up import (
    asks_why,
    is_elliptical,
    is_surer,
    joined,
    substance_alone,
)


@pytest.mark.parametrize(
    "text",
    ["why?", "why", "how come", "why is that", "but why though?", "how so?", "why's that then"],
)
def test_a_bare_why_asks_for_more(text: str) -> None:
    assert asks_why(text)


@pytest.mark.parametrize("text", ["why do people use?", "why me", "how come he lies", "", "what"])
def test_a_question_that_begins_with_why_is_a_question_of_its_own(text: str) -> None:
    assert not asks_why(text)


@pytest.mark.parametrize(
    "text",
    [
        "and for my kids?",
        "what about drink",
        "how about at home",
        "and the cost?",
        "same for methadone?",
        "or at night?",
        "what if i'm on crutches",
        "even after ten years?",
    ],
)
def test_what_leaves_out_its_subject_needs_the_message_before(text: str) -> None:
    assert is_elliptical(text)


@pytest.mark.parametrize(
    "text",
    [
        "how much is rehab?",
        "and what does it cost?",
        "my brother",
        "monday morning",
        "thanks",
        "and thank you",
        "yes please",
        "not really",
        "and can someone ring me",
        "and my email is sam@example.org",
        "and for my two grown-up kids who live abroad?",
        "?",
        "",
    ],
)
def test_what_is_whole_or_answers_something_does_not(text: str) -> None:
    assert not is_elliptical(text)


@pytest.mark.parametrize(
    ("text", "substance"),
    [
        ("what about drink", "alcohol/alcohol"),
        ("what about alcohol then", "alcohol/alcohol"),
        ("and benzos?", "sedatives/diazepam"),
        ("and off coke?", "stimulants/cocaine"),
        ("and if it is just weed", "other/cannabis"),
        ("what about my drinking", None),
        ("and for my kids?", None),
        ("and heroin and alcohol", None),
        ("how do i stop drinking", None),
        ("alcohol", None),
    ],
)
def test_a_follow_up_may_name_a_substance_and_nothing_else(
    text: str, substance: str | None
) -> None:
    assert substance_alone(text) == substance


def test_the_question_before_and_the_message_are_read_as_one() -> None:
    assert joined("is it genetic?", "and for my kids?") == "is it genetic and for my kids?"


@pytest.mark.parametrize(
    ("together", "alone", "surer"),
    [
        (("cause/genetic", 0.6), ("family/children", 0.4), True),
        (("cause/genetic", 0.4), ("family/children", 0.6), False),
        (("greet", 0.9), ("family/children", 0.2), False),
    ],
)
def test_the_joined_reading_is_taken_when_it_is_a_topic_and_surer(
    together: tuple[str, float], alone: tuple[str, float], surer: bool
) -> None:
    assert is_surer([LabelProbability(*together)], [LabelProbability(*alone)]) is surer
