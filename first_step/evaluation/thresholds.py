"""Chooses where the bands of danger begin, on held-out authors, by what mistakes cost.

A missed danger weighs as much as a hundred needless checks (`MISS`); only checking in where danger
is plain as much as twenty cards shown for nothing (`TOO_GENTLE`). Counted at the shares that a
service may see: three messages in a hundred are danger, five in a hundred of the rest resemble
it. All four are the developers' figures and a clinical decision: a clinician has to sign them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from first_step.evaluation.examples import Example
from first_step.evaluation.left_out import LeftOut
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import Band, CrisisThresholds, decide_crisis
from first_step.understanding.danger_patterns import DangerSigns, find_danger_signs
from first_step.understanding.normalise import readable_text

MISS, TOO_GENTLE = 100.0, 20.0
DANGER_SHARE, LOOKALIKE_SHARE = 0.03, 0.05
CHECKS = (0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15)
ACTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
SUPPORTS = (0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2)


@dataclass(frozen=True)
class Seen:
    """What the guard knows of one example before it decides."""

    example: Example
    readable: str
    signs: DangerSigns
    ranking: tuple[LabelProbability, ...]


@dataclass(frozen=True)
class Choice:
    """Thresholds, and how often they go wrong on held-out authors: shares from 0 to 1.

    missed: of danger. gentle: of explicit danger, checked or missed. checks, cards: of messages
    without danger, any band and cards alone, at `LOOKALIKE_SHARE`.
    """

    thresholds: CrisisThresholds
    missed: float
    gentle: float
    checks: float
    cards: float


def look_at(left: LeftOut) -> list[Seen]:
    """Return what the guard sees of the held-out examples."""
    texts = [readable_text(example.text) for example in left.held_out]
    vectors = left.encoder.encode(texts)
    return [
        Seen(example, text, find_danger_signs(text), tuple(left.classifier.ranking(vector, text)))
        for example, text, vector in zip(left.held_out, texts, vectors, strict=True)
    ]


def choose(seen: Sequence[Seen], begin: CrisisThresholds) -> Choice:
    """Return the thresholds that cost least: `check` first, then `act`, then `supported`."""
    check = _cheapest(seen, CHECKS, lambda at: replace(begin, check=at), _cost_of_check)
    acting = _cheapest(seen, ACTS, lambda at: replace(check, act=at), _cost_of_act)
    chosen = _cheapest(seen, SUPPORTS, lambda at: replace(acting, supported=at), _cost_of_act)
    return weigh(seen, chosen)


def weigh(seen: Sequence[Seen], thresholds: CrisisThresholds) -> Choice:
    """Return how often the thresholds go wrong on the examples."""
    bands: dict[str, list[Band]] = {"danger": [], "explicit": [], "alike": [], "other": []}
    for each in seen:
        band = decide_crisis(each.signs, each.ranking, thresholds, each.readable).band
        for group in _groups(each.example):
            bands[group].append(band)
    return Choice(
        thresholds,
        missed=_share(bands["danger"], "none"),
        gentle=1 - _share(bands["explicit"], "act"),
        checks=_of_calm(bands, "act", "check"),
        cards=_of_calm(bands, "act"),
    )


def _groups(example: Example) -> tuple[str, ...]:
    if example.label.startswith("crisis_"):
        return ("danger", "explicit") if example.strength == "explicit" else ("danger",)
    return ("alike",) if example.looks_like else ("other",)


def _share(bands: Sequence[Band], *of: Band) -> float:
    return sum(1 for band in bands if band in of) / len(bands) if bands else 0.0


def _of_calm(bands: Mapping[str, Sequence[Band]], *of: Band) -> float:
    alike, other = _share(bands["alike"], *of), _share(bands["other"], *of)
    return LOOKALIKE_SHARE * alike + (1 - LOOKALIKE_SHARE) * other


def _cheapest(
    seen: Sequence[Seen],
    values: Sequence[float],
    with_value: Callable[[float], CrisisThresholds],
    cost: Callable[[Choice], float],
) -> CrisisThresholds:
    return min((with_value(at) for at in values), key=lambda each: cost(weigh(seen, each)))


def _cost_of_check(choice: Choice) -> float:
    return MISS * DANGER_SHARE * choice.missed + (1 - DANGER_SHARE) * choice.checks


def _cost_of_act(choice: Choice) -> float:
    return TOO_GENTLE * DANGER_SHARE * choice.gentle + (1 - DANGER_SHARE) * choice.cards
