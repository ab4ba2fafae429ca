"""Looks for danger in a message the moment it arrives; never fails, whatever else does."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from first_step.admissions.errors import BadMessage, ModelMissing
from first_step.admissions.payload import Payload, parse_payload
from first_step.reception.incoming import MAX_TEXT, Incoming
from first_step.reception.words import SUICIDE_ACTED
from first_step.understanding.crisis import (
    NO_CRISIS,
    CrisisDecision,
    decide_crisis,
    tapped_decision,
)
from first_step.understanding.danger_patterns import find_danger_signs
from first_step.understanding.normalise import readable_text
from first_step.understanding.reading import Reading, Understanding, load_understanding

_log = logging.getLogger(__name__)

_BANDS = ("none", "check", "act")


@dataclass(frozen=True)
class Heard:
    """What one message told of. red_flags: codes of facts 4c; a tap tells none."""

    decision: CrisisDecision
    red_flags: tuple[str, ...] = ()


class Reader(Protocol):
    """Reads messages; `Understanding` is one."""

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return what the message means."""
        ...


class LoadedReader(Reader, Protocol):
    """A reader that is loaded when the process starts; `ModelReader` is one."""

    @property
    def ready(self) -> bool:
        """Whether it can read."""
        ...

    def load(self) -> None:
        """Get ready; raises UnderstandingError."""
        ...


class ModelReader:
    """The trained model, loaded when the process starts."""

    def __init__(self, model: Path) -> None:
        """Keep where the model file is."""
        self._model = model
        self._understanding: Understanding | None = None

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return self._understanding is not None

    def load(self) -> None:
        """Load the model and warm it; raises ModelMissing, ModelDamaged or WeightsDamaged."""
        understanding = load_understanding(self._model)
        understanding.read("hello")
        self._understanding = understanding

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return what the message means; raises ModelMissing before `load`."""
        if self._understanding is None:
            raise ModelMissing("the model is not loaded yet")
        return self._understanding.read(text, before)


def find_danger(reader: Reader, incoming: Incoming, before: Sequence[str] = ()) -> CrisisDecision:
    """Return the decision about one message."""
    return hear(reader, incoming, before).decision


def hear(reader: Reader, incoming: Incoming, before: Sequence[str] = ()) -> Heard:
    """Return the decision about one message, and the red flags it mentions.

    A text too long to be taken is read piece by piece: whoever writes much may be in danger too.
    """
    if incoming.payload is not None:
        return Heard(_tapped(payload_of(incoming)))
    if not incoming.too_long:
        return _read(reader, incoming.text, before)
    starts = range(0, len(incoming.text), MAX_TEXT)
    pieces = (incoming.text[start : start + MAX_TEXT] for start in starts)
    return max((_read(reader, piece, ()) for piece in pieces), key=_urgency)


def card_for(decision: CrisisDecision, incoming: Incoming) -> str | None:
    """Return the id of the card to show at once: `crisis/overdose`, or None.

    The gentle check is not among them: the dialogue knows whether it was asked already.
    """
    if _has_acted(payload_of(incoming)):
        return SUICIDE_ACTED
    return decision.answer if decision.band == "act" else None


def payload_of(incoming: Incoming) -> Payload | None:
    """Return the tapped payload, None for typed text or one that is not of the grammar."""
    if incoming.payload is None:
        return None
    try:
        return parse_payload(incoming.payload)
    except BadMessage:
        return None


def _tapped(payload: Payload | None) -> CrisisDecision:
    if _has_acted(payload):
        return CrisisDecision("act", "crisis_suicide", ("tapped.acted",), 1.0)
    return tapped_decision(payload) if payload else NO_CRISIS


def _has_acted(payload: Payload | None) -> bool:
    """Whether it says yes to "have you done something, or are you about to?" (facts 4d, R2)."""
    return payload is not None and payload.kind == "check" and payload.value == "acted"


def _read(reader: Reader, text: str, before: Sequence[str]) -> Heard:
    try:
        reading = reader.read(text, before)
        return Heard(reading.crisis, reading.red_flags)
    except Exception as error:
        # Whatever is wrong with the model, the patterns need none.
        _log.error("the model failed on a message: %s", type(error).__name__)
        return Heard(decide_crisis(find_danger_signs(readable_text(text)), ()))


def _urgency(heard: Heard) -> tuple[int, float]:
    return _BANDS.index(heard.decision.band), heard.decision.probability
