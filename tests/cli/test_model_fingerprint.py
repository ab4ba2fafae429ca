"""Training happens again only for a reason, and the reason is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from first_step.cli.model_fingerprint import model_is_current, project_fingerprint, write_note


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "config.yml").write_text("language: en")
    (tmp_path / "domain.yml").write_text("intents: []")
    (tmp_path / "data" / "nlu.yml").write_text("nlu: []")
    return tmp_path


@pytest.fixture
def model(root: Path) -> Path:
    model = root / "current.tar.gz"
    model.write_bytes(b"a model")
    write_note(model, project_fingerprint(root))
    return model


def test_a_model_that_fits_the_project_is_served(root: Path, model: Path) -> None:
    assert model_is_current(root, model) is None


def test_without_a_model_there_is_training(root: Path) -> None:
    assert model_is_current(root, root / "none.tar.gz") == "there is no trained model yet"


def test_a_damaged_model_is_trained_again(root: Path, model: Path) -> None:
    model.write_bytes(b"half a mod")
    assert model_is_current(root, model) == "the model file is damaged"


def test_a_model_nothing_is_known_about_is_trained_again(root: Path, model: Path) -> None:
    model.with_name("current.json").write_text("{broken")
    assert model_is_current(root, model) == "nothing is known about the model in service"


@pytest.mark.parametrize("file", ["config.yml", "domain.yml", "data/nlu.yml"])
def test_a_change_of_what_is_learnt_from_means_training(
    root: Path, model: Path, file: str
) -> None:
    (root / file).write_text("changed: true")
    assert model_is_current(root, model) == "labels, training data or configuration changed"


def test_wording_is_live_without_training(root: Path, model: Path) -> None:
    (root / "content").mkdir()
    (root / "content" / "greet.md").write_text("Hello.")
    assert model_is_current(root, model) is None
