"""What a message means after what was said before it, and when it says two things at once.

Nothing here lessens what is seen of danger: that is looked for in the message as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.follow_up import (
    asks_why,
    is_elliptical,
    is_surer,
    joined,
    substance_alone,
)
from first_step.understanding.only_details import form_labels, only_details
from first_step.understanding.parts import is_question
from first_step.understanding.second_question import Part, parts_to_read, second_topic

ASK_MORE = "ask_more"
DISCLOSURES = ("disclose_use", "express_distress")
# Beside a question a disclosure only earns a kind sentence, but a wrong one jars.
SURELY_DISCLOSED = 0.7
# A question about the service needs no kind sentence before its answer.
_ABOUT_US = "about/"

Ranking = Sequence[LabelProbability]
ReadAll = Callable[[Sequence[str]], Sequence[Ranking]]


@dataclass(frozen=True)
class Before:
    """What a follow-up can go on from.

    question: the visitor's last question about a topic, as `readable_text` writes it out.
    topic: what the latest reply was about, None when it was about no topic.
    """

    question: str | None = None
    topic: str | None = None


NOTHING_BEFORE = Before()


@dataclass(frozen=True)
class Meaning:
    """What a message means in its conversation.

    labels: likeliest first. follow_up: whether it was read with what came before.
    substance: what a follow-up names ("alcohol/alcohol") when it names nothing else.
    second: a second topic to answer. disclosed: the label of what was told beside a question.
    """

    labels: tuple[LabelProbability, ...]
    follow_up: bool = False
    substance: str | None = None
    second: str | None = None
    disclosed: str | None = None


def meaning(
    readable: str,
    alone: Ranking,
    read: ReadAll,
    before: Before = NOTHING_BEFORE,
    varied: Container[str] = (),
) -> Meaning:
    """Return what a message means.

    Args:
        readable: the message as `readable_text` writes it out.
        alone: its labels by itself, likeliest first.
        read: gives the labels of further texts.
        before: what was said before it.
        varied: topics whose answer depends on the substance.
    """
    if only_details(readable):
        return Meaning(form_labels(alone))
    if alone[0].label.startswith("crisis_"):
        return Meaning(tuple(alone))
    followed = _follow_up(readable, alone, read, before, varied)
    return followed or _by_parts(readable, alone, read)


def _follow_up(
    readable: str, alone: Ranking, read: ReadAll, before: Before, varied: Container[str]
) -> Meaning | None:
    # A rule is no probability: what it finds counts as certain.
    if before.topic and asks_why(readable):
        return Meaning((LabelProbability(ASK_MORE, 1.0),), follow_up=True)
    substance = substance_alone(readable)
    if substance and before.topic and before.topic in varied:
        kept = LabelProbability(before.topic, 1.0)
        return Meaning((kept,), follow_up=True, substance=substance)
    if before.question is None or not is_elliptical(readable):
        return None
    (together,) = read([joined(before.question, readable)])
    if not is_surer(together, alone):
        return None
    return Meaning(tuple(together), follow_up=True, substance=substance)


def _by_parts(readable: str, alone: Ranking, read: ReadAll) -> Meaning:
    """Return the meaning of a message that stands alone; its label stays what it is."""
    texts = parts_to_read(readable) if "/" in alone[0].label else []
    if not texts:
        return Meaning(tuple(alone))
    parts: list[Part] = list(zip(texts, read(texts), strict=True))
    label = alone[0].label
    second = second_topic(label, parts)
    return Meaning(tuple(alone), second=second, disclosed=_disclosed(label, parts))


def _disclosed(label: str, parts: Sequence[Part]) -> str | None:
    if label.startswith(_ABOUT_US):
        return None
    told = (ranking[0] for part, ranking in parts if not is_question(part))
    sure = (one.label for one in told if one.probability >= SURELY_DISCLOSED)
    return next((found for found in sure if found in DISCLOSURES), None)
