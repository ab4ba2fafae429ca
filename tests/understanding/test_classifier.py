from __future__ import annotations

import io
import json
from collections.abc import Callable

import numpy as np
import pytest

from first_step.admissions.errors import ModelDamaged
from first_step.understanding.classifier import LabelClassifier, train_classifier
from first_step.understanding.encoder import Encoder

from .small import TEXTS

UNSEEN = {
    "how long is a detox": "treatment/detox",
    "hello everyone": "greet",
    "he has stopped breathing": "crisis_overdose",
}


def test_what_was_not_trained_on_gets_the_right_label(
    small_classifier: LabelClassifier, encoder: Encoder
) -> None:
    for text, label in UNSEEN.items():
        ranking = small_classifier.ranking(encoder.encode([text])[0], text)
        assert ranking[0].label == label


def test_a_ranking_holds_every_label_once_the_likeliest_first(
    small_classifier: LabelClassifier, encoder: Encoder
) -> None:
    ranking = small_classifier.ranking(encoder.encode(["hello"])[0], "hello")
    assert {row.label for row in ranking} == {label for _, label in TEXTS}
    shares = [row.probability for row in ranking]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1.0, abs=1e-5)


def test_many_texts_at_once_are_read_as_each_alone(
    small_classifier: LabelClassifier, encoder: Encoder
) -> None:
    texts = [*UNSEEN, "", "..."]
    vectors = encoder.encode(texts)
    together = small_classifier.probabilities(vectors, texts)
    for row, text in enumerate(texts):
        alone = small_classifier.probabilities(vectors[row : row + 1], [text])
        assert together[row] == pytest.approx(alone[0], abs=1e-5)


def test_a_higher_temperature_is_less_sure(encoder: Encoder) -> None:
    texts, labels = [text for text, _ in TEXTS], [label for _, label in TEXTS]
    vectors = encoder.encode(texts)
    sure, unsure = (train_classifier(vectors, texts, labels, t) for t in (1.0, 3.0))
    assert sure.probabilities(vectors, texts).max() > unsure.probabilities(vectors, texts).max()


def test_training_again_gives_the_same_classifier(
    small_classifier: LabelClassifier, encoder: Encoder
) -> None:
    texts, labels = [text for text, _ in TEXTS], [label for _, label in TEXTS]
    again = train_classifier(encoder.encode(texts), texts, labels)
    vectors = encoder.encode(list(UNSEEN))
    first, second = (c.probabilities(vectors, list(UNSEEN)) for c in (small_classifier, again))
    assert first == pytest.approx(second, abs=1e-5)


def test_bytes_bring_the_same_classifier_back(
    small_classifier: LabelClassifier, encoder: Encoder
) -> None:
    back = LabelClassifier.from_bytes(small_classifier.to_bytes())
    assert back.labels == small_classifier.labels
    assert back.temperature == small_classifier.temperature
    vectors = encoder.encode(list(UNSEEN))
    before, after = (c.probabilities(vectors, list(UNSEEN)) for c in (small_classifier, back))
    assert before == pytest.approx(after, abs=0.01)


Damage = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: b"not a classifier at all",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data[len(data) // 2 :],
        lambda data: data[:5000] + bytes([data[5000] ^ 0xFF]) + data[5001:],
        lambda data: b"\x00" * len(data),
    ],
    ids=["nothing", "words", "first half", "one byte less", "second half", "one changed", "zeros"],
)
def test_damaged_bytes_are_refused(small_classifier: LabelClassifier, damage: Damage) -> None:
    with pytest.raises(ModelDamaged):
        LabelClassifier.from_bytes(damage(small_classifier.to_bytes()))


@pytest.mark.parametrize("place", range(0, 100, 7))
def test_a_changed_byte_anywhere_is_refused_or_harmless(
    small_classifier: LabelClassifier, place: int
) -> None:
    data = bytearray(small_classifier.to_bytes())
    data[len(data) * place // 100] ^= 0xFF
    try:
        back = LabelClassifier.from_bytes(bytes(data))
    except ModelDamaged:
        return
    assert back.labels == small_classifier.labels


def test_a_classifier_of_another_version_says_to_train_again(
    small_classifier: LabelClassifier,
) -> None:
    with pytest.raises(ModelDamaged, match="train again"):
        LabelClassifier.from_bytes(rewritten(small_classifier, format=0))


def test_pickled_objects_are_never_loaded(small_classifier: LabelClassifier) -> None:
    stream = io.BytesIO()
    np.savez(stream, about=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ModelDamaged):
        LabelClassifier.from_bytes(stream.getvalue())


def rewritten(classifier: LabelClassifier, **about: object) -> bytes:
    with np.load(io.BytesIO(classifier.to_bytes())) as file:
        parts = dict(file)
    known = {**json.loads(parts["about"].tobytes()), **about}
    parts["about"] = np.frombuffer(json.dumps(known).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez(stream, **parts)
    return stream.getvalue()
