"""Short enough to be read in distress: three short sentences, then "more" (facts A11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from first_step.content.checks.inspection import Inspection, Shown
from first_step.content.checks.plain_words import count_sentences, count_words
from first_step.content.checks.problem import Problem
from first_step.content.labels import TOPICS
from first_step.content.library import CONSENT, NOT_SAID, VARIANT_TOPICS


@dataclass(frozen=True)
class Limit:
    """The longest that a section may be; sentences None: only its words are counted."""

    words: int
    sentences: int | None = None


_TOPIC = {"answer": Limit(45, 3), "again": Limit(45, 3), "more": Limit(70, 4)}
_NOT_SAID = Limit(75, 5)
_VARIANT = Limit(60, 4)
_CONSENT = Limit(120)
# Lines are limited for danger cards; elsewhere a list, a read-back or a reference needs room.
_GROUPS = {
    "say": Limit(50, 4),
    "fallback": Limit(50, 4),
    "handoff": Limit(50, 4),
    "system": Limit(50, 5),
    "channel": Limit(50, 5),
    "crisis": Limit(140),
    "language": Limit(80),
    "flow": Limit(100),
}
_AFTER_RECORD = Limit(130)


def check_length(inspection: Inspection) -> Iterator[Problem]:
    """Yield sections with more words or sentences than their kind may have."""
    for shown in inspection.sections:
        limit = _limit(shown)
        words, sentences = count_words(shown.words), count_sentences(shown.words)
        if words > limit.words:
            yield shown.problem("too-long", f"{words} words, at most {limit.words}")
        if limit.sentences is not None and sentences > limit.sentences:
            yield shown.problem("too-long", f"{sentences} sentences, at most {limit.sentences}")


def _limit(shown: Shown) -> Limit:
    answer_id, section = shown.reply.id, shown.where
    if answer_id in VARIANT_TOPICS and section.startswith("answer"):
        return _NOT_SAID if section.endswith(NOT_SAID) else _VARIANT
    if answer_id in TOPICS:
        return _TOPIC.get(section, _TOPIC["more"])
    if answer_id == CONSENT:
        return _CONSENT
    if answer_id.startswith("flow/recorded"):
        return _AFTER_RECORD
    return _GROUPS.get(answer_id.partition("/")[0], _GROUPS["flow"])
