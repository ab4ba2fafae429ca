"""What stock Rasa says of a message, in First Step's labels: families joined with their topics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

FALLBACK = "nlu_fallback"

_Ranking = list[tuple[str, float]]


class JoinedLabels(NamedTuple):
    """A message's label with its probability (0 to 1), the best three, and Rasa's own doubt."""

    label: str
    confidence: float
    top_three: tuple[str, ...]
    is_fallback: bool


def joined_labels(parsed: Mapping[str, Any]) -> JoinedLabels:
    """Return the labels of a message that Rasa's stock pipeline parsed.

    The label is the likeliest intent's name when it is plain, else the likeliest of the response
    selector's keys that belong to that family. FallbackClassifier puts its own intent first; the
    label is then the one below it, and `is_fallback` is true. For the top three, each key's
    probability is its intent's, times its share among the selector's keys of the same family (for
    one selector over all families gives every key a probability, and a family's should sum to the
    intent's). The label itself is always first. No words: an empty label with probability 0.
    """
    is_fallback = parsed["intent"]["name"] == FALLBACK
    intents = [
        (str(one["name"]), float(one["confidence"]))
        for one in parsed.get("intent_ranking", ())
        if one["name"] != FALLBACK
    ]
    if not intents:
        return JoinedLabels("", 0.0, (), True)
    keys = _selector_ranking(parsed)
    label, confidence = _split(*intents[0], keys)[0]
    joint = sorted(
        (one for intent in intents for one in _split(*intent, keys)), key=lambda one: -one[1]
    )
    rest = [name for name, _ in joint if name != label]
    return JoinedLabels(label, confidence, (label, *rest[:2]), is_fallback)


def _selector_ranking(parsed: Mapping[str, Any]) -> _Ranking:
    ranking = parsed.get("response_selector", {}).get("default", {}).get("ranking", ())
    return [(str(one["intent_response_key"]), float(one["confidence"])) for one in ranking]


def _split(intent: str, probability: float, keys: Sequence[tuple[str, float]]) -> _Ranking:
    """Return a family's keys with their part of its probability, best first; a plain intent."""
    own = sorted((one for one in keys if one[0].startswith(f"{intent}/")), key=lambda one: -one[1])
    total = sum(confidence for _, confidence in own)
    if total <= 0:
        return [(intent, probability)]
    return [(key, probability * confidence / total) for key, confidence in own]
