"""Messages of an evaluation set that stand in the training data: they make every figure untrue."""

from __future__ import annotations

from collections.abc import Sequence

from first_step.evaluation.data_check.similar import similar_pairs
from first_step.evaluation.examples import Example

NEARLY_THE_SAME = 0.85


def find_leaks(examples: Sequence[Example], measured: Sequence[str]) -> list[str]:
    """Return a complaint for each example that is, or nearly is, one of the measured messages."""
    known = {text.casefold() for text in measured}
    found = [
        f"stands in an evaluation set too ({example.label}): {example.text!r}"
        for example in examples
        if example.text.casefold() in known
    ]
    texts = [example.text for example in examples]
    for at, other in similar_pairs(texts, measured, NEARLY_THE_SAME):
        if texts[at].casefold() not in known:
            found.append(f"nearly an evaluation message: {texts[at]!r} / {measured[other]!r}")
    return found
