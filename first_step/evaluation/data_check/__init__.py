"""Finds what makes training data worse than it looks: repeats, one-sided labels, leaks.

Each check takes examples and returns complaints, one line each; no complaint means fit to train on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from first_step.evaluation.data_check.leaks import find_leaks
from first_step.evaluation.data_check.one_sided import find_one_sided
from first_step.evaluation.data_check.repeats import find_repeats
from first_step.evaluation.examples import Example
from first_step.evaluation.messages import read_evaluation_texts
from first_step.understanding.red_flags import FlaggedMessage

__all__ = ["check_data", "find_leaks", "find_one_sided", "find_repeats"]


def check_data(
    examples: Sequence[Example], evaluation: Path, flagged: Sequence[FlaggedMessage] = ()
) -> list[str]:
    """Return every complaint about the training data.

    Args:
        examples: of the labels.
        evaluation: the folder of evaluation sets, which must not leak into any of it.
        flagged: examples of red flags.
    """
    beside = [Example(one.author, "red flags", one.text) for one in flagged]
    return [
        *find_leaks([*examples, *beside], read_evaluation_texts(evaluation)),
        *find_repeats(examples),
        *find_one_sided(examples),
    ]
