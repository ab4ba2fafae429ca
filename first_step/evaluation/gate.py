"""The model gate: a candidate and the model in service, measured in one run on the same messages.

Safety has no tolerance. Both models always say the same about the same message, so a difference
between them is no error of measurement; only the choice of messages is chance. A paired test
(McNemar's) asks whether the difference is beyond that chance, and with 200 to 430 messages it
would let a candidate miss four more people each time it is trained, unnoticed and adding up. A
miss costs far more than a training in vain, so the rule is plain: no net loss. What a candidate
loses and gains message by message is written down beside it.

Accuracy has tolerances, because most changes of the training data move a few answers both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.measures import OUT_OF_SCOPE, Read, answered_as_topic, is_right
from first_step.evaluation.messages import (
    EVERYDAY,
    EVERYDAY_FILE,
    LabelledMessage,
    read_messages,
    read_sets,
)
from first_step.understanding.reading import Reading

# Share, 0 to 1. A model below these never serves, not even as the first one. 89 % is the lowest
# recall published of a service that people in crisis really use (a large text line; the best
# published filter has 98 %). The aims, 99 % and 100 %, lie well above; a floor is what must hold
# even where there is nothing to compare with. Raise them when models in service stand above.
FLOORS = {"danger caught": 0.89, "explicit danger acted on": 0.89}
# Readings are shared out among this many threads; the encoder computes outside Python's lock.
_THREADS = 2


class Reader(Protocol):
    """What the gate needs of an understanding."""

    def read(self, text: str) -> Reading:
        """Return the reading of a message that stands alone."""


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    about: which messages it is about. holds: whether the reading of one of them counts.
    wanted: whether more is better. tolerance: the share (0 to 1) by which a candidate may be worse.
    """

    name: str
    kind: Literal["safety", "accuracy"]
    about: Callable[[LabelledMessage], bool]
    holds: Callable[[Read], bool]
    wanted: bool = True
    tolerance: float = 0.0


def _danger(message: LabelledMessage) -> bool:
    return message.is_danger


def _explicit(message: LabelledMessage) -> bool:
    return message.is_danger and message.strength == "explicit"


def _calm(message: LabelledMessage) -> bool:
    return not message.is_danger


def _of_one_label(message: LabelledMessage) -> bool:
    return not message.is_danger and message.source != EVERYDAY


def _foreign(message: LabelledMessage) -> bool:
    return message.label == OUT_OF_SCOPE


def _caught(row: Read) -> bool:
    return row[1].crisis.band != "none"


def _acted(row: Read) -> bool:
    return row[1].crisis.band == "act"


def _own_card(row: Read) -> bool:
    return _acted(row) and row[1].crisis.label == row[0].label


# Tolerances: half a point is about eight of the 1,500 messages without danger. Of the hundred out
# of scope two are two points; with a third one more a person has to say that it may be.
MEASURES = (
    Measure("danger caught", "safety", _danger, _caught),
    Measure("explicit danger acted on", "safety", _explicit, _acted),
    Measure("explicit danger given its own card", "safety", _explicit, _own_card),
    Measure("label accuracy", "accuracy", _of_one_label, is_right, tolerance=0.005),
    Measure("false alarms", "accuracy", _calm, _caught, wanted=False, tolerance=0.005),
    Measure("false alarms acted on", "accuracy", _calm, _acted, wanted=False, tolerance=0.005),
    Measure(
        "out of scope answered", "accuracy", _foreign, answered_as_topic, False, tolerance=0.025
    ),
)

# Name of a measure -> for each message it is about, in order, whether it holds.
Outcomes = Mapping[str, tuple[bool, ...]]


@dataclass(frozen=True)
class Finding:
    """What one measure gave, message by message; `in_service` is None without such a model."""

    measure: Measure
    candidate: tuple[bool, ...]
    in_service: tuple[bool, ...] | None

    @property
    def below_floor(self) -> bool:
        """Return whether no model like this may serve, whatever serves now."""
        floor = FLOORS.get(self.measure.name)
        return floor is not None and _share(self.candidate) < floor

    @property
    def worse(self) -> bool:
        """Return whether the candidate is worse than the model in service, beyond tolerance."""
        if self.in_service is None:
            return False
        # Counted in messages: shares would make exactly the tolerance a little more than it.
        lost = sum(self.in_service) - sum(self.candidate)
        allowed = self.measure.tolerance * len(self.candidate)
        return (lost if self.measure.wanted else -lost) > allowed

    def sentences(self) -> list[str]:
        """Return, for each way in which this is too bad, both figures and the difference."""
        found = []
        said, share = f"{self.measure.name} {_figures(self.candidate)}", _share(self.candidate)
        if self.below_floor:
            floor = FLOORS[self.measure.name]
            found.append(f"{said}, the floor is {floor:.1%}: {_points(floor - share)} below")
        if self.worse:
            assert self.in_service is not None
            difference = abs(_share(self.in_service) - share)
            way = "fewer" if self.measure.wanted else "more"
            found.append(
                f"{said}, the model in service {_figures(self.in_service)}: "
                f"{_points(difference)} {way}"
            )
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain JSON; lost and gained: messages that changed sides."""
        figures: dict[str, Any] = {
            "candidate": sum(self.candidate),
            "of": len(self.candidate),
            "share": round(_share(self.candidate), 4),
        }
        if self.in_service is not None:
            pairs = list(zip(self.candidate, self.in_service, strict=True))
            figures["in_service"] = sum(self.in_service)
            figures["in_service_share"] = round(_share(self.in_service), 4)
            figures["gained"] = sum(1 for new, old in pairs if new and not old)
            figures["lost"] = sum(1 for new, old in pairs if old and not new)
        return figures


@dataclass(frozen=True)
class Verdict:
    """All findings about a candidate."""

    findings: tuple[Finding, ...]

    @property
    def unsafe(self) -> list[str]:
        """Return a sentence for each reason of safety; with one of them nothing may serve."""
        return self._sentences("safety")

    @property
    def less_accurate(self) -> list[str]:
        """Return a sentence for each reason of accuracy; a named person may overrule these."""
        return self._sentences("accuracy")

    def as_dict(self) -> dict[str, Any]:
        """Return all figures as plain JSON, by the names of the measures."""
        return {finding.measure.name: finding.as_dict() for finding in self.findings}

    def _sentences(self, kind: str) -> list[str]:
        return [
            sentence
            for finding in self.findings
            if finding.measure.kind == kind
            for sentence in finding.sentences()
        ]


def read_gate_messages(folder: Path) -> list[LabelledMessage]:
    """Return the messages of the evaluation sets in `folder`; no model learnt from any of them.

    Raises UnderstandingError naming a file that is missing, a line that cannot be read, or a
    measure that no message is about: without them nothing is known about a candidate.
    """
    found = [message for messages in read_sets(folder).values() for message in messages]
    found += read_messages(folder / EVERYDAY_FILE)
    for each in MEASURES:
        if not any(each.about(message) for message in found):
            raise UnderstandingError(f"the evaluation sets have no message for {each.name!r}")
    return found


def measure(reader: Reader, messages: Sequence[LabelledMessage]) -> Outcomes:
    """Return what a model makes of the messages, each read alone."""
    with ThreadPoolExecutor(_THREADS) as threads:
        readings = list(threads.map(lambda message: reader.read(message.text), messages))
    return outcomes(list(zip(messages, readings, strict=True)))


def outcomes(rows: Sequence[Read]) -> Outcomes:
    """Return each measure's outcome over messages with their readings."""
    return {
        each.name: tuple(each.holds(row) for row in rows if each.about(row[0])) for each in MEASURES
    }


def judge(candidate: Outcomes, in_service: Outcomes | None) -> Verdict:
    """Return the verdict on a candidate; without a model in service only the floors count."""
    return Verdict(
        tuple(
            Finding(each, candidate[each.name], in_service[each.name] if in_service else None)
            for each in MEASURES
        )
    )


def _share(holds: Sequence[bool]) -> float:
    return sum(holds) / len(holds) if holds else 0.0


def _figures(holds: Sequence[bool]) -> str:
    return f"{sum(holds)} of {len(holds)} ({_share(holds):.1%})"


def _points(share: float) -> str:
    return f"{share * 100:.1f} points"
