"""Everything that needs TensorFlow: it takes seconds to load, so it stands in one module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer
from typer.testing import CliRunner

from first_step.cli import main
from first_step.evaluation.examples import Example
from first_step.tuning import fit, trainable_encoder, typos
from first_step.tuning.trainable_encoder import LEARNING, TrainableEncoder
from first_step.understanding import crisis, encoder_graph
from first_step.understanding.deltas import Deltas, read_deltas, write_deltas
from first_step.understanding.encoder import Encoder
from first_step.understanding.encoder_graph import HIDDEN, write_graph
from first_step.understanding.weights import tokenizer_file, weights_file

from ..evaluation.made_examples import write_examples
from ..understanding.small import TEXTS

SENTENCES = (
    "hello",
    "how long does a detox take",
    "my daughter has been using heroin for two years and I do not know how to talk to her",
)
EXAMPLES = [text for text, _ in TEXTS]
LABELS = [label for _, label in TEXTS]


def tokens(texts: tuple[str, ...] = SENTENCES) -> tuple[Any, Any]:
    tokenizer = Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.enable_padding()
    found = tokenizer.encode_batch(list(texts))
    ids, mask = ([getattr(one, part) for one in found] for part in ("ids", "attention_mask"))
    return np.array(ids, np.int32), np.array(mask, np.int32)


@pytest.fixture(scope="module")
def shallow() -> Iterator[None]:
    """Keep one layer of six, in TensorFlow and in the graph: fitting takes a second, not seven."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trainable_encoder, "LAYERS", 1)
        patch.setattr(encoder_graph, "LAYERS", 1)
        # Several batches: after the last of them the rate is nothing.
        patch.setattr(fit, "BATCH", 3)
        yield


def fitted(seed: int) -> tuple[Deltas, list[str]]:
    lines: list[str] = []
    return fit.fit_deltas(EXAMPLES, LABELS, epochs=1, seed=seed, report=lines.append), lines


def test_without_learning_it_is_the_published_encoder(tmp_path: Path) -> None:
    write_graph(weights_file(), tmp_path / "plain.onnx", deltas=None)
    plain = Encoder(tmp_path / "plain.onnx").encode(SENTENCES)
    vectors = TrainableEncoder(labels=3, seed=0).vectors(*tokens(), training=False).numpy()
    assert vectors.shape == (len(SENTENCES), HIDDEN)
    assert vectors == pytest.approx(plain, abs=1e-4)


@pytest.mark.usefixtures("shallow")
class TestFitting:
    @pytest.fixture(scope="class")
    def deltas(self, shallow: None) -> Deltas:
        return fitted(seed=0)[0]

    def test_every_linear_layer_has_moved_and_nothing_else(self, deltas: Deltas) -> None:
        assert set(deltas) == {f"encoder.layer.0.{part}" for part in LEARNING}
        published = load_file(str(weights_file()))
        for name, delta in deltas.items():
            assert delta.shape == published[f"{name}.weight"].shape
            assert delta.dtype == np.float32
            assert np.isfinite(delta).all()
            assert delta.any()

    def test_the_graph_with_deltas_says_what_tensorflow_said(
        self, deltas: Deltas, tmp_path: Path
    ) -> None:
        # Made larger, so that leaving them out could not pass for rounding.
        grown = {name: delta * np.float32(64) for name, delta in deltas.items()}
        write_deltas(tmp_path / "deltas.npz", grown)
        write_graph(weights_file(), tmp_path / "fitted.onnx", tmp_path / "deltas.npz")
        write_graph(weights_file(), tmp_path / "plain.onnx")
        model = TrainableEncoder(labels=3, seed=0)
        for name, delta in read_deltas(tmp_path / "deltas.npz").items():
            model.learning[name].assign_add(delta)
        vectors = model.vectors(*tokens(), training=False).numpy()
        fitted_graph, plain = (
            Encoder(tmp_path / f"{name}.onnx").encode(SENTENCES) for name in ("fitted", "plain")
        )
        assert (vectors * fitted_graph).sum(axis=1).min() > 0.999
        assert (vectors * plain).sum(axis=1).max() < 0.99

    def test_the_same_seed_gives_the_same_deltas_and_another_begins_elsewhere(
        self, deltas: Deltas
    ) -> None:
        again, lines = fitted(seed=0)
        head, other = (TrainableEncoder(labels=3, seed=seed).head.numpy() for seed in (0, 1))
        assert len(lines) == 1
        assert lines[0].startswith("epoch 1 of 1: loss ")
        assert all(np.allclose(delta, again[name], atol=1e-5) for name, delta in deltas.items())
        assert not np.allclose(head, other, atol=0.02)


def test_a_step_lowers_the_loss_and_a_rate_of_nothing_changes_nothing(shallow: None) -> None:
    model = TrainableEncoder(labels=3, seed=0)
    step = fit._Step(model, ["crisis_suicide", "greet", "menu"])
    ids, mask = tokens()
    wanted = np.array([0, 1, 2], np.int32)
    step.run(ids, mask, wanted, rate=0.0)
    assert not any(delta.any() for delta in model.deltas().values())
    losses = [step.run(ids, mask, wanted, rate=1.0) for _ in range(12)]
    assert losses[-1] < losses[0] / 2
    assert all(delta.any() for delta in model.deltas().values())


@pytest.mark.parametrize(
    ("right", "likely", "dear"),
    [("greet", "crisis_suicide", True), ("greet", "menu", False), ("crisis_suicide", "menu", True)],
)
def test_danger_for_none_and_none_for_danger_cost_more_than_another_mistake(
    right: str, likely: str, dear: bool
) -> None:
    names = ["crisis_overdose", "crisis_suicide", "greet", "menu"]
    step = fit._Step(TrainableEncoder(labels=4, seed=0), names)
    scores = np.zeros((1, 4), np.float32)
    scores[0, names.index(likely)] = 9
    loss = float(step._danger_loss(scores, np.array([names.index(right)], np.int32)))
    assert (loss > 5) == dear


def test_one_danger_for_another_is_no_mistake_about_danger() -> None:
    names = ["crisis_overdose", *(label for label in crisis.LABELS if label != "crisis_overdose")]
    step = fit._Step(TrainableEncoder(labels=len(names), seed=0), names)
    scores = np.array([[9.0, 0, 0, 0]], np.float32)
    assert float(step._danger_loss(scores, np.array([2], np.int32))) == pytest.approx(0, abs=1e-5)


class Recording:
    """Stands in for the step of gradient descent: notes what it is given."""

    seen: ClassVar[list[tuple[tuple[int, ...], int]]] = []
    rates: ClassVar[list[float]] = []

    def __init__(self, model: TrainableEncoder, labels: list[str]) -> None:
        assert (model.head.shape[1], labels) == (3, sorted(set(LABELS)))

    def run(self, ids: Any, mask: Any, targets: Any, rate: float) -> float:
        rows = [tuple(row[shown == 1].tolist()) for row, shown in zip(ids, mask, strict=True)]
        self.seen.extend(zip(rows, targets.tolist(), strict=True))
        self.rates.append(rate)
        return 0.0


def test_every_epoch_shows_each_message_once_with_its_own_label(
    shallow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit, "_Step", Recording)
    monkeypatch.setattr(typos, "MESSAGES_WITH_SLIPS", 0)
    fit.fit_deltas(EXAMPLES, LABELS, epochs=2)
    names = sorted(set(LABELS))
    ids = [tuple(row) for row in fit._tokens(EXAMPLES)]
    expected = [(row, names.index(label)) for row, label in zip(ids, LABELS, strict=True)]
    first, second = Recording.seen[: len(expected)], Recording.seen[len(expected) :]
    assert sorted(first) == sorted(second) == sorted(expected)
    assert first != second
    # Batches of three: four an epoch, and the rate is nothing after the last of all.
    assert (len(Recording.rates), Recording.rates[-1]) == (8, 0)


def test_the_rate_rises_then_falls_to_nothing() -> None:
    rates = [fit._rate(step, 100) for step in range(1, 101)]
    top = rates.index(max(rates))
    assert max(rates) <= 1
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert (top < 10, rates[-1]) == (True, 0)


def test_tuning_fits_everybody_but_the_held_out_and_writes_what_it_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[list[str], list[str]]] = []
    made = {"encoder.layer.0.output.dense": np.ones((3, 2), np.float32)}

    def fit_deltas(texts: list[str], labels: list[str], **_: Any) -> Deltas:
        given.append((texts, labels))
        return made

    monkeypatch.setattr(fit, "fit_deltas", fit_deltas)
    examples = [
        Example("a1", "greet", "written by somebody held out"),
        Example("a2", "menu", "written by somebody learnt from"),
        Example("a24", "greet", "held out as well"),
        Example("a11", "greet", "learnt from as well"),
    ]
    data, output = write_examples(tmp_path / "data", examples), tmp_path / "deltas.npz"
    words = ["tune", "--data", str(data), "--output", str(output)]
    result = CliRunner().invoke(main.app, words)
    assert result.exit_code == 0, result.output
    assert given == [([examples[1].text, examples[3].text], ["menu", "greet"])]
    assert list(read_deltas(output)) == list(made)
    assert "Fitting to 2 examples" in result.output
