"""Messages to review and the report of the last training, put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from first_step.content.learned import plain_example
from first_step.desk.names import Names
from first_step.desk.words import moment_in_words
from first_step.store.review_items import ReviewItem
from first_step.understanding.masking import neutral

_KINDS: Mapping[str, str] = {
    "not_understood": "Not understood",
    "clarified": "It asked what was meant",
    "marked": "Marked by a colleague",
}


@dataclass(frozen=True)
class ItemLine:
    """One message as the page shows it. chosen: the label the form starts with.

    first: who decided on it already and waits for a second person, empty without.
    """

    id: int
    kind: str
    at: str
    guess: str
    words: str
    chosen: str
    example: str
    first: str
    mine: bool


def item_line(item: ReviewItem, names: Names, me: str) -> ItemLine:
    """Return a message to review in words."""
    sure = f", {item.confidence:.0%} sure" if item.confidence is not None else ""
    return ItemLine(
        id=item.id,
        kind=_KINDS.get(item.kind, item.kind),
        at=moment_in_words(item.at),
        guess=f"{item.label}{sure}" if item.label else "no guess",
        words=item.words,
        chosen=item.right_label or item.label or "",
        example=item.example or plain_example(neutral(item.words)),
        first=names.of(item.first_by) if item.first_by else "",
        mine=item.first_by == me,
    )


@dataclass(frozen=True)
class Measure:
    """One measure of the gate, in percent."""

    name: str
    now: str
    before: str


@dataclass(frozen=True)
class ModelReport:
    """What is known about a model from the note beside it. learned: examples from this desk."""

    mark: str
    trained: str
    learned: str
    accepted_by: str
    measures: tuple[Measure, ...]


def model_report(note: Mapping[str, Any] | None) -> ModelReport | None:
    """Return the note of a model in words, None when there is none."""
    if note is None:
        return None
    measures = (note.get("gate") or {}).get("measures") or {}
    return ModelReport(
        mark=str(note.get("sha256", ""))[:12],
        trained=_moment(note.get("trained_at")),
        learned=str(note.get("learned", 0)),
        accepted_by=str((note.get("accuracy_accepted") or {}).get("by") or ""),
        measures=tuple(
            Measure(name, _percent(each.get("share")), _percent(each.get("in_service_share")))
            for name, each in measures.items()
            if isinstance(each, Mapping)
        ),
    )


def _percent(share: Any) -> str:
    return f"{share:.1%}" if isinstance(share, (int, float)) else "not compared"


def _moment(at: Any) -> str:
    try:
        return moment_in_words(datetime.fromisoformat(str(at)))
    except ValueError:
        return "at an unknown time"
