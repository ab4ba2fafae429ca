"""What a visitor sends to prove a request is theirs goes to the action that asked for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet

from first_step.admissions.referral import new_reference

from .dialogue import Dialogue, act, said

PROVE = ["action_prove_request"]
PHONE = [{"entity": "phone", "value": "07700 900123"}]


@pytest.fixture
def kev(domain: Domain, tmp_path: Path) -> Dialogue:
    return Dialogue(domain, tmp_path)


def asked(kev: Dialogue, proved: bool = False) -> None:
    """Let the program have asked for the proof, or, once it is proved, for a yes."""
    pending = {"for": "delete", "reference": None, "proved": proved}
    kev.events(said("delete it", "delete_data"), ActionExecuted("action_withdraw_request"))
    kev.events(SlotSet("request_proof", pending), ActionExecuted("action_listen"))


def test_a_number_is_the_proof_and_opens_no_contact_form(kev: Dialogue) -> None:
    asked(kev)
    assert kev.says("07700 900123", "inform", others=["request_contact"], entities=PHONE) == PROVE


def test_a_reference_is_read_also_when_the_label_is_in_doubt(kev: Dialogue) -> None:
    asked(kev)
    assert kev.says(new_reference(bytes(8)), "cause/trauma", abstain="menu") == PROVE


def test_danger_comes_before_the_proof(kev: Dialogue) -> None:
    asked(kev)
    done = kev.says("07700 900123 hes blue", "inform", crisis=act("overdose"), entities=PHONE)
    assert done == ["utter_crisis_overdose"]


def test_a_question_in_between_is_answered_and_the_proof_still_taken(kev: Dialogue) -> None:
    asked(kev)
    assert kev.says("what is detox", "treatment/detox") == ["utter_treatment"]
    assert kev.says("07700 900123", "inform", entities=PHONE) == PROVE


def test_a_number_much_later_is_not_the_proof(kev: Dialogue) -> None:
    asked(kev)
    for _ in range(3):
        kev.says("what is detox", "treatment/detox")
    assert kev.says("07700 900123", "inform", entities=PHONE) != PROVE


def test_a_wish_to_be_called_is_not_the_proof(kev: Dialogue) -> None:
    asked(kev)
    assert kev.says("ring me on 07700 900123", "request_contact", entities=PHONE) != PROVE


@pytest.mark.parametrize("label", ["affirm", "deny", "delete_data"])
def test_yes_and_no_answer_the_last_question(kev: Dialogue, label: str) -> None:
    asked(kev, proved=True)
    assert kev.says("words", label) == PROVE


def test_yes_before_the_proof_deletes_nothing(kev: Dialogue) -> None:
    asked(kev)
    assert kev.says("yes", "affirm") == ["utter_say_affirm"]


@pytest.mark.parametrize("label", ["out_of_scope", "inform", "about/hours"])
def test_a_reference_by_itself_asks_how_the_request_stands(kev: Dialogue, label: str) -> None:
    text = f"anything yet? {new_reference(bytes(8))}"
    assert kev.says(text, label, abstain="menu") == ["action_check_status"]


@pytest.mark.parametrize(
    "label", ["delete_data", "cancel", "request_human", "correct_details", "express_distress"]
)
def test_a_reference_with_a_wish_is_left_to_the_wish(kev: Dialogue, label: str) -> None:
    text = f"stop it, {new_reference(bytes(8))}"
    assert "action_check_status" not in kev.says(text, label)


def test_a_reference_in_an_open_form_is_left_to_the_form(kev: Dialogue) -> None:
    kev.opens_form("name")
    assert "action_check_status" not in kev.says(new_reference(bytes(8)), "inform")


def test_nothing_asked_means_nothing_proved(kev: Dialogue) -> None:
    assert kev.says("07700 900123", "inform", entities=PHONE) != PROVE
