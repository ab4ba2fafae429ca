from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from first_step.admissions.errors import WeightsDamaged
from first_step.understanding import encoder_graph
from first_step.understanding.deltas import write_deltas
from first_step.understanding.encoder import BATCH, MAX_TOKENS, Encoder
from first_step.understanding.encoder_graph import HIDDEN, ensure_encoder

EXAMPLE = "This is an example sentence"
# The first values that the model's authors publish for it (its model card).
PUBLISHED = [0.0676, 0.0635, 0.0487]
SENTENCES = (
    EXAMPLE,
    "he is not breathing and his lips are blue",
    "how much does treatment cost",
    "hi",
    "my daughter has been using heroin for two years and I do not know how to talk to her",
)


def test_the_graph_gives_the_published_values(exact_graph: Path) -> None:
    vector = Encoder(exact_graph).encode([EXAMPLE])[0]
    assert vector[:3] == pytest.approx(PUBLISHED, abs=1e-4)


def test_every_vector_has_length_one(exact_graph: Path, encoder: Encoder) -> None:
    for each in (Encoder(exact_graph), encoder):
        vectors = each.encode(SENTENCES)
        assert vectors.shape == (len(SENTENCES), HIDDEN)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_what_is_served_means_the_same_as_the_exact_graph_with_its_deltas(
    fitted_graph: Path, encoder: Encoder
) -> None:
    exact, served = Encoder(fitted_graph).encode(SENTENCES), encoder.encode(SENTENCES)
    alike = (exact * served).sum(axis=1)
    assert alike.min() > 0.97
    # Two different sentences stay further apart than the two graphs are.
    assert (exact @ exact.T)[np.triu_indices(len(SENTENCES), 1)].max() < alike.min()


def test_neighbours_in_a_batch_change_nothing_that_matters(
    exact_graph: Path, encoder: Encoder
) -> None:
    many = [f"{'very ' * (number % 9)}long message {number}" for number in range(BATCH + 3)]
    # int8 takes its scale from the whole batch, so there neighbours shift a vector a little.
    for each, alike in ((Encoder(exact_graph), 0.9999), (encoder, 0.97)):
        together = each.encode(many)
        for number in (0, 7, BATCH, BATCH + 2):
            assert float(together[number] @ each.encode([many[number]])[0]) > alike


def test_meanings_that_are_near_are_near_as_vectors(encoder: Encoder) -> None:
    cost, price, weather = encoder.encode(
        ["how much does rehab cost", "what is the price of rehab", "it will rain on Tuesday"]
    )
    # Fitted vectors share much of their direction: what tells them apart is the rest.
    assert 1 - cost @ price < (1 - cost @ weather) / 3


@pytest.mark.parametrize("text", ["", " ", "😀" * 500, "word " * 2000, "\ufffd", "a" * 4000])
def test_any_text_has_a_vector(encoder: Encoder, text: str) -> None:
    vector = encoder.encode([text])[0]
    assert np.isfinite(vector).all()
    assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_have_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, HIDDEN)


def test_what_comes_after_the_longest_part_changes_nothing(encoder: Encoder) -> None:
    long = "word " * (MAX_TOKENS * 2)
    first, second = encoder.encode([long + "breathing", long + "weather"])
    assert float(first @ second) == pytest.approx(1.0, abs=1e-5)


def test_a_graph_that_stands_there_is_not_built_again(served_graph: Path) -> None:
    built = served_graph.stat().st_mtime_ns
    assert ensure_encoder(served_graph.parent) == served_graph
    assert served_graph.stat().st_mtime_ns == built
    assert [each.name for each in sorted(served_graph.parent.iterdir())] == [
        "encoder-int8.json",
        "encoder-int8.onnx",
    ]


def test_other_deltas_build_another_graph(served_graph: Path, tmp_path: Path) -> None:
    names = [f"encoder.layer.{layer}.output.dense" for layer in range(2)]
    draw = np.random.default_rng(0)
    layer = draw.normal(scale=0.5, size=(HIDDEN, 4 * HIDDEN)).astype(np.float32)
    write_deltas(tmp_path / "other.npz", dict.fromkeys(names, layer))
    other = Encoder(ensure_encoder(tmp_path / "other", deltas=tmp_path / "other.npz"))
    served = Encoder(served_graph)
    assert float(other.encode(["hello"])[0] @ served.encode(["hello"])[0]) < 0.95


def test_deltas_of_another_encoder_are_refused(tmp_path: Path) -> None:
    misfit = {"encoder.layer.0.output.dense": np.ones((3, 2), np.float32)}
    write_deltas(tmp_path / "misfit.npz", misfit)
    with pytest.raises(WeightsDamaged, match=r"encoder\.layer\.0\.output\.dense"):
        ensure_encoder(tmp_path / "encoder", deltas=tmp_path / "misfit.npz")
    (tmp_path / "broken.npz").write_bytes(b"no deltas")
    with pytest.raises(WeightsDamaged, match=r"broken\.npz"):
        ensure_encoder(tmp_path / "encoder", deltas=tmp_path / "broken.npz")


@pytest.mark.parametrize("damage", ["file", "stamp", "version", "no stamp"])
def test_a_damaged_or_older_graph_is_built_again(
    served_graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    graph, stamp = tmp_path / served_graph.name, tmp_path / "encoder-int8.json"
    known = json.loads(served_graph.with_suffix(".json").read_text())
    graph.write_bytes(served_graph.read_bytes() if damage != "file" else b"half")
    known["graph_version"] -= damage == "version"
    stamp.write_text("{" if damage == "stamp" else json.dumps(known))
    if damage == "no stamp":
        stamp.unlink()
    # Building takes seconds; that it is begun, and stamped when done, is the point here.
    monkeypatch.setattr(
        encoder_graph, "write_graph", lambda weights, target, deltas: target.touch()
    )
    monkeypatch.setattr(encoder_graph, "_quantise", lambda plain, target: target.write_text("new"))
    assert ensure_encoder(tmp_path).read_text() == "new"
    assert json.loads(stamp.read_text())["file_sha256"] == encoder_graph.file_sha256(graph)


def test_a_graph_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "encoder-int8.onnx"
    broken.write_bytes(b"not a graph")
    with pytest.raises(WeightsDamaged, match="encoder graph"):
        Encoder(broken)
    with pytest.raises(WeightsDamaged, match="encoder graph"):
        Encoder(tmp_path / "missing.onnx")
