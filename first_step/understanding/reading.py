"""Reads a message outside Rasa, with the same model file that Rasa serves."""

from __future__ import annotations

import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from first_step.admissions.errors import ModelDamaged, ModelMissing
from first_step.understanding.classifier import LabelClassifier, LabelProbability
from first_step.understanding.crisis import (
    NO_CRISIS,
    CrisisDecision,
    CrisisThresholds,
    decide_crisis,
)
from first_step.understanding.danger_patterns import find_danger_signs
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import ensure_encoder
from first_step.understanding.entities import Entity, find_entities
from first_step.understanding.normalise import has_words, readable_text
from first_step.understanding.red_flags import RedFlagReader

CLASSIFIER_FILE = "label_classifier.npz"
RED_FLAGS_FILE = "red_flags.npz"
ENCODER_FOLDER = "encoder"

Abstain = Literal["clarify", "menu"] | None


@dataclass(frozen=True)
class AbstainThresholds:
    """Below `clarify` (0 to 1) the likeliest labels are offered; below `menu` the menu is."""

    clarify: float = 0.6
    menu: float = 0.15


@dataclass(frozen=True)
class Reading:
    """What one message means.

    labels: every label with its probability, likeliest first; empty when there are no words.
    red_flags: codes of facts 4c that it mentions, for triage.
    """

    labels: tuple[LabelProbability, ...]
    crisis: CrisisDecision
    entities: tuple[Entity, ...]
    abstain: Abstain
    red_flags: tuple[str, ...] = ()


class Understanding:
    """An encoder and a classifier that read together; safe to share between threads."""

    def __init__(
        self,
        encoder: Encoder,
        classifier: LabelClassifier,
        red_flags: RedFlagReader | None = None,
        crisis: CrisisThresholds | None = None,
        abstain: AbstainThresholds = AbstainThresholds(),
    ) -> None:
        self._encoder = encoder
        self._classifier = classifier
        self._red_flags = red_flags
        self._crisis = crisis or CrisisThresholds.chosen()
        self._abstain = abstain

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        """Return the reading of `text`; `before` are the visitor's last few messages, oldest first.

        Earlier messages only help to see danger ("he's gone blue" after "my mate"): they never
        change the labels.
        """
        if not has_words(text):
            return Reading((), NO_CRISIS, (), "menu")
        readable = readable_text(text)
        vector = self._encoder.encode([readable])[0]
        labels = tuple(self._classifier.ranking(vector, readable))
        return Reading(
            labels,
            self._danger(readable, labels, before),
            find_entities(text),
            self._doubt(labels),
            self._red_flags.codes(vector, readable) if self._red_flags else (),
        )

    def _ranking(self, readable: str) -> list[LabelProbability]:
        return self._classifier.ranking(self._encoder.encode([readable])[0], readable)

    def _danger(
        self, readable: str, labels: Sequence[LabelProbability], before: Sequence[str]
    ) -> CrisisDecision:
        alone = self._decide(readable, labels)
        # A short message may only make sense with the one before it; a long one stands alone.
        if alone.band == "act" or not before or len(readable.split()) > SHORT_MESSAGE_WORDS:
            return alone
        earlier = readable_text(before[-1])
        # Two unrelated scraps ("07700 900123", "any time") make a strange sentence: what is said
        # now must itself hold a trace of danger.
        if alone.probability < self._crisis.trace or not has_words(earlier):
            return alone
        # Danger that the earlier message showed by itself was answered then.
        if self._decide(earlier, self._ranking(earlier)).band == "act":
            return alone
        joined = f"{earlier.rstrip('.')}. {readable}"
        together = self._decide(joined, self._ranking(joined))
        return together if together.probability >= self._crisis.joined else alone

    def _decide(self, readable: str, labels: Sequence[LabelProbability]) -> CrisisDecision:
        return decide_crisis(find_danger_signs(readable), labels, self._crisis, readable)

    def _doubt(self, labels: Sequence[LabelProbability]) -> Abstain:
        return doubt(labels[0].probability, self._abstain)


SHORT_MESSAGE_WORDS = 12


def doubt(probability: float, thresholds: AbstainThresholds) -> Abstain:
    """Return how unsure the likeliest label's probability leaves the reader."""
    if probability < thresholds.menu:
        return "menu"
    return "clarify" if probability < thresholds.clarify else None


def load_understanding(model: Path, encoder_folder: Path | None = None) -> Understanding:
    """Return what the trained model file holds, with the encoder, by default the one beside it.

    Raises ModelMissing, ModelDamaged or WeightsDamaged.
    """
    if not model.is_file():
        raise ModelMissing(f"no trained model at {model}; run `make train`")
    classifier = LabelClassifier.from_bytes(_member(model, CLASSIFIER_FILE))
    red_flags = RedFlagReader.from_bytes(_member(model, RED_FLAGS_FILE))
    encoder = Encoder(ensure_encoder(encoder_folder or model.parent / ENCODER_FOLDER))
    return Understanding(encoder, classifier, red_flags)


def _member(model: Path, name: str) -> bytes:
    try:
        with tarfile.open(model, "r:gz") as archive:
            for entry in archive:
                if entry.isfile() and entry.name.endswith("/" + name):
                    stream = archive.extractfile(entry)
                    assert stream is not None
                    return stream.read()
    except (OSError, tarfile.TarError, EOFError) as error:
        raise ModelDamaged(f"{model.name} cannot be read: {type(error).__name__}") from None
    raise ModelDamaged(f"{model.name} holds no {name}; train again")
