"""Two labels that are nearly as likely: asking which was meant is better than guessing."""

from __future__ import annotations

from collections.abc import Sequence

from first_step.understanding.classifier import LabelProbability

# Less than this between the two likeliest labels (0 to 1), and the likeliest is right in fewer
# than half of the messages, one of the two in seven of ten. Measured on training data of
# authors left out (docs/understanding.md).
CLOSE = 0.2
# Beside topics these can be asked about: "did you mean … or would you like a call?".
_OFFERED = ("request_contact", "request_human")


def can_be_asked(label: str) -> bool:
    """Return whether one can ask "did you mean this?"; never so for danger or small talk."""
    return "/" in label or label in _OFFERED


def are_close(ranking: Sequence[LabelProbability], within: float = CLOSE) -> bool:
    """Return whether the two likeliest labels can both be asked about and are this near."""
    if len(ranking) < 2 or not all(can_be_asked(one.label) for one in ranking[:2]):
        return False
    return ranking[0].probability - ranking[1].probability < within
