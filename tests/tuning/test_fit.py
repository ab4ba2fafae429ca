"""Everything that needs TensorFlow: it takes seconds to load, so it stands in one module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from tokenizers import Tokenizer
from typer.testing import CliRunner

from first_step.cli import main
from first_step.evaluation.examples import Example
from first_step.tuning import fit, lora_encoder, typos
from first_step.tuning.lora_encoder import ADAPTED, RANK, LoraEncoder
from first_step.understanding import encoder_graph
from first_step.understanding.adapters import Adapters, read_adapters, write_adapters
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
        patch.setattr(lora_encoder, "LAYERS", 1)
        patch.setattr(encoder_graph, "LAYERS", 1)
        # Several batches: after the last of them the rate is nothing.
        patch.setattr(fit, "BATCH", 3)
        yield


def fitted(seed: int) -> tuple[Adapters, list[str]]:
    lines: list[str] = []
    return fit.fit_adapters(EXAMPLES, LABELS, epochs=1, seed=seed, report=lines.append), lines


def test_without_learning_it_is_the_published_encoder(tmp_path: Path) -> None:
    write_graph(weights_file(), tmp_path / "plain.onnx", adapters=None)
    plain = Encoder(tmp_path / "plain.onnx").encode(SENTENCES)
    vectors = LoraEncoder(labels=3, seed=0).vectors(*tokens(), training=False).numpy()
    assert vectors.shape == (len(SENTENCES), HIDDEN)
    assert vectors == pytest.approx(plain, abs=1e-4)


@pytest.mark.usefixtures("shallow")
class TestFitting:
    @pytest.fixture(scope="class")
    def adapters(self, shallow: None) -> Adapters:
        return fitted(seed=0)[0]

    def test_every_linear_layer_has_two_thin_matrices(self, adapters: Adapters) -> None:
        assert set(adapters) == {f"encoder.layer.0.{part}" for part in ADAPTED}
        for name, (down, up) in adapters.items():
            wide = 4 * HIDDEN
            inputs = wide if name.endswith("0.output.dense") else HIDDEN
            outputs = wide if name.endswith("intermediate.dense") else HIDDEN
            assert (down.shape, up.shape) == ((inputs, RANK), (RANK, outputs))
            assert down.dtype == np.float16
            assert up.dtype == np.float16
            assert np.isfinite(down).all()
            assert up.any()

    def test_the_graph_with_adapters_says_what_tensorflow_said(
        self, adapters: Adapters, tmp_path: Path
    ) -> None:
        # Made larger, so that leaving them out could not pass for rounding.
        grown = {name: (down, up * np.float16(32)) for name, (down, up) in adapters.items()}
        write_adapters(tmp_path / "adapters.npz", grown)
        write_graph(weights_file(), tmp_path / "adapted.onnx", tmp_path / "adapters.npz")
        write_graph(weights_file(), tmp_path / "plain.onnx")
        model = LoraEncoder(labels=3, seed=0)
        for name, halves in grown.items():
            for variable, value in zip(model.adapters[name], halves, strict=True):
                variable.assign(value.astype(np.float32))
        vectors = model.vectors(*tokens(), training=False).numpy()
        adapted, plain = (
            Encoder(tmp_path / f"{name}.onnx").encode(SENTENCES) for name in ("adapted", "plain")
        )
        assert (vectors * adapted).sum(axis=1).min() > 0.999
        assert (vectors * plain).sum(axis=1).max() < 0.99

    def test_the_same_seed_gives_the_same_adapters_and_another_begins_elsewhere(
        self, adapters: Adapters
    ) -> None:
        again, lines = fitted(seed=0)
        other = LoraEncoder(labels=3, seed=1).adapters
        assert len(lines) == 1
        assert lines[0].startswith("epoch 1 of 1: loss ")
        for name, (down, up) in adapters.items():
            assert np.allclose(down, again[name][0], atol=1e-3)
            assert np.allclose(up, again[name][1], atol=1e-3)
            assert not np.allclose(down, other[name][0].numpy(), atol=0.02)


def test_a_step_lowers_the_loss_and_a_rate_of_nothing_changes_nothing(shallow: None) -> None:
    model = LoraEncoder(labels=3, seed=0)
    step = fit._Step(model, 3)
    ids, mask = tokens()
    wanted = np.array([0, 1, 2], np.int32)
    step.run(ids, mask, wanted, rate=0.0)
    assert not any(up.numpy().any() for _, up in model.adapters.values())
    losses = [step.run(ids, mask, wanted, rate=1.0) for _ in range(12)]
    assert losses[-1] < losses[0] / 2
    assert all(up.numpy().any() for _, up in model.adapters.values())


class Recording:
    """Stands in for the step of gradient descent: notes what it is given."""

    seen: ClassVar[list[tuple[tuple[int, ...], int]]] = []
    rates: ClassVar[list[float]] = []

    def __init__(self, model: LoraEncoder, labels: int) -> None:
        assert (model.head.shape[1], labels) == (3, 3)

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
    fit.fit_adapters(EXAMPLES, LABELS, epochs=2)
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
    made = {"encoder.layer.0.output.dense": (np.ones((3, 1), np.float16),) * 2}

    def fit_adapters(texts: list[str], labels: list[str], **_: Any) -> Adapters:
        given.append((texts, labels))
        return made

    monkeypatch.setattr(fit, "fit_adapters", fit_adapters)
    examples = [
        Example("a1", "greet", "written by somebody held out"),
        Example("a2", "menu", "written by somebody learnt from"),
        Example("a24", "greet", "held out as well"),
        Example("a11", "greet", "learnt from as well"),
    ]
    data, output = write_examples(tmp_path / "data", examples), tmp_path / "adapters.npz"
    words = ["tune", "--data", str(data), "--output", str(output)]
    result = CliRunner().invoke(main.app, words)
    assert result.exit_code == 0, result.output
    assert given == [([examples[1].text, examples[3].text], ["menu", "greet"])]
    assert list(read_adapters(output)) == list(made)
    assert "Fitting to 2 examples" in result.output
