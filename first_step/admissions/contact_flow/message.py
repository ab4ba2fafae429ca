"""What comes into the flow and what goes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.payload import Payload
from first_step.admissions.phrases import is_question

# Labels of messages that the dialogue answers itself when the text answers nothing.
_ANSWERED_ELSEWHERE = (
    *("greet", "goodbye", "thank", "menu", "ask_more", "request_human", "check_status"),
    *("delete_data", "express_distress", "disclose_use", "seek_drugs", "complain", "praise"),
    *("abuse", "chitchat", "out_of_scope"),
)
_SHORT_ANSWER = 4
# A label counts from this probability on; the flow follows the text first.
LIKELY_TOPIC = 0.3
LIKELY_LABEL = 0.5


class ConsentText(NamedTuple):
    """The consent words shown, and their version."""

    version: str
    text: str


@dataclass(frozen=True)
class Message:
    """What a visitor sent.

    label, confidence: what the classifier made of it (0 to 1). payload: of a tapped button.
    entities: found by the understanding, as objects with `kind` and `value` or as mappings.
    asked: the field whose question was shown last, None when none was.
    """

    text: str = ""
    label: str | None = None
    confidence: float = 0.0
    payload: Payload | str | None = None
    entities: Sequence[Any] = ()
    asked: str | None = None

    @property
    def about_a_topic(self) -> bool:
        """Whether the label names a topic of the content."""
        return "/" in (self.label or "") and self.confidence >= LIKELY_TOPIC

    def is_labelled(self, *labels: str) -> bool:
        """Return whether the classifier is fairly sure of one of the labels."""
        return self.label in labels and self.confidence >= LIKELY_LABEL

    @property
    def answered_elsewhere(self) -> bool:
        """Whether the classifier takes it for something that the dialogue answers."""
        return self.about_a_topic or self.is_labelled(*_ANSWERED_ELSEWHERE)

    @property
    def in_danger(self) -> bool:
        """Whether the label is of danger; then nothing is collected (facts W5)."""
        return (self.label or "").startswith("crisis_") and self.confidence >= LIKELY_TOPIC


@dataclass(frozen=True)
class Change:
    """What a message did.

    taken: fields it filled or changed. note: id of a flow answer to show in place of the plain
    question (a field's own name shows the plain question again). stop: id of the answer that
    ends the flow. All three empty: the message was not for the flow. asks: beside what was
    taken, the message asks something that deserves its answer.
    """

    state: FlowState
    taken: tuple[str, ...] = ()
    note: str | None = None
    stop: str | None = None
    asks: bool = False


@dataclass(frozen=True)
class Turn:
    """One message with everything needed to read it."""

    state: FlowState
    message: Message
    now: datetime
    hours: OpeningHours
    consent_text: ConsentText | tuple[str, str] | None = None

    @property
    def text(self) -> str:
        """The words of the message."""
        return self.message.text

    @property
    def asked(self) -> str | None:
        """The field whose question was shown last."""
        return self.message.asked

    @property
    def aside(self) -> bool:
        """Whether the words are rather a question or a remark than an answer.

        A few words may still answer, whatever they are taken for: "pregnant", "my son", "31".
        """
        few = len(self.text.split()) <= _SHORT_ANSWER
        return is_question(self.text) or (self.message.answered_elsewhere and not few)


@dataclass(frozen=True)
class Answer:
    """What the reader of the asked field found.

    values: field to value. note: shown in place of the question. stop: ends the flow.
    failed: the text is no answer to the field.
    """

    values: tuple[tuple[str, Any], ...] = ()
    note: str | None = None
    stop: str | None = None
    failed: bool = False


NO_ANSWER = Answer(failed=True)


def answer(field: str, value: Any, note: str | None = None) -> Answer:
    """Return an answer that fills one field."""
    return Answer(((field, value),), note)
