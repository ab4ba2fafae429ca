from __future__ import annotations

import pytest

from first_step.content.labels import LABELS
from first_step.evaluation.confusion import (
    GROUPS,
    family_matrix,
    family_of,
    label_matrix,
    worst_labels,
)

from .made_readings import row


@pytest.mark.parametrize(
    ("label", "family"),
    [
        ("cause/trauma", "cause"),
        ("crisis_danger", "danger"),
        ("out_of_scope", "out_of_scope"),
        ("greet", "talk"),
    ],
)
def test_labels_stand_with_their_family(label: str, family: str) -> None:
    assert family_of(label) == family


def test_rows_are_what_should_be_and_columns_what_was_read() -> None:
    rows = [row("cause/trauma", "myth/choice"), row("cause/trauma", "cause/genetic")]
    families = family_matrix(rows)
    assert families[GROUPS.index("cause"), GROUPS.index("myth")] == 1
    assert families[GROUPS.index("cause"), GROUPS.index("cause")] == 1
    labels = label_matrix(rows)
    assert labels.shape == (94, 94)
    assert labels[LABELS.index("cause/trauma"), LABELS.index("cause/genetic")] == 1
    assert labels.sum() == 2


def test_the_worst_labels_show_what_went_wrong_both_ways() -> None:
    rows = [
        row("greet", "thank", text="taken for thanks"),
        row("menu", "greet", text="taken for a greeting"),
        row("menu", "menu"),
        row("thank", "thank"),
    ]
    worst = worst_labels(rows, count=1)
    assert [one["label"] for one in worst] == ["greet"]
    assert worst[0]["f1"] == 0
    assert worst[0]["taken_for"] == [["thank", 1]]
    texts = [one["text"] for one in worst[0]["examples"]]
    assert texts == ["taken for thanks", "taken for a greeting"]
