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
from first_step.understanding.just_released import only_release
from first_step.understanding.only_details import form_labels, only_details
from first_step.understanding.parts import is_question
from first_step.understanding.second_question import SURE, Part, parts_to_read, second_topic
from first_step.understanding.wants_call import CALL, may_ask_beside, wants_call

ASK_MORE = "ask_more"
DISCLOSURES = ("disclose_use", "express_distress")
# Beside a question a disclosure only earns a kind sentence, but a wrong one jars.
SURELY_DISCLOSED = 0.7
# Told beside nothing else: that somebody left prison, hospital, rehab or detox.
RELEASED = "released"
_AFTER_RELEASE = "harm/naloxone"
_SAFETY_SCREEN = "red_flags"
# A question about the service needs no kind sentence before its answer.
_ABOUT_US = "about/"

Ranking = Sequence[LabelProbability]
ReadAll = Callable[[Sequence[str]], Sequence[Ranking]]


@dataclass(frozen=True)
class Before:
    """What a follow-up can go on from.

    question: the visitor's last question about a topic, as `readable_text` writes it out.
    topic: what the latest reply was about, None when it was about no topic.
    asked: the field that an open contact form asks for, None when none is open.
    """

    question: str | None = None
    topic: str | None = None
    asked: str | None = None


NOTHING_BEFORE = Before()


@dataclass(frozen=True)
class Meaning:
    """What a message means in its conversation.

    labels: likeliest first. follow_up: whether it was read with what came before.
    substance: what a follow-up names ("alcohol/alcohol") when it names nothing else.
    second: a second topic to answer. disclosed: the label of what was told beside a question, or
    `RELEASED`.
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
    released = _released(readable, alone, before)
    if released:
        return released
    if alone[0].label.startswith("crisis_"):
        return Meaning(tuple(alone))
    if may_ask_beside(alone[0].label) and wants_call(readable):
        return _call_first(readable, alone, read)
    followed = _follow_up(readable, alone, read, before, varied)
    return followed or _by_parts(readable, alone, read)


def _released(readable: str, alone: Ranking, before: Before) -> Meaning | None:
    """Return the meaning of words that only tell of leaving prison, hospital, rehab or detox.

    Naloxone is what to offer (facts R14), after the topic that is surely asked about; the safety
    screen takes them as its answer. Of long ago they say nothing about danger.
    """
    found = only_release(readable)
    if found is None:
        return None
    if before.asked == _SAFETY_SCREEN:
        return Meaning(form_labels(alone))
    asks = "/" in alone[0].label and alone[0].probability >= SURE
    if found.lately and asks and alone[0].label != _AFTER_RELEASE:
        return Meaning(tuple(alone), second=_AFTER_RELEASE, disclosed=RELEASED)
    if found.lately:
        return Meaning((LabelProbability(_AFTER_RELEASE, 1.0),), disclosed=RELEASED)
    calm = tuple(row for row in alone if not row.label.startswith("crisis_"))
    return Meaning(calm or tuple(alone))


def _call_first(readable: str, alone: Ranking, read: ReadAll) -> Meaning:
    """Return the wish for a call, with the topic that is asked about beside it, if any."""
    certain = (LabelProbability(CALL, 1.0),)
    texts = [part for part in parts_to_read(readable) if not wants_call(part)]
    asked = [part for part in texts if is_question(part)]
    if not asked:
        return Meaning(certain)
    best = [ranking[0] for ranking in read(asked)]
    sure = [one.label for one in best if "/" in one.label and one.probability >= SURE]
    return Meaning(certain, second=next(iter(sure), None))


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
