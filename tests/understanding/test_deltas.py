from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from first_step.admissions.errors import WeightsDamaged
from first_step.understanding.deltas import (
    DELTAS_FILE,
    Deltas,
    Weights,
    fold_in,
    read_deltas,
    write_deltas,
)
from first_step.understanding.encoder_graph import LAYERS
from first_step.understanding.weights import weights_file


def layer(seed: int, outputs: int = 3, inputs: int = 6) -> Weights:
    made: Weights = np.random.default_rng(seed).normal(size=(outputs, inputs)).astype(np.float32)
    return made


@pytest.fixture
def deltas() -> Deltas:
    return {"encoder.layer.0.output.dense": layer(0), "encoder.layer.1.output.dense": layer(1)}


def test_what_is_written_is_read_again_to_half_a_step(tmp_path: Path, deltas: Deltas) -> None:
    path = tmp_path / "a folder" / "deltas.npz"
    write_deltas(path, deltas)
    back = read_deltas(path)
    assert list(back) == list(deltas)
    for name, delta in deltas.items():
        assert back[name].dtype == np.float32
        # Seven steps lead to the largest weight of an output; a thousandth for the step's rounding.
        half_a_step = np.abs(delta).max(axis=1, keepdims=True) / 14
        assert (np.abs(back[name] - delta) <= half_a_step * 1.01).all()


def test_writing_what_was_read_changes_nothing_more(tmp_path: Path, deltas: Deltas) -> None:
    write_deltas(tmp_path / "first.npz", deltas)
    once = read_deltas(tmp_path / "first.npz")
    write_deltas(tmp_path / "second.npz", once)
    twice = read_deltas(tmp_path / "second.npz")
    assert all(np.allclose(once[name], twice[name], rtol=1e-3) for name in deltas)


def test_an_output_that_moved_nowhere_stays_there_beside_others_that_moved(tmp_path: Path) -> None:
    moved = layer(0)
    moved[1] = 0
    moved[2] *= 1e-7
    write_deltas(tmp_path / "deltas.npz", {"one": moved})
    back = read_deltas(tmp_path / "deltas.npz")["one"]
    assert np.isfinite(back).all()
    assert not back[1].any()
    assert np.abs(back[2] - moved[2]).max() < 1e-6


def test_a_weight_takes_half_a_byte(tmp_path: Path) -> None:
    write_deltas(tmp_path / "deltas.npz", {"one": layer(0, outputs=384, inputs=1536)})
    assert (tmp_path / "deltas.npz").stat().st_size < 384 * 1536 * 0.52


def test_damaged_files_are_refused_by_name(tmp_path: Path, deltas: Deltas) -> None:
    path = tmp_path / "deltas.npz"
    write_deltas(path, deltas)
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (b"", b"no deltas", whole[:middle], whole[:-1], whole[middle:]):
        path.write_bytes(damaged)
        with pytest.raises(WeightsDamaged, match=r"deltas\.npz"):
            read_deltas(path)
    path.unlink()
    with pytest.raises(WeightsDamaged, match=r"deltas\.npz: FileNotFoundError"):
        read_deltas(path)


def test_steps_without_their_size_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "deltas.npz"
    np.savez(path, **{"encoder.layer.0.output.dense/steps": np.zeros((3, 3), np.uint8)})
    with pytest.raises(WeightsDamaged, match="KeyError"):
        read_deltas(path)


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "deltas.npz"
    np.savez(path, **{"x/steps": np.array([{}], object), "x/size": np.array([{}], object)})
    with pytest.raises(WeightsDamaged, match="ValueError"):
        read_deltas(path)


def test_folding_adds_to_its_own_layer_alone() -> None:
    plain = {
        "one.weight": np.ones((3, 6), np.float32),
        "one.bias": np.ones(3, np.float32),
        "two.weight": np.ones((3, 6), np.float32),
    }
    folded = fold_in(plain, {"one": layer(0)})
    assert folded["one.weight"] == pytest.approx(1 + layer(0), abs=1e-6)
    assert folded["one.weight"].dtype == np.float32
    assert folded["two.weight"] is plain["two.weight"]
    assert (plain["one.weight"] == 1).all()


@pytest.mark.parametrize("name", ["two", "other"])
def test_a_delta_that_fits_no_layer_is_refused_by_name(name: str) -> None:
    with pytest.raises(WeightsDamaged, match=f"layer {name}"):
        fold_in({"two.weight": np.ones((6, 3), np.float32)}, {name: layer(0)})


def test_the_deltas_in_service_fit_every_linear_layer_of_the_encoder() -> None:
    deltas = read_deltas(DELTAS_FILE)
    published = load_file(str(weights_file()))
    dense = {
        name.removesuffix(".weight")
        for name, value in published.items()
        if name.startswith("encoder.layer.") and value.ndim == 2
    }
    assert set(deltas) == dense
    assert len({name.split(".")[2] for name in deltas}) == LAYERS
    assert all(np.isfinite(delta).all() and delta.any() for delta in deltas.values())
    assert set(fold_in(published, deltas)) == set(published)
