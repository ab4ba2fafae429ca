from __future__ import annotations

import tarfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.stock import join


def _packed(path: Path, files: Mapping[str, str]) -> Path:
    folder = path.with_suffix("")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    with tarfile.open(path, "w:gz") as packed:
        packed.add(folder, "")
    return path


def test_a_whole_model_understands_with_the_parts_of_another(tmp_path: Path) -> None:
    diet, ted = "components/train_DIETClassifier5/weights", "components/train_TEDPolicy3/weights"
    small = {diet: "small", ted: "policy", "metadata.json": "whole"}
    policies = _packed(tmp_path / "policies.tar", small)
    understanding = _packed(tmp_path / "nlu.tar", {diet: "large", "metadata.json": "nlu"})
    join(policies, understanding, tmp_path)
    with tarfile.open(tmp_path / "model.tar.gz") as packed:
        packed.extractall(tmp_path / "found")
    found = {name: (tmp_path / "found" / name).read_text("utf-8") for name in small}
    assert found == {**small, diet: "large"}
    assert understanding.exists()
