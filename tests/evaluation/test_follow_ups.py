from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.content.labels import LABELS, TOPICS
from first_step.evaluation.follow_ups import (
    FOLLOW_UPS,
    NOT_FOLLOW_UPS,
    Exchange,
    FollowUpFigures,
    measure_follow_ups,
    read_exchanges,
)
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.follow_up import is_elliptical
from first_step.understanding.normalise import readable_text

EVALUATION = Path(__file__).parents[2] / "evaluation"


def read(texts: Sequence[str]) -> list[list[LabelProbability]]:
    """Take everything longer than four words for genes, and a short text for a greeting."""
    return [
        [LabelProbability(*(("cause/genetic", 0.9) if len(t.split()) > 4 else ("greet", 0.5)))]
        for t in texts
    ]


def test_the_sets_are_large_enough_and_hold_nothing_but_labels() -> None:
    follow_ups = read_exchanges(EVALUATION / FOLLOW_UPS)
    others = read_exchanges(EVALUATION / NOT_FOLLOW_UPS)
    assert min(len(follow_ups), len(others)) >= 60
    assert {each.label for each in follow_ups} <= set(TOPICS)
    assert {each.label for each in others} <= set(LABELS)


def test_nearly_every_follow_up_is_seen_as_one_and_hardly_any_other_message() -> None:
    def share(name: str) -> float:
        rows = read_exchanges(EVALUATION / name)
        return sum(is_elliptical(readable_text(each.message)) for each in rows) / len(rows)

    assert share(FOLLOW_UPS) >= 0.95
    assert share(NOT_FOLLOW_UPS) <= 0.05


def test_figures_count_what_the_question_before_changed() -> None:
    question = "is it in the genes"
    found = measure_follow_ups(
        read,
        [Exchange(question, "and for kids?", "cause/genetic"), Exchange(question, "hello", "x")],
        [Exchange(question, "hello", "greet"), Exchange(question, "or not?", "greet")],
    )
    assert found == FollowUpFigures(follow_ups=2, right=1, right_alone=0, others=2, changed=1)


def test_a_line_that_is_not_three_columns_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("previous\tmessage\tlabel\nonly\ttwo\n", encoding="utf-8")
    with pytest.raises(UnderstandingError, match="line 2"):
        read_exchanges(path)
