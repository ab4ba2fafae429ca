from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from first_step.admissions.errors import ModelDamaged, ModelMissing, WeightsDamaged
from first_step.understanding.classifier import LabelClassifier, LabelProbability
from first_step.understanding.crisis import NO_CRISIS, CrisisThresholds
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


class Shares:
    """A classifier that gives danger the share a text is listed with, else none."""

    def __init__(self, **shares: float) -> None:
        self._shares = {text.replace("_", " "): share for text, share in shares.items()}

    def ranking(self, vector: np.ndarray, text: str) -> list[LabelProbability]:
        share = self._shares.get(text, 0.0)
        rows = [LabelProbability("greet", 1 - share), LabelProbability("crisis_overdose", share)]
        return sorted(rows, key=lambda row: -row.probability)


LEVELS = CrisisThresholds(act=0.5, check=0.1, supported=0.2, joined=0.7, trace=0.01)


def reading_with(**shares: float) -> Understanding:
    return Understanding(NoVectors(), Shares(**shares), crisis=LEVELS)  # type: ignore[arg-type]


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


def test_a_short_message_is_read_together_with_the_one_before_it() -> None:
    mate = reading_with(
        **{"my mate. he has gone a funny colour": 0.8}, he_has_gone_a_funny_colour=0.05
    )
    assert mate.read("he has gone a funny colour", ["hello", "my mate"]).crisis.band == "act"
    assert mate.read("he has gone a funny colour", ["my mate", "hello"]).crisis.band == "none"
    assert mate.read("he has gone a funny colour").crisis.band == "none"


def test_what_shows_no_trace_of_danger_itself_is_not_joined() -> None:
    scraps = reading_with(**{"07700 900123. any time is fine for me": 0.9})
    assert scraps.read("any time is fine for me", ["07700 900123"]).crisis.band == "none"


def test_messages_that_are_only_a_little_dangerous_together_are_left_alone() -> None:
    unsure = reading_with(
        **{"i took them. with a cup of tea today": 0.6}, with_a_cup_of_tea_today=0.05
    )
    assert unsure.read("with a cup of tea today", ["i took them"]).crisis.band == "none"


def test_a_long_message_stands_alone() -> None:
    words = "he has gone a funny colour and we do not know what that is about"
    long = reading_with(**{f"my mate. {words}": 0.9, words: 0.05})
    assert long.read(words, ["my mate"]).crisis.band == "none"


def test_danger_of_the_message_before_is_not_answered_twice() -> None:
    twice = reading_with(
        **{"she is blue. what do you mean by that": 0.9},
        she_is_blue=0.9,
        what_do_you_mean_by_that=0.05,
    )
    assert twice.read("what do you mean by that", ["she is blue"]).crisis.band == "none"


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
