from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from first_step.content.labels import LABELS
from first_step.evaluation.calibration import reliability, scope_curve
from first_step.evaluation.confusion import GROUPS
from first_step.evaluation.intervals import Share
from first_step.evaluation.learning_curve import CurvePoint
from first_step.evaluation.pictures import (
    learning_picture,
    matrix_picture,
    reliability_picture,
    scope_picture,
    small_matrix_picture,
)

from .made_readings import row

ROWS = [
    row("greet", "greet", sure=0.9),
    row("greet", "menu", sure=0.5),
    row("out_of_scope", "menu", sure=0.4),
]
POINTS = [
    CurvePoint(part, int(100 * part), "general", Share(int(60 * part), 100), Share(90, 100))
    for part in (0.5, 1.0)
]
PICTURES = {
    "reliability": lambda: reliability_picture(reliability(ROWS)),
    "scope": lambda: scope_picture(scope_curve(ROWS), 0.35),
    "learning": lambda: learning_picture(POINTS),
    "families": lambda: small_matrix_picture(
        np.eye(len(GROUPS), dtype=int) * 3, GROUPS, "families"
    ),
    "labels": lambda: matrix_picture(np.eye(len(LABELS), dtype=int), LABELS, "labels"),
}
WORDS = {
    "reliability": "0.90 said, 1.00 right",
    "scope": "In use, 0.35: 100.0% of messages in scope and 100.0% of those out",
    "learning": "100 examples, general: 60.0%",
    "families": "30 of 30 messages on the diagonal",
    "labels": "Confusion matrix of 94 by 94",
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_in_words_what_it_shows(name: str) -> None:
    picture = ElementTree.fromstring(PICTURES[name]())
    assert (picture.tag, picture.get("role")) == ("svg", "img")
    assert WORDS[name] in (picture.get("aria-label") or "")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_fetches_nothing_and_takes_the_pages_colours(name: str) -> None:
    text = PICTURES[name]()
    assert "http" not in text
    assert "#0" not in text
    assert "currentColor" in text
    assert "<style" not in text


@pytest.mark.parametrize("name", PICTURES)
def test_ids_carry_the_pictures_name_and_every_reference_finds_its_own(name: str) -> None:
    picture = ElementTree.fromstring(PICTURES[name]())
    ids = [element.get("id") for element in picture.iter() if element.get("id")]
    assert all(one.startswith(f"{name}-") for one in ids if one)
    assert len(ids) == len(set(ids))
    for element in picture.iter():
        link = element.get("href", "")
        if link.startswith("#"):
            assert link[1:] in ids
        clip = element.get("clip-path")
        if clip:
            assert clip.removeprefix("url(#").removesuffix(")") in ids


def test_the_rule_in_use_is_marked_with_its_threshold() -> None:
    assert ">in use, 0.35<" in PICTURES["scope"]()


def test_the_small_matrix_shows_its_counts_and_the_large_one_every_label() -> None:
    assert PICTURES["families"]().count(">3</text>") == len(GROUPS)
    assert PICTURES["labels"]().count(">cause/trauma</text>") == 2
