from __future__ import annotations

import pytest
from rasa.shared.core.domain import Domain

from bot.answer_ids import answer_id, utter_action
from first_step.content.library import Library


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("utter_cause/trauma", "cause/trauma"),
        ("utter_crisis_overdose", "crisis/overdose"),
        ("utter_crisis_suicide_not_acted", "crisis/suicide_not_acted"),
        ("utter_say_ask_more", "say/ask_more"),
        ("utter_ask_phone", "flow/phone"),
        ("utter_ask_contact_window", "flow/contact_window"),
        ("utter_flow_recorded_urgent", "flow/recorded_urgent"),
        ("utter_system_away", "system/away"),
    ],
)
def test_a_response_has_its_answer(action: str, answer: str) -> None:
    assert answer_id(action) == answer


@pytest.mark.parametrize("action", ["", "utter_", "action_listen", "contact_form", "cause/trauma"])
def test_what_is_no_response_has_none(action: str) -> None:
    assert answer_id(action) is None


def test_no_two_responses_have_the_same_answer(domain: Domain) -> None:
    answers = [answer_id(name) for name in domain.responses]
    assert len(set(answers)) == len(answers)
    assert None not in answers


def test_every_answer_leads_to_its_response_and_back(library: Library, domain: Domain) -> None:
    for identifier in library.answers:
        assert answer_id(utter_action(identifier)) == identifier
    for name in domain.responses:
        if not name.startswith("utter_ask_"):
            assert utter_action(answer_id(name) or "") == name
