from __future__ import annotations

from pathlib import Path

import pytest

from first_step.evaluation.examples import Example
from first_step.evaluation.left_out import (
    LABELS_KEPT,
    LeftOut,
    as_message,
    leave_out,
    left_out_readings,
)
from first_step.evaluation.messages import LabelledMessage
from first_step.evaluation.thresholds import look_at
from first_step.understanding.normalise import readable_text

from ..understanding.small import TEXTS

KNOWN, UNKNOWN = "a2", "a1"
LEARNT = [Example(KNOWN, label, text) for text, label in TEXTS] + [
    Example(KNOWN, "menu", "show me the menu"),
    Example(KNOWN, "menu", "menu please"),
]
HELD = [
    Example(UNKNOWN, "crisis_overdose", "he isnt breathing n hes blue", strength="explicit"),
    Example(UNKNOWN, "treatment/detox", "what is detox", looks_like="overdose"),
    Example(UNKNOWN, "praise", "this has been wonderful"),
]


@pytest.fixture(scope="module")
def models(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of models whose encoder is the shared one."""
    folder = tmp_path_factory.mktemp("models")
    (folder / "encoder").symlink_to(encoder_folder, target_is_directory=True)
    return folder


@pytest.fixture(scope="module")
def left(models: Path) -> LeftOut:
    return leave_out([*HELD, *LEARNT], models)


def test_the_head_learns_from_nobody_who_is_held_out(left: LeftOut) -> None:
    assert left.held_out == tuple(HELD)
    assert set(left.classifier.labels) == {one.label for one in LEARNT}


def test_what_is_looked_at_is_what_the_guard_would_see(left: LeftOut) -> None:
    rows = look_at(left)
    assert [row.example for row in rows] == HELD
    assert [row.readable for row in rows] == [readable_text(one.text) for one in HELD]
    assert rows[0].ranking[0].label == "crisis_overdose"
    assert any(name.startswith("overdose.") for name in _names(rows[0].signs))
    assert _names(rows[1].signs) == ()
    assert sum(share.probability for share in rows[1].ranking) == pytest.approx(1, abs=1e-5)


def test_readings_of_the_held_out_are_whole_but_for_unlikely_labels(models: Path) -> None:
    readings = left_out_readings([*HELD, *LEARNT], models)
    assert [message for message, _ in readings] == [as_message(one) for one in HELD]
    assert [len(reading.labels) for _, reading in readings] == [LABELS_KEPT] * len(HELD)
    assert readings[0][1].crisis.band == "act"
    assert readings[1][1].labels[0].label == "treatment/detox"


def test_an_example_is_measured_as_a_message_of_its_author() -> None:
    assert as_message(HELD[0]) == LabelledMessage(
        "data", "crisis_overdose", HELD[0].text, group=UNKNOWN, strength="explicit"
    )
    assert as_message(HELD[1]).is_lookalike


def _names(signs: object) -> tuple[str, ...]:
    found = (getattr(signs, strength) for strength in ("sure", "explicit", "hints"))
    return tuple(name for kinds in found for names in kinds.values() for name in names)
