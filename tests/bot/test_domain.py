"""domain.yml, data/, content/, the flow and the configuration name the same things."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.core.domain import Domain

from actions.contact_form import ValidateContactForm
from actions.prove_request import ActionProveRequest
from actions.record_referral import ActionRecordReferral
from actions.status_of_request import ActionCheckStatus
from actions.withdraw_request import ActionWithdrawRequest
from bot.answer_ids import answer_id
from bot.policies.second_question import SECOND_ANSWER
from first_step.admissions.contact_flow import FIELDS, SLOTS
from first_step.admissions.payload import ADDED_FIELDS
from first_step.content.labels import FAMILIES, LABELS, PLAIN_LABELS, TOPICS
from first_step.content.library import Library

from ..installation import ROOT

# Texts that never go through Rasa: words of the desk and of single channels.
ELSEWHERE = ("canned", "channel", "desk", "pages")
DATA = sorted((ROOT / "data").rglob("*.yml"))
# Where the contact flow says which text to show, and which text ends it.
FLOW_CODE = sorted((ROOT / "first_step" / "admissions" / "contact_flow").glob("*.py"))


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def examples() -> set[str]:
    """Return every intent of the training data, `cause/trauma` for a topic."""
    return {row["intent"] for path in DATA for row in read(path).get("nlu", []) if "intent" in row}


@pytest.fixture(scope="module")
def paths() -> list[dict[str, Any]]:
    """Return every rule and story."""
    return [row for path in DATA for key in ("rules", "stories") for row in read(path).get(key, [])]


def test_every_label_is_in_the_training_data_and_nothing_else_is(examples: set[str]) -> None:
    assert examples == set(LABELS)


def test_every_family_and_every_plain_label_is_an_intent_of_the_domain() -> None:
    intents = read(ROOT / "domain.yml")["intents"]
    assert sorted(intents) == sorted([*FAMILIES, *PLAIN_LABELS])


def test_every_response_says_where_its_words_are(domain: Domain, library: Library) -> None:
    for name, variations in domain.responses.items():
        reply = library.reply(answer_id(name) or "")
        assert [each["text"] for each in variations] == [f"content/{reply.file}"]


def test_every_text_that_is_said_has_its_response(domain: Domain, library: Library) -> None:
    said = {answer_id(name) for name in domain.responses}
    kept = {each for each in library.answers if each.split("/")[0] not in ELSEWHERE}
    assert said == kept


def test_every_topic_and_every_card_has_its_response(domain: Domain) -> None:
    for label in (*TOPICS, *(x for x in PLAIN_LABELS if x.startswith("crisis_"))):
        assert f"utter_{label}" in domain.responses


def test_every_field_of_the_flow_is_asked_for_in_its_order(domain: Domain) -> None:
    assert domain.required_slots_for_form("contact_form") == list(FIELDS)
    assert set(SLOTS) <= {slot.name for slot in domain.slots}
    for field in (*FIELDS, "edit", *ADDED_FIELDS):
        assert f"utter_ask_{field}" in domain.responses


def test_every_slot_of_the_flow_keeps_out_of_the_way_of_the_dialogue(domain: Domain) -> None:
    flow = [slot for slot in domain.slots if slot.name in SLOTS]
    assert [slot.name for slot in flow if slot.influence_conversation] == []


def test_every_action_of_the_domain_is_served() -> None:
    served = {ValidateContactForm().name(), ActionRecordReferral().name()}
    served |= {ActionCheckStatus().name(), ActionWithdrawRequest().name()}
    served.add(ActionProveRequest().name())
    # bot.wording gives this one its words.
    assert set(read(ROOT / "domain.yml")["actions"]) == {*served, SECOND_ANSWER}


def test_every_text_that_the_flow_names_is_there(library: Library) -> None:
    named = {
        name
        for path in FLOW_CODE
        for name in re.findall(r'\b(?:note|stop) ?= ?"(\w+)"', path.read_text(encoding="utf-8"))
    }
    named |= {f"try_again_{field}" for field in FIELDS if field != "crisis_check"}
    named -= {"crisis_check_yes"}  # shows crisis/check
    assert {"stopped", "consent_refused", "under_13", "under_18", "edit", "added"} <= named
    assert [name for name in sorted(named) if f"flow/{name}" not in library.answers] == []


def test_every_text_that_the_code_names_has_a_response(domain: Domain) -> None:
    code = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    named = {
        name
        for path in code
        for name in re.findall(r'"(utter_[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert "utter_crisis_check_again" in named
    whole = {name for name in named if not name.endswith("_")} - {"utter_action"}
    assert whole <= set(domain.action_names_or_texts)


def test_every_step_of_a_rule_or_story_is_known(
    domain: Domain, paths: list[dict[str, Any]]
) -> None:
    steps = [step for row in paths for step in row["steps"]]
    intents = {step["intent"] for step in steps if "intent" in step}
    actions = {step["action"] for step in steps if "action" in step}
    assert intents <= {*PLAIN_LABELS, *FAMILIES}
    assert actions <= {*domain.action_names_or_texts, "contact_form"}


def test_every_label_has_a_rule_of_its_own(paths: list[dict[str, Any]]) -> None:
    alone = [row["steps"] for row in paths if "rule" in row and "condition" not in row]
    assert sorted(steps[0]["intent"] for steps in alone) == sorted([*PLAIN_LABELS, *FAMILIES])


def test_a_question_inside_the_form_is_answered_as_outside_and_then_the_form_asks_again(
    paths: list[dict[str, Any]],
) -> None:
    outside = {
        row["steps"][0]["intent"]: row["steps"][1]["action"]
        for row in paths
        if "rule" in row and "condition" not in row
    }
    inside = [row["steps"] for row in paths if "condition" in row and "intent" in row["steps"][0]]
    assert {*FAMILIES, "request_human", "express_distress"} <= {s[0]["intent"] for s in inside}
    for first, *then in inside:
        assert then == [
            {"action": outside[first["intent"]]},
            {"action": "contact_form"},
            {"active_loop": "contact_form"},
        ]


def test_every_class_that_rasa_loads_by_name_can_be_loaded() -> None:
    config = read(ROOT / "config.yml")
    names = [row["name"] for key in ("pipeline", "policies") for row in config[key]]
    endpoints = read(ROOT / "endpoints.yml")
    names += [endpoints["tracker_store"]["type"], endpoints["nlg"]["type"]]
    names += list(read(ROOT / "credentials.yml"))
    ours = [name for name in names if name.startswith("bot.")]
    assert len(ours) >= 11
    for name in ours:
        module, _, kind = name.rpartition(".")
        assert isinstance(getattr(importlib.import_module(module), kind), type)
