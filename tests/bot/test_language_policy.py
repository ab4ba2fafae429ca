"""Somebody who writes in another language: the card, when it comes and when it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import LanguageReader
from bot.policies import CrisisPolicy, LanguagePolicy, VolunteeredPolicy
from bot.wording import ContentWording
from first_step.content.checks.required import LANGUAGES
from first_step.understanding.language import OTHER, SUPPORTED

from ..installation import settings_in
from .dialogue import CHECK, FORM, Dialogue, act, make_policy, new_tracker, replied, said

POLISH = "mój syn bierze narkotyki i nie wiem co robić"
CARD = "utter_language_pl"


@pytest.fixture
def ola(domain: Domain, tmp_path: Path) -> Dialogue:
    return Dialogue(domain, tmp_path)


@pytest.fixture(scope="module")
def reader() -> LanguageReader:
    context = ExecutionContext(GraphSchema({}), node_name="node")
    return LanguageReader.create({}, None, Resource("reader"), context)  # type: ignore[arg-type]


def could_not_read(ola: Dialogue, field: str) -> None:
    """Let the form's validation leave its note, as for words that answer nothing."""
    ola.events(SlotSet("contact_request", {"note": f"try_again_{field}"}))


def test_every_language_that_is_found_has_its_card(domain: Domain) -> None:
    assert set(LANGUAGES) == {*SUPPORTED, OTHER}
    for code in LANGUAGES:
        assert f"utter_language_{code}" in domain.responses


@pytest.mark.parametrize("code", [*SUPPORTED, OTHER])
def test_another_language_gets_its_card_whatever_the_label(ola: Dialogue, code: str) -> None:
    assert ola.says("words", "cause/trauma", language=code) == [f"utter_language_{code}"]


def test_english_gets_no_card(ola: Dialogue) -> None:
    assert ola.says("why do people get hooked", "cause/overview") == ["utter_cause"]


def test_the_card_comes_before_doubt_and_before_a_number_given(ola: Dialogue) -> None:
    done = ola.says(
        "proszę o telefon 07700 900123",
        "inform",
        language="pl",
        abstain="menu",
        others=["request_contact"],
        entities=[{"entity": "phone", "value": "07700 900123"}],
    )
    assert done == [CARD]


def test_danger_comes_before_the_card(ola: Dialogue) -> None:
    done = ola.says("on jest siny, overdose", crisis=act("overdose"), language="pl")
    assert done == ["utter_crisis_overdose"]


def test_a_gentle_check_follows_the_card(ola: Dialogue) -> None:
    assert ola.says(POLISH, crisis=CHECK, language="pl") == [CARD, "utter_crisis_check"]
    assert ola.says("tak", "affirm") == ["utter_crisis_check_again"]


def test_a_gentle_check_without_a_card_to_show_comes_alone(ola: Dialogue) -> None:
    ola.says(POLISH, language="pl")
    assert ola.says(POLISH, crisis=CHECK, language="pl") == ["utter_crisis_check"]


def test_another_language_after_a_check_in_english_gets_the_card_too(ola: Dialogue) -> None:
    ola.says("i had enough", crisis=CHECK)
    done = ola.says(POLISH, "cause/trauma", abstain="menu", language="pl")
    assert done == [CARD, "utter_crisis_check_again"]


def test_after_a_check_the_card_takes_the_place_of_a_reminder_and_a_guess(ola: Dialogue) -> None:
    ola.says("i had enough", crisis=CHECK)
    assert ola.says(POLISH, "cause/trauma", language="pl") == [CARD]


def test_the_same_card_is_not_shown_twice_in_a_row(ola: Dialogue) -> None:
    assert ola.says(POLISH, language="pl") == [CARD]
    assert ola.says(POLISH, "out_of_scope", language="pl") == ["utter_say_out_of_scope"]
    assert ola.says(POLISH, "out_of_scope", language="pl") == [CARD]


def test_the_card_of_a_different_language_is_shown_at_once(ola: Dialogue) -> None:
    ola.says(POLISH, language="pl")
    assert ola.says("nu mai vreau să trăiesc", language="ro") == ["utter_language_ro"]


def test_after_something_else_the_card_is_shown_again(ola: Dialogue) -> None:
    ola.says(POLISH, language="pl")
    ola.says("thanks", "thank")
    assert ola.says(POLISH, language="pl") == [CARD]


def test_a_second_message_in_doubt_is_asked_back_about(ola: Dialogue) -> None:
    ola.says(POLISH, language="pl")
    done = ola.says(POLISH, "cause/trauma", abstain="menu", language="pl")
    assert done == ["utter_fallback_menu"]


def test_an_answer_of_an_open_form_shows_no_card(ola: Dialogue) -> None:
    ola.opens_form("name")
    assert ola.says("Олена Шевченко", "inform", language="other") == [FORM]


def test_what_an_open_form_declines_gets_the_card_and_the_question_again(ola: Dialogue) -> None:
    ola.opens_form("name")
    done = ola.declines_in_form(POLISH, "out_of_scope", abstain="menu", language="pl")
    assert done == [CARD, FORM]
    assert ola.tracker.active_loop_name == FORM


def test_what_an_open_form_cannot_read_gets_the_card_and_the_question_again(ola: Dialogue) -> None:
    ola.opens_form("age")
    could_not_read(ola, "age")
    assert ola.says("nie rozumiem pytania, proszę po polsku", language="pl") == [FORM, CARD, FORM]


def test_english_that_an_open_form_cannot_read_shows_no_card(ola: Dialogue) -> None:
    ola.opens_form("age")
    could_not_read(ola, "age")
    assert ola.says("the year of the rabbit", "inform") == [FORM]


def test_a_check_inside_a_form_follows_the_card_and_leaves_the_form_open(ola: Dialogue) -> None:
    ola.opens_form("name")
    assert ola.says(POLISH, crisis=CHECK, language="pl") == [CARD, "utter_crisis_check"]
    assert ola.tracker.active_loop_name == FORM


def test_a_tap_shows_no_card(domain: Domain, tmp_path: Path) -> None:
    message = said("tapped", "menu", language="pl", payload="label:menu")
    prediction = make_policy(LanguagePolicy, tmp_path).predict_action_probabilities(
        new_tracker(domain, message), domain
    )
    assert max(prediction.probabilities) == 0.0


def test_a_language_stands_below_danger_and_above_a_wish() -> None:
    kinds = (CrisisPolicy, LanguagePolicy, VolunteeredPolicy)
    priorities = [kind.get_default_config()["priority"] for kind in kinds]
    assert priorities == sorted(set(priorities), reverse=True)


def test_the_reader_notes_the_language_in_what_rasa_keeps(reader: LanguageReader) -> None:
    polish, english = reader.process([Message({TEXT: POLISH}), Message({TEXT: "help my son"})])
    assert polish.as_dict(only_output_properties=True)["language"] == "pl"
    assert english.get("language") is None


def test_a_tap_is_in_no_language(reader: LanguageReader) -> None:
    tap = Message({TEXT: POLISH, "metadata": {"payload": "label:request_contact"}})
    assert reader.process([tap])[0].get("language") is None


async def test_nothing_stands_before_the_numbers_of_a_card_shown_again(
    domain: Domain, tmp_path: Path
) -> None:
    wording = ContentWording(settings=settings_in(tmp_path))
    tracker = new_tracker(domain, said(POLISH), replied("language/pl"), said(POLISH))
    reply = await wording.generate("utter_language_pl", tracker, "front_door")
    assert reply
    assert reply["text"].startswith("Jeśli czyjeś życie jest zagrożone, zadzwoń teraz")
    assert (reply["answer"], reply["buttons"][0]["payload"]) == (
        "language/pl",
        "label:request_contact",
    )
