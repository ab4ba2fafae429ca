"""Follow-ups and second questions, with a reader that knows a handful of texts by heart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.in_conversation import (
    NOTHING_BEFORE,
    RELEASED,
    Before,
    Meaning,
    meaning,
)

KNOWN = {
    "is it genetic and for my kids?": ("cause/family_history", 0.8),
    "is it genetic": ("cause/genetic", 0.9),
    "how long is rehab?": ("treatment/duration", 0.9),
    "i started using again.": ("disclose_use", 0.9),
    "i am so scared.": ("express_distress", 0.9),
}
AFTER_GENES = Before("is it genetic", "cause/genetic")
AFTER_DETOX = Before("what is detox", "treatment/detox")
VARIED = ("treatment/detox",)


def read(texts: Sequence[str]) -> list[list[LabelProbability]]:
    return [[LabelProbability(*KNOWN.get(text, ("greet", 0.1)))] for text in texts]


def of(text: str, label: str, probability: float = 0.5, before: Before = NOTHING_BEFORE) -> Meaning:
    return meaning(text, [LabelProbability(label, probability)], read, before, VARIED)


def label(found: Meaning) -> str:
    return found.labels[0].label


def test_a_follow_up_is_read_with_the_question_before_it() -> None:
    found = of("and for my kids?", "family/children", 0.4, AFTER_GENES)
    assert (label(found), found.follow_up) == ("cause/family_history", True)


def test_a_follow_up_that_is_surer_alone_stays() -> None:
    found = of("and for my kids?", "family/children", 0.95, AFTER_GENES)
    assert (label(found), found.follow_up) == ("family/children", False)


def test_without_a_question_before_it_nothing_is_joined() -> None:
    assert label(of("and for my kids?", "family/children", 0.4)) == "family/children"


@pytest.mark.parametrize("wrong", ["crisis_suicide", "goodbye", "cause/trauma"])
def test_a_name_with_a_time_is_an_answer_to_a_form_whatever_the_classifier_says(wrong: str) -> None:
    assert label(of("its kev, after 6 tomorrow", wrong, 0.9, AFTER_DETOX)) == "inform"
    assert label(of("its kev, over tomorrow", wrong, 0.9)) == wrong


@pytest.mark.parametrize("text", ["why?", "how come", "why is that"])
def test_why_after_an_answer_asks_for_more_of_it(text: str) -> None:
    found = of(text, "cause/overview", 0.9, AFTER_GENES)
    assert (label(found), found.follow_up) == ("ask_more", True)
    assert label(of(text, "cause/overview", 0.9, Before("is it genetic"))) == "cause/overview"


def test_another_substance_keeps_a_topic_whose_answer_depends_on_it() -> None:
    found = of("what about drink", "disclose_use", 0.9, AFTER_DETOX)
    assert (label(found), found.substance) == ("treatment/detox", "alcohol/alcohol")
    assert label(of("what about drink", "disclose_use", 0.9, AFTER_GENES)) == "disclose_use"


def test_danger_is_never_read_as_a_follow_up_nor_taken_apart() -> None:
    assert label(of("and for my kids?", "crisis_danger", 0.4, AFTER_GENES)) == "crisis_danger"
    found = of("is it genetic and how long is rehab?", "crisis_suicide")
    assert (label(found), found.second) == ("crisis_suicide", None)


def test_a_second_topic_stands_beside_the_label() -> None:
    found = of("is it genetic and how long is rehab?", "cause/genetic")
    assert (label(found), found.second) == ("cause/genetic", "treatment/duration")


@pytest.mark.parametrize(
    ("told", "disclosed"),
    [("i started using again.", "disclose_use"), ("i am so scared.", "express_distress")],
)
def test_what_is_told_beside_a_question_is_heard(told: str, disclosed: str) -> None:
    found = of(f"{told} how long is rehab?", "treatment/duration")
    assert (label(found), found.disclosed, found.second) == ("treatment/duration", disclosed, None)


def test_a_question_about_the_service_needs_no_kind_sentence() -> None:
    assert of("i am so scared. how long is rehab?", "about/hours").disclosed is None


@pytest.mark.parametrize("wrong", ["crisis_danger", "check_status", "chitchat"])
def test_leaving_prison_or_care_is_answered_with_naloxone_and_words_of_its_own(wrong: str) -> None:
    found = of("i came out of prison last week", wrong, 0.9)
    assert (label(found), found.disclosed) == ("harm/naloxone", RELEASED)
    assert label(of("i came out of prison and he hit me", wrong, 0.9)) == wrong


def test_a_topic_asked_about_after_a_release_is_answered_before_naloxone() -> None:
    found = of("just out of rehab, what support is there", "treatment/aftercare", 0.9)
    assert (label(found), found.second) == ("treatment/aftercare", "harm/naloxone")
    assert found.disclosed == RELEASED
    unsure = of("just out of rehab, what support is there", "treatment/aftercare", 0.5)
    assert (label(unsure), unsure.second) == ("harm/naloxone", None)


def test_at_the_safety_screen_leaving_prison_is_its_answer() -> None:
    found = of("i came out of prison last week", "crisis_danger", 0.9, Before(asked="red_flags"))
    assert (label(found), found.disclosed) == ("inform", None)
    elsewhere = of("i came out of prison last week", "crisis_danger", 0.9, Before(asked="phone"))
    assert label(elsewhere) == "harm/naloxone"


def test_a_release_of_long_ago_has_the_likeliest_label_that_is_no_danger() -> None:
    ranking = [LabelProbability("crisis_danger", 0.8), LabelProbability("disclose_use", 0.2)]
    found = meaning("i came out of prison ten years ago", ranking, read)
    assert (label(found), found.disclosed) == ("disclose_use", None)


def test_a_wish_for_a_call_comes_before_the_worry_beside_it() -> None:
    found = of("worried about my daughter, can someone call me", "family/own_support", 0.8)
    assert (label(found), found.labels[0].probability) == ("request_contact", 1.0)
    assert found.second is None


def test_a_question_beside_a_wish_for_a_call_is_answered_as_well() -> None:
    found = of("how long is rehab? and can someone call me", "treatment/duration", 0.9)
    assert (label(found), found.second) == ("request_contact", "treatment/duration")


@pytest.mark.parametrize("kept", ["crisis_danger", "check_status", "complain", "delete_data"])
def test_a_wish_for_a_call_leaves_danger_and_other_wishes_alone(kept: str) -> None:
    assert label(of("nobody rang. can someone call me", kept)) == kept
