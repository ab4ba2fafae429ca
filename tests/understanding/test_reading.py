from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from first_step.admissions.errors import ModelDamaged, ModelMissing, WeightsDamaged
from first_step.understanding.classifier import LabelClassifier, LabelProbability
from first_step.understanding.crisis import NO_CRISIS
from first_step.understanding.encoder import Encoder
from first_step.understanding.reading import (
    AbstainThresholds,
    Understanding,
    doubt,
    load_understanding,
)

from .small import classifier_member, write_model


@pytest.fixture(scope="module")
def understanding(encoder: Encoder, small_classifier: LabelClassifier) -> Understanding:
    return Understanding(encoder, small_classifier)


class NoVectors:
    """An encoder to whom every text is alike."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.zeros((len(texts), 1), dtype=np.float32)


class AlwaysCalm:
    """A classifier that takes everything for a greeting, so that the patterns alone decide."""

    def ranking(self, vector: np.ndarray, text: str) -> list[LabelProbability]:
        return [LabelProbability("greet", 1.0)]


@pytest.fixture
def calm() -> Understanding:
    return Understanding(NoVectors(), AlwaysCalm())  # type: ignore[arg-type]


@pytest.fixture
def model(tmp_path: Path, small_classifier: LabelClassifier) -> Path:
    return write_model(tmp_path / "model.tar.gz", **classifier_member(small_classifier.to_bytes()))


def test_a_question_gets_its_label_and_what_it_names(understanding: Understanding) -> None:
    reading = understanding.read("how long is a detox from smack")
    assert reading.labels[0].label == "treatment/detox"
    assert reading.crisis.band == "none"
    assert [entity.value for entity in reading.entities] == ["opioids/heroin"]
    assert reading.abstain is None


@pytest.mark.parametrize("text", ["", "?", "...", "😀", "\x00", "\u200b"])
def test_what_holds_no_words_offers_the_menu_and_is_no_danger(
    understanding: Understanding, text: str
) -> None:
    reading = understanding.read(text)
    assert (reading.labels, reading.crisis, reading.abstain) == ((), NO_CRISIS, "menu")


def test_danger_is_acted_on(understanding: Understanding) -> None:
    decision = understanding.read("shes gone blue and wont wake up").crisis
    assert (decision.band, decision.answer) == ("act", "crisis/overdose")


def test_a_short_message_is_read_together_with_the_one_before_it(calm: Understanding) -> None:
    assert calm.read("wake him up", ["hello", "I can not"]).crisis.answer == "crisis/overdose"
    assert calm.read("wake him up", ["I can not", "hello there"]).crisis.band == "none"
    assert calm.read("wake him up").crisis.band == "none"


def test_only_a_plain_sign_counts_across_messages(calm: Understanding) -> None:
    assert calm.read("i can not go on like this").crisis.band == "check"
    assert calm.read("go on like this", ["i can not"]).crisis.band == "none"


def test_a_long_message_stands_alone(calm: Understanding) -> None:
    assert calm.read("wake him up what do we do", ["I can not"]).crisis.band == "act"
    assert calm.read("wake him up what do we do now please", ["I can not"]).crisis.band == "none"


def test_danger_of_the_message_before_is_not_answered_twice(calm: Understanding) -> None:
    assert calm.read("hello there", ["she is not breathing"]).crisis.band == "none"


def test_the_message_before_never_changes_the_label(understanding: Understanding) -> None:
    alone = understanding.read("hello there").labels
    assert understanding.read("hello there", ["how long is detox"]).labels == alone


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 hello there",
        "he\x00is blue",
        "\u202e\u200b",
        "a" * 4000,
        "я не знаю",
        "مرحبا",
        "1" * 4000,
        "{{ helpline }}",
        "/restart",
    ],
)
def test_any_text_can_be_read(understanding: Understanding, text: str) -> None:
    understanding.read(text, [text])


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, "menu"),
        (0.149, "menu"),
        (0.15, "clarify"),
        (0.349, "clarify"),
        (0.35, None),
        (1.0, None),
    ],
)
def test_doubt_begins_where_its_threshold_says(probability: float, expected: str | None) -> None:
    assert doubt(probability, AbstainThresholds(clarify=0.35, menu=0.15)) == expected


def test_a_model_file_is_read_with_the_encoder_given(
    model: Path, encoder_folder: Path, understanding: Understanding
) -> None:
    loaded = load_understanding(model, encoder_folder)
    text = "what happens in a detox"
    before, after = understanding.read(text).labels[0], loaded.read(text).labels[0]
    assert after.label == before.label
    assert after.probability == pytest.approx(before.probability, abs=0.01)


def test_a_missing_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="make train"):
        load_understanding(tmp_path / "none.tar.gz", tmp_path)
    with pytest.raises(ModelMissing):
        load_understanding(tmp_path, tmp_path)


@pytest.mark.parametrize("share", [0, 1, 10, 50, 90, 99])
def test_a_truncated_model_is_refused(model: Path, tmp_path: Path, share: int) -> None:
    data = model.read_bytes()
    model.write_bytes(data[: len(data) * share // 100])
    with pytest.raises(ModelDamaged):
        load_understanding(model, tmp_path)


@pytest.mark.parametrize("place", [0, 3, 12, 40, 60, 80, 97])
def test_a_changed_byte_of_the_model_is_refused(model: Path, tmp_path: Path, place: int) -> None:
    data = bytearray(model.read_bytes())
    data[len(data) * place // 100] ^= 0xFF
    model.write_bytes(data)
    with pytest.raises(ModelDamaged):
        load_understanding(model, tmp_path)


def test_a_model_without_the_classifier_says_to_train_again(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.tar.gz", other=b"something else")
    with pytest.raises(ModelDamaged, match=r"no label_classifier\.npz; train again"):
        load_understanding(model, tmp_path)


def test_a_model_with_a_damaged_classifier_is_refused(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.tar.gz", **classifier_member(b"damaged"))
    with pytest.raises(ModelDamaged):
        load_understanding(model, tmp_path)


def test_an_encoder_that_cannot_be_built_is_said(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("first_step.understanding.weights.PACKAGE", "no-such-package-anywhere")
    with pytest.raises(WeightsDamaged):
        load_understanding(model, tmp_path / "encoder")
