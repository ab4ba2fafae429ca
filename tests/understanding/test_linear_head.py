from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from first_step.admissions.errors import ModelDamaged
from first_step.understanding.classifier import train_classifier
from first_step.understanding.linear_head import FORMAT, Floats, LinearHead, fit_head, ngram_matrix
from first_step.understanding.ngrams import NGRAM_FEATURES

Array = npt.NDArray[Any]
SIZE, EPOCHS = 6, 40
LABELS = ("cost", "detox", "greet")
WORDS = {"cost": "what does it cost", "detox": "how is detox", "greet": "hello there"}


def made(labels: tuple[str, ...]) -> tuple[Floats, list[str], list[str]]:
    """Return vectors, texts and labels: ten of each, near the label's own direction."""
    draw = np.random.default_rng(0)
    wanted = [label for label in labels for _ in range(10)]
    directions = np.eye(SIZE, dtype=np.float32)
    rows = [directions[LABELS.index(label)] + draw.normal(size=SIZE) * 0.1 for label in wanted]
    vectors = np.array(rows, np.float32)
    texts = [f"{WORDS[label]} {number}" for number, label in enumerate(wanted)]
    return vectors, texts, wanted


def likeliest(head: LinearHead, vectors: Floats, texts: list[str]) -> list[str]:
    return [head.names[at] for at in head.scores(vectors, texts).argmax(axis=1)]


@pytest.mark.parametrize("count", [2, 3])
def test_every_label_has_a_row_of_its_own_however_few_they_are(count: int) -> None:
    vectors, texts, labels = made(LABELS[:count])
    head = fit_head(vectors, texts, labels, EPOCHS)
    assert head.names == LABELS[:count]
    assert head.scores(vectors, texts).shape == (len(texts), count)
    assert likeliest(head, vectors, texts) == labels


def test_of_two_labels_the_probabilities_are_those_that_were_fitted() -> None:
    from sklearn.linear_model import LogisticRegression

    draw = np.random.default_rng(1)
    wanted = ["cost"] * 60 + ["detox"] * 30
    # The vectors say nothing, so that only how often a label comes is left to learn.
    vectors = draw.normal(size=(90, SIZE)).astype(np.float32) * 0.01
    texts = [""] * 90
    shares = train_classifier(vectors, texts, wanted).probabilities(vectors, texts)
    reference = LogisticRegression().fit(vectors, wanted).predict_proba(vectors)
    assert shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert shares == pytest.approx(reference, abs=0.05)


def test_names_that_are_decided_by_themselves_may_be_both_or_neither() -> None:
    vectors, texts, labels = made(LABELS)
    targets = {
        "asks": [int(label != "greet") for label in labels],
        "cost": [int(label == "cost") for label in labels],
    }
    head = fit_head(vectors, texts, targets, EPOCHS)
    assert head.names == ("asks", "cost")
    noted = head.scores(vectors, texts) > 0
    assert noted.astype(int).T.tolist() == list(targets.values())


def test_the_letters_of_a_text_decide_where_its_vector_says_nothing() -> None:
    vectors, texts, labels = made(LABELS)
    head = fit_head(np.zeros_like(vectors), texts, labels, EPOCHS)
    nothing = np.zeros((3, SIZE), np.float32)
    assert likeliest(head, nothing, ["helo ther", "wot is the costs", "detoxing"]) == [
        "greet",
        "cost",
        "detox",
    ]


def test_scores_are_the_weights_times_the_vector_and_the_letters() -> None:
    draw = np.random.default_rng(2)
    weights = draw.normal(size=(2, SIZE + NGRAM_FEATURES)).astype(np.float32)
    bias = np.array([0.5, -0.5], np.float32)
    vectors, texts = draw.normal(size=(3, SIZE)).astype(np.float32), ["one two", "", "three"]
    whole = np.hstack([vectors, ngram_matrix(texts).toarray()])
    scores = LinearHead(("a", "b"), weights, bias).scores(vectors, texts)
    assert scores == pytest.approx(whole @ weights.T + bias, abs=1e-4)


def test_the_same_examples_give_the_same_head() -> None:
    vectors, texts, labels = made(LABELS)
    first, second = (fit_head(vectors, texts, labels, EPOCHS).to_bytes() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("count", [2, 3])
def test_bytes_bring_back_the_head_and_what_is_known_of_it(count: int) -> None:
    vectors, texts, labels = made(LABELS[:count])
    head = fit_head(vectors, texts, labels, EPOCHS)
    back, about = LinearHead.from_bytes(head.to_bytes(temperature=1.5))
    assert (back.names, about["temperature"]) == (head.names, 1.5)
    assert back.scores(vectors, texts) == pytest.approx(head.scores(vectors, texts), abs=0.02)


@pytest.fixture(scope="module")
def stored() -> bytes:
    vectors, texts, labels = made(LABELS)
    return fit_head(vectors, texts, labels, 1).to_bytes()


def test_damaged_bytes_are_refused(stored: bytes) -> None:
    middle = len(stored) // 2
    changed = stored[:middle] + bytes([stored[middle] ^ 0xFF]) + stored[middle + 1 :]
    for damaged in (b"", b"no head", stored[:middle], stored[:-1], stored[middle:], changed):
        with pytest.raises(ModelDamaged, match="a head of the model"):
            LinearHead.from_bytes(damaged)


def test_a_part_that_is_missing_is_refused(stored: bytes) -> None:
    for name in ("about", "bias", "vector_weights", "ngram_weights"):
        parts = parts_of(stored)
        del parts[name]
        with pytest.raises(ModelDamaged, match="KeyError"):
            LinearHead.from_bytes(packed(parts))


@pytest.mark.parametrize("version", [FORMAT - 1, FORMAT + 1, None])
def test_a_head_of_another_format_says_to_train_again(stored: bytes, version: int | None) -> None:
    parts = parts_of(stored)
    about = {**json.loads(parts["about"].tobytes()), "format": version}
    parts["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    with pytest.raises(ModelDamaged, match="train again"):
        LinearHead.from_bytes(packed(parts))


def parts_of(data: bytes) -> dict[str, Array]:
    with np.load(io.BytesIO(data)) as file:
        return dict(file)


def packed(parts: dict[str, Array]) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **parts)
    return stream.getvalue()
