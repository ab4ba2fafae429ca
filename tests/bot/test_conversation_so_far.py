"""What a follow-up can go on from, and how often the same was asked."""

from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet

from bot.conversation_so_far import asked_in_a_row, before_message
from first_step.understanding.in_conversation import NOTHING_BEFORE, Before

from .dialogue import FORM, new_tracker, replied, said

GENES = said("Is it genetic?", "cause/genetic")
ANSWER = replied("cause/genetic")


def test_a_follow_up_goes_on_from_the_question_and_the_topic_answered(domain: Domain) -> None:
    tracker = new_tracker(domain, GENES, ANSWER)
    assert before_message(tracker) == Before("is it genetic?", "cause/genetic")


def test_a_second_follow_up_goes_on_from_the_same_question(domain: Domain) -> None:
    follow_up = said("and for my kids?", "cause/family_history", follow_up=True)
    tracker = new_tracker(domain, GENES, ANSWER, follow_up, replied("cause/family_history"))
    assert before_message(tracker) == Before("is it genetic?", "cause/family_history")


def test_thanks_do_not_break_the_thread(domain: Domain) -> None:
    tracker = new_tracker(domain, GENES, ANSWER, said("ta", "thank"), replied("say/thank"))
    assert before_message(tracker) == Before("is it genetic?", None)


@pytest.mark.parametrize(
    "answer",
    ["crisis/check", "crisis/suicide", "say/express_distress", "handoff/waiting", "flow/name"],
)
def test_after_what_asks_something_itself_nothing_is_a_follow_up(
    domain: Domain, answer: str
) -> None:
    tracker = new_tracker(domain, GENES, ANSWER, said("hm", "inform"), replied(answer))
    assert before_message(tracker) == NOTHING_BEFORE


def test_inside_an_open_form_and_at_the_start_nothing_is_a_follow_up(domain: Domain) -> None:
    in_form = new_tracker(domain, GENES, ANSWER, ActiveLoop(FORM))
    for tracker in (None, new_tracker(domain), in_form):
        assert before_message(tracker) == NOTHING_BEFORE


def test_inside_an_open_form_its_question_is_known(domain: Domain) -> None:
    opened = (ActiveLoop(FORM), SlotSet("requested_slot", "red_flags"))
    tracker = new_tracker(domain, GENES, ANSWER, *opened)
    assert before_message(tracker) == Before(asked="red_flags")


def test_a_question_that_was_not_understood_is_none_to_go_on_from(domain: Domain) -> None:
    doubtful = said("hm", "cause/trauma", abstain="clarify")
    tracker = new_tracker(domain, GENES, ANSWER, doubtful, replied("cause/stress"))
    assert before_message(tracker).question == "is it genetic?"


def test_the_same_reply_is_counted_until_another_stands_between(domain: Domain) -> None:
    more = replied("cause/genetic", "more")
    form_again = replied("flow/name")
    tracker = new_tracker(domain, ANSWER, more, form_again, ANSWER)
    assert asked_in_a_row(tracker, "cause/genetic") == 2
    tracker.update(replied("say/thank"), domain)
    assert asked_in_a_row(tracker, "cause/genetic") == 0
