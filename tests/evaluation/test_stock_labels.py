from __future__ import annotations

from typing import Any

from first_step.evaluation.stock_labels import joined_labels


def _parsed(intents: dict[str, float], keys: dict[str, float]) -> dict[str, Any]:
    """Return what Rasa's NLU says: rankings, likeliest first."""
    ranking = [{"name": name, "confidence": value} for name, value in intents.items()]
    return {
        "intent": dict(ranking[0]),
        "intent_ranking": ranking,
        "response_selector": {
            "all_retrieval_intents": ["cause", "myth"],
            "default": {
                "ranking": [
                    {"intent_response_key": key, "confidence": value} for key, value in keys.items()
                ]
            },
        },
    }


def test_a_plain_intent_is_the_label_itself() -> None:
    found = joined_labels(_parsed({"greet": 0.9, "cause": 0.1}, {"cause/trauma": 1.0}))
    assert (found.label, found.confidence) == ("greet", 0.9)


def test_a_family_gets_the_best_of_its_own_keys_even_when_another_familys_key_is_likelier() -> None:
    keys = {"myth/choice": 0.6, "cause/genetic": 0.3, "cause/trauma": 0.1}
    found = joined_labels(_parsed({"cause": 0.8, "myth": 0.2}, keys))
    assert found.label == "cause/genetic"


def test_a_topics_probability_is_its_familys_times_its_share_in_the_family() -> None:
    keys = {"myth/choice": 0.6, "cause/genetic": 0.3, "cause/trauma": 0.1}
    found = joined_labels(_parsed({"cause": 0.8, "myth": 0.2}, keys))
    assert round(found.confidence, 9) == 0.6


def test_the_top_three_mix_plain_labels_and_topics_by_their_probability() -> None:
    keys = {"cause/genetic": 0.5, "cause/trauma": 0.4, "cause/peers": 0.1}
    found = joined_labels(_parsed({"cause": 0.6, "greet": 0.25, "thank": 0.15}, keys))
    assert found.top_three == ("cause/genetic", "greet", "cause/trauma")


def test_the_label_stands_first_although_a_plain_label_beats_each_of_its_familys_topics() -> None:
    keys = {"cause/genetic": 0.4, "cause/trauma": 0.35, "cause/peers": 0.25}
    found = joined_labels(_parsed({"cause": 0.5, "greet": 0.45, "thank": 0.05}, keys))
    assert found.top_three == ("cause/genetic", "greet", "cause/trauma")


def test_below_the_fallback_stands_what_rasa_would_have_said() -> None:
    found = joined_labels(
        _parsed({"nlu_fallback": 0.3, "cause": 0.2, "greet": 0.1}, {"cause/trauma": 1.0})
    )
    assert found.is_fallback
    assert (found.label, found.confidence) == ("cause/trauma", 0.2)
    assert "nlu_fallback" not in found.top_three


def test_a_sure_answer_is_no_fallback() -> None:
    assert not joined_labels(_parsed({"greet": 0.9}, {})).is_fallback


def test_a_message_that_rasa_cannot_rank_has_no_label() -> None:
    found = joined_labels(_parsed({"nlu_fallback": 0.3}, {}))
    assert (found.label, found.confidence, found.is_fallback) == ("", 0.0, True)
