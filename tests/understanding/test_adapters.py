from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from first_step.admissions.errors import WeightsDamaged
from first_step.understanding.adapters import (
    ADAPTERS_FILE,
    Adapters,
    Half,
    fold_in,
    read_adapters,
    write_adapters,
)
from first_step.understanding.encoder_graph import LAYERS
from first_step.understanding.weights import weights_file


def halves(seed: int) -> tuple[Half, Half]:
    draw = np.random.default_rng(seed)
    down, up = draw.normal(size=(5, 2)), draw.normal(size=(2, 3))
    return down.astype(np.float16), up.astype(np.float16)


@pytest.fixture
def adapters() -> Adapters:
    return {"encoder.layer.0.output.dense": halves(0), "encoder.layer.1.output.dense": halves(1)}


def test_what_is_written_is_read_again(tmp_path: Path, adapters: Adapters) -> None:
    path = tmp_path / "a folder" / "adapters.npz"
    write_adapters(path, adapters)
    back = read_adapters(path)
    assert list(back) == list(adapters)
    for name, pair in adapters.items():
        for before, after in zip(pair, back[name], strict=True):
            assert after.dtype == np.float16
            assert np.array_equal(before, after)


def test_damaged_files_are_refused_by_name(tmp_path: Path, adapters: Adapters) -> None:
    path = tmp_path / "adapters.npz"
    write_adapters(path, adapters)
    whole = path.read_bytes()
    middle = len(whole) // 2
    for damaged in (b"", b"no adapters", whole[:middle], whole[:-1], whole[middle:]):
        path.write_bytes(damaged)
        with pytest.raises(WeightsDamaged, match=r"adapters\.npz"):
            read_adapters(path)
    path.unlink()
    with pytest.raises(WeightsDamaged, match=r"adapters\.npz: FileNotFoundError"):
        read_adapters(path)


def test_half_of_a_pair_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adapters.npz"
    np.savez(path, **{"encoder.layer.0.output.dense/down": halves(0)[0]})
    with pytest.raises(WeightsDamaged, match="KeyError"):
        read_adapters(path)


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    path = tmp_path / "adapters.npz"
    np.savez(path, **{"x/down": np.array([{}], object), "x/up": np.array([{}], object)})
    with pytest.raises(WeightsDamaged, match="ValueError"):
        read_adapters(path)


def test_folding_adds_the_product_to_its_own_layer_alone() -> None:
    plain = {
        "one.weight": np.ones((3, 5), np.float32),
        "one.bias": np.ones(3, np.float32),
        "two.weight": np.ones((3, 5), np.float32),
    }
    down, up = halves(0)
    folded = fold_in(plain, {"one": (down, up)})
    # The published weights have a row for each output.
    expected = 1 + (down.astype(np.float32) @ up.astype(np.float32)).T
    assert folded["one.weight"] == pytest.approx(expected, abs=1e-6)
    assert folded["one.weight"].dtype == np.float32
    assert folded["two.weight"] is plain["two.weight"]
    assert (plain["one.weight"] == 1).all()


@pytest.mark.parametrize("name", ["two", "other"])
def test_an_adapter_that_fits_no_layer_is_refused_by_name(name: str) -> None:
    with pytest.raises(WeightsDamaged, match=f"layer {name}"):
        fold_in({"two.weight": np.ones((5, 3), np.float32)}, {name: halves(0)})


def test_the_adapters_in_service_fit_every_linear_layer_of_the_encoder() -> None:
    adapters = read_adapters(ADAPTERS_FILE)
    published = load_file(str(weights_file()))
    dense = {
        name.removesuffix(".weight")
        for name, value in published.items()
        if name.startswith("encoder.layer.") and value.ndim == 2
    }
    assert set(adapters) == dense
    assert len({name.split(".")[2] for name in adapters}) == LAYERS
    assert all(np.isfinite(half).all() for pair in adapters.values() for half in pair)
    assert all(up.any() for _, up in adapters.values())
    assert set(fold_in(published, adapters)) == set(published)
