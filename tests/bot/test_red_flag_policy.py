"""Red flags mentioned in passing: remembered whatever is answered, and never an answer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.slots import AnySlot

from bot.policies import RedFlagPolicy
from bot.policies.red_flags import MENTIONED_FLAGS

from ..installation import ROOT
from .dialogue import CHECK, FORM, Dialogue, act, make_policy, new_tracker, said


@pytest.fixture
def kev(domain: Domain, tmp_path: Path) -> Dialogue:
    return Dialogue(domain, tmp_path)


def noted(kev: Dialogue) -> object:
    return kev.tracker.get_slot(MENTIONED_FLAGS)


def times_set(kev: Dialogue) -> int:
    return sum(isinstance(e, SlotSet) and e.key == MENTIONED_FLAGS for e in kev.tracker.events)


def test_a_flag_in_an_ordinary_question_is_remembered_and_the_question_is_answered(
    kev: Dialogue,
) -> None:
    done = kev.says("out of prison friday, what is detox", "treatment/detox", red_flags=["R14"])
    assert done == ["utter_treatment"]
    assert noted(kev) == ["R14"]


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"abstain": "menu"}, "utter_fallback_menu"),
        ({"abstain": "clarify"}, "utter_fallback_clarify"),
        ({"crisis": CHECK}, "utter_crisis_check"),
        ({"crisis": act("overdose")}, "utter_crisis_overdose"),
        ({"language": "pl", "abstain": "menu"}, "utter_language_pl"),
    ],
)
def test_it_is_remembered_whichever_policy_answers(
    kev: Dialogue, more: dict[str, object], answer: str
) -> None:
    done = kev.says("something", "cause/trauma", red_flags=["R14"], **more)
    assert done[0] == answer
    assert noted(kev) == ["R14"]


def test_more_flags_add_up_in_the_order_in_which_they_came(kev: Dialogue) -> None:
    for codes in (["R16"], ["R8", "R14"], [], ["R14", "R16"], ["R12", "R8"]):
        kev.says("words", "treatment/detox", red_flags=codes)
    assert noted(kev) == ["R16", "R8", "R14", "R12"]


def test_the_slot_is_written_once_a_message_and_only_for_what_is_new(kev: Dialogue) -> None:
    kev.says("out of prison", "treatment/detox", red_flags=["R14"])
    kev.says("out of prison", "treatment/detox", red_flags=["R14"])
    kev.says("hello", "greet", red_flags=[])
    kev.says("hello", "greet")
    assert (noted(kev), times_set(kev)) == (["R14"], 1)


def test_with_nothing_mentioned_nothing_is_remembered(kev: Dialogue) -> None:
    kev.says("what is detox", "treatment/detox", red_flags=[])
    kev.taps("label:menu")
    assert (noted(kev), times_set(kev)) == (None, 0)


def test_flags_said_before_the_form_and_inside_it_all_count(kev: Dialogue) -> None:
    kev.says("out of prison friday, what is detox", "treatment/detox", red_flags=["R14"])
    kev.opens_form("name")
    assert kev.says("Kev, I sleep in my car", "inform", red_flags=["R16"]) == [FORM]
    assert noted(kev) == ["R14", "R16"]
    assert kev.says("07700 900123", "inform", red_flags=[]) == [FORM]
    assert noted(kev) == ["R14", "R16"]


def test_a_flag_in_what_the_form_does_not_take_counts(kev: Dialogue) -> None:
    kev.opens_form("name")
    kev.declines_in_form("pregnant, is it private", "about/confidentiality", red_flags=["R10"])
    assert (noted(kev), times_set(kev)) == (["R10"], 1)


def test_a_flag_in_the_wish_to_be_called_counts(kev: Dialogue) -> None:
    kev.says("ring me, my script ran out", "request_contact", red_flags=["R19"])
    assert noted(kev) == ["R19"]


def test_a_card_in_the_form_keeps_what_was_noted_and_what_stands_beside_the_danger(
    kev: Dialogue,
) -> None:
    kev.says("out of prison friday", "greet", red_flags=["R14"])
    kev.opens_form("name")
    done = kev.says("hes blue, I'm pregnant", crisis=act("overdose"), red_flags=["R10"])
    assert done == ["utter_crisis_overdose"]
    assert kev.tracker.active_loop_name is None
    assert noted(kev) == ["R14", "R10"]
    assert kev.tracker.get_slot("danger_signs") == ["overdose"]
    kev.says("thanks", "thank", red_flags=[])
    assert noted(kev) == ["R14", "R10"]


def test_what_was_emptied_after_the_message_is_not_filled_from_it_again(
    domain: Domain, tmp_path: Path
) -> None:
    stop = said("stop, I'm out of prison", "cancel", red_flags=["R14"])
    form, record = ActionExecuted(FORM), ActionExecuted("action_record_referral")
    tracker = new_tracker(domain, stop, form, record, SlotSet(MENTIONED_FLAGS, None))
    policy = make_policy(RedFlagPolicy, tmp_path)
    assert policy.predict_action_probabilities(tracker, domain).events == []


@pytest.mark.parametrize(
    "events",
    [
        [],
        [said("hello")],
        [said("out of prison", "treatment/detox", red_flags=["R14"])],
        [said("out of prison", red_flags=["R14"]), ActionExecuted("utter_say_greet")],
        [said("blue", crisis=act("overdose"), red_flags=["R14"])],
    ],
)
def test_the_policy_never_chooses_an_action(
    domain: Domain, tmp_path: Path, events: list[Event]
) -> None:
    policy = make_policy(RedFlagPolicy, tmp_path)
    prediction = policy.predict_action_probabilities(new_tracker(domain, *events), domain)
    assert prediction.max_confidence == 0
    assert not any(prediction.probabilities)
    assert not prediction.is_no_user_prediction


def test_every_other_policy_comes_before_it(domain: Domain) -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    assert "bot.policies.RedFlagPolicy" in [row["name"] for row in config["policies"]]
    given = [row["priority"] for row in config["policies"] if "priority" in row]
    assert RedFlagPolicy.get_default_config()["priority"] < min(given)


def test_the_domain_has_the_slot_and_no_dialogue_depends_on_it(domain: Domain) -> None:
    (slot,) = [slot for slot in domain.slots if slot.name == MENTIONED_FLAGS]
    assert isinstance(slot, AnySlot)
    assert not slot.influence_conversation


def test_listening_is_what_follows_a_message_that_only_mentions_something(kev: Dialogue) -> None:
    kev.says("out of prison", "greet", red_flags=["R14"])
    assert kev.tracker.latest_action_name == ACTION_LISTEN_NAME
