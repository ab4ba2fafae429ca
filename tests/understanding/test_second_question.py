from __future__ import annotations

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.second_question import Part, parts_to_read, second_topic


def part(text: str, label: str, probability: float = 0.9) -> Part:
    return text, [LabelProbability(label, probability), LabelProbability("greet", 0.05)]


GENES = part("is it genetic", "cause/genetic")
REHAB = part("how long is rehab", "treatment/duration")


def test_two_topics_asked_for_sure_give_the_one_that_the_label_does_not_say() -> None:
    assert second_topic("cause/genetic", [GENES, REHAB]) == "treatment/duration"
    assert second_topic("treatment/duration", [GENES, REHAB]) == "cause/genetic"


def test_one_topic_asked_twice_is_one() -> None:
    again = part("does it run in the blood", "cause/genetic")
    assert second_topic("cause/genetic", [GENES, again]) is None


def test_an_unsure_part_adds_nothing() -> None:
    unsure = part("how long is rehab", "treatment/duration", 0.5)
    assert second_topic("cause/genetic", [GENES, unsure]) is None


def test_a_label_that_no_part_is_about_is_left_alone() -> None:
    assert second_topic("sign/health", [GENES, REHAB]) is None


def test_a_plain_label_is_no_second_topic() -> None:
    assert second_topic("cause/genetic", [GENES, part("are you there", "greet")]) is None


def test_a_statement_tells_a_story_unless_it_is_a_myth() -> None:
    story = part("my dad drank all his life", "cause/family_history")
    assert second_topic("cause/family_history", [story, REHAB]) is None
    assert second_topic("treatment/duration", [story, REHAB]) is None
    myth = part("they choose to do it", "myth/choice")
    assert second_topic("myth/choice", [myth, REHAB]) == "treatment/duration"
    assert second_topic("treatment/duration", [myth, REHAB]) == "myth/choice"


def test_a_question_about_the_statement_before_it_is_not_a_second_one() -> None:
    myth = part("they choose to do it", "myth/choice")
    about_it = part("is that so in the brain", "cause/brain_chemistry")
    assert second_topic("myth/choice", [myth, about_it]) is None
    assert second_topic("cause/brain_chemistry", [myth, about_it]) is None


def test_at_most_one_second_topic_comes_of_three() -> None:
    third = part("where are your centres", "about/location")
    assert second_topic("cause/genetic", [GENES, REHAB, third]) == "treatment/duration"


def test_only_parts_of_three_words_are_read_and_only_when_there_are_a_few() -> None:
    assert parts_to_read("is it genetic? and how long is rehab?") == [
        "is it genetic?",
        "and how long is rehab?",
    ]
    assert parts_to_read("hello. how long is rehab?") == []
    assert parts_to_read("a b c. " * 5) == []
