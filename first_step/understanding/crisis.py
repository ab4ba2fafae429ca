"""The one decision whether somebody may be in danger, from patterns and probabilities.

A missed danger costs far more than a needless check. `first-step calibrate` says how much and
chooses the thresholds on training data whose authors were left out (docs/understanding.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from first_step.admissions.payload import Payload
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.danger_patterns import KINDS, DangerSigns
from first_step.understanding.just_released import only_release
from first_step.understanding.lexicon import lexicon
from first_step.understanding.only_details import only_details

Band = Literal["none", "check", "act"]

# Fewer letters than these are a name, an initial or a number, never a cry for help by themselves.
LETTERS_NEEDED = 4
FEW_WORDS = 4
FEW_WORDS_SAY_LITTLE = 0.2
LABELS = tuple(f"crisis_{kind}" for kind in KINDS)


@dataclass(frozen=True)
class CrisisThresholds:
    """Shares of probability on the four crisis labels together, 0 to 1.

    act: act on the classifier alone. check: check in on the classifier alone.
    supported: act on an explicit pattern without a softener.
    joined: act on a message read together with the one before it, if it holds a `trace` itself.
    """

    act: float
    check: float
    supported: float
    joined: float
    trace: float

    @classmethod
    @cache
    def chosen(cls) -> CrisisThresholds:
        """Return what `first-step calibrate` chose."""
        return cls(**lexicon("thresholds")["crisis"])


@dataclass(frozen=True)
class CrisisDecision:
    """What to do about danger in one message; holds names of patterns, never words.

    band: "act" shows help at once, "check" asks gently, "none" goes on.
    label: the kind of danger (`crisis_overdose`), None when band is "none".
    """

    band: Band
    label: str | None
    patterns: tuple[str, ...]
    probability: float

    @property
    def answer(self) -> str | None:
        """Return the id of the reply: `crisis/overdose`, `crisis/check`, or None."""
        if self.band == "act" and self.label:
            return self.label.replace("_", "/", 1)
        return "crisis/check" if self.band == "check" else None

    def as_dict(self) -> dict[str, Any]:
        """Return the decision as plain JSON, for messages between processes."""
        return {
            "band": self.band,
            "label": self.label,
            "patterns": list(self.patterns),
            "probability": round(self.probability, 4),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CrisisDecision:
        """Return the decision that `as_dict` wrote; raises KeyError or ValueError."""
        band, label = data["band"], data["label"]
        if band not in ("none", "check", "act") or label not in (None, *LABELS):
            raise ValueError("not a crisis decision")
        patterns = tuple(str(name) for name in data["patterns"])
        return cls(band, label, patterns, float(data["probability"]))


NO_CRISIS = CrisisDecision("none", None, (), 0.0)


def tapped_decision(payload: Payload) -> CrisisDecision:
    """Return the decision that a tapped button states outright (facts 4d)."""
    if payload.kind == "check" and payload.value in KINDS:
        return CrisisDecision("act", f"crisis_{payload.value}", ("tapped",), 1.0)
    return NO_CRISIS


def decide_crisis(
    signs: DangerSigns,
    ranking: Sequence[LabelProbability],
    thresholds: CrisisThresholds | None = None,
    readable: str | None = None,
) -> CrisisDecision:
    """Return the decision for one message.

    Args:
        signs: what the danger patterns found.
        ranking: labels with probabilities, from the classifier; empty when there is none, and
            then patterns decide alone.
        thresholds: where acting and checking in begin; those chosen when left out.
        readable: the message as written out for reading.
    """
    thresholds = thresholds or CrisisThresholds.chosen()
    shares = {row.label: row.probability for row in ranking if row.label in LABELS}
    mass = sum(shares.values())
    found = (signs.sure, signs.explicit, signs.hints)
    if readable is not None and not any(found):
        mass = _weighed(mass, readable, thresholds)
    names = tuple(name for kinds in found for each in kinds.values() for name in each)
    band = _band(signs, mass, thresholds) if ranking else _band_of_patterns(signs)
    label = None if band == "none" else _kind(signs, shares, thresholds)
    return CrisisDecision(band, label, names + signs.softeners, mass)


def _weighed(mass: float, readable: str, thresholds: CrisisThresholds) -> float:
    """Return how much of the classifier's opinion counts of a text that no pattern knows.

    A number, or a name with a time, says nothing to it, and "tomorrow morning" little: of a few
    words only what goes beyond a fifth counts. On held-out authors that catches 87 % of 38 short
    messages of danger.
    """
    if sum(1 for character in readable if character.isalpha()) < LETTERS_NEEDED:
        return 0.0
    if only_details(readable):
        return 0.0
    released = only_release(readable)
    if released:
        return min(mass, thresholds.check) if released.asks else 0.0
    if len(readable.split()) > FEW_WORDS:
        return mass
    return max(0.0, mass - FEW_WORDS_SAY_LITTLE)


def _band(signs: DangerSigns, mass: float, thresholds: CrisisThresholds) -> Band:
    """Return the band; with a pattern, a third of the probability is enough to check in."""
    plain = not signs.softeners
    if mass >= thresholds.act or (signs.sure and plain):
        return "act"
    if signs.explicit and plain and mass >= thresholds.supported:
        return "act"
    hinted = signs.sure or ((signs.explicit or signs.hints) and plain)
    if mass >= thresholds.check or (hinted and mass >= thresholds.check / 3):
        return "check"
    return "none"


def _band_of_patterns(signs: DangerSigns) -> Band:
    if (signs.sure or signs.explicit) and not signs.softeners:
        return "act"
    return "check" if signs.sure or signs.explicit or signs.hints else "none"


def _kind(signs: DangerSigns, shares: dict[str, float], thresholds: CrisisThresholds) -> str:
    """Return the likeliest kind: by probability where there is enough, else by pattern."""
    if sum(shares.values()) < thresholds.check:
        for found in (signs.sure, signs.explicit, signs.hints):
            candidates = [f"crisis_{kind}" for kind in found]
            if candidates:
                return max(candidates, key=lambda label: shares.get(label, 0.0))
    return max(LABELS, key=lambda label: shares.get(label, 0.0))
