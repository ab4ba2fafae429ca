"""Training happens again only for a reason, and the reason is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from first_step.cli import model_fingerprint
from first_step.cli.model_fingerprint import (
    model_is_current,
    model_is_unfit,
    project_fingerprint,
    read_note,
    reader_fingerprint,
    write_note,
)
from first_step.understanding.model_files import file_hash

PROJECT = {
    "config.yml": "language: en",
    "domain.yml": "intents: []",
    "data/nlu.yml": "nlu: []",
    "data/nlu/cause.yml": "nlu: []",
    "data/red_flags.yml": "red_flags: []",
    "first_step/understanding/deltas/encoder.npz": "numbers",
    "first_step/understanding/lexicon/slang.yml": "u: you",
    "first_step/understanding/lexicon/substances.yml": "gear: heroin",
}
CHANGED = "labels, training data or configuration changed"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, words in {**PROJECT, "content/say/greet.md": "Hello."}.items():
        write(tmp_path / name, words)
    return tmp_path


@pytest.fixture
def model(root: Path) -> Path:
    """Return a model in service that fits its project."""
    path = root / "models" / "current.tar.gz"
    write(path, "a model")
    write_note(path, project_fingerprint(root))
    return path


def write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words)


def test_a_model_that_fits_the_project_is_served(root: Path, model: Path) -> None:
    assert model_is_current(root, model) is None


def test_without_a_model_there_is_training(root: Path, model: Path) -> None:
    model.unlink()
    assert model_is_current(root, model) == "there is no trained model yet"


@pytest.mark.parametrize("note", [None, b"", b"{broken", b"[]", b'"text"', b"\xff\xfe\x00"])
def test_a_model_nothing_is_known_about_is_trained_again(
    root: Path, model: Path, note: bytes | None
) -> None:
    path = model.with_name("current.json")
    path.unlink() if note is None else path.write_bytes(note)
    assert read_note(model) is None
    assert model_is_current(root, model) == "nothing is known about the model in service"


@pytest.mark.parametrize("words", ["", "a mode", "a modem", "a model with more"])
def test_a_damaged_model_is_trained_again(root: Path, model: Path, words: str) -> None:
    model.write_text(words)
    assert model_is_current(root, model) == "the model file is damaged"


@pytest.mark.parametrize("name", PROJECT)
def test_a_change_of_what_is_learnt_from_means_training(root: Path, model: Path, name: str) -> None:
    with (root / name).open("a") as file:
        file.write("\n# changed")
    assert model_is_current(root, model) == CHANGED


def test_a_new_file_and_another_name_mean_training_too(root: Path, model: Path) -> None:
    before = project_fingerprint(root)
    write(root / "data/nlu/myth.yml", "nlu: []")
    with_more = project_fingerprint(root)
    (root / "data/nlu/myth.yml").rename(root / "data/nlu/sign.yml")
    assert len({before, with_more, project_fingerprint(root)}) == 3


def test_wording_is_live_without_training(root: Path, model: Path) -> None:
    write(root / "content/say/greet.md", "Good morning.")
    write(root / "first_step/understanding/notes.txt", "not read")
    assert model_is_current(root, model) is None


def test_a_note_keeps_what_else_is_worth_knowing(root: Path, model: Path) -> None:
    write_note(model, "abc", seconds=61.5)
    assert read_note(model) == {
        "fingerprint": "abc",
        "reader": reader_fingerprint(),
        "sha256": file_hash(model),
        "seconds": 61.5,
    }


@pytest.mark.parametrize("deltas", [None, b"other numbers"])
def test_a_model_fitted_to_another_encoder_is_unfit_to_serve(
    root: Path, model: Path, monkeypatch: pytest.MonkeyPatch, deltas: bytes | None
) -> None:
    assert model_is_unfit(model) is None
    other = root / "other.npz"
    if deltas:
        other.write_bytes(deltas)
    monkeypatch.setattr(model_fingerprint, "DELTAS_FILE", other)
    assert model_is_unfit(model) == "the model in service was fitted to another encoder"
    assert model_is_current(root, model) == model_is_unfit(model)


@pytest.mark.parametrize("place", range(len(model_fingerprint._VERSIONS)))
def test_another_version_of_what_reads_means_training(
    root: Path, model: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    before = project_fingerprint(root)
    versions = list(model_fingerprint._VERSIONS)
    versions[place] += 1
    monkeypatch.setattr(model_fingerprint, "_VERSIONS", tuple(versions))
    assert project_fingerprint(root) != before
    assert model_is_unfit(model) is not None


def test_an_outdated_model_is_fit_to_serve(root: Path, model: Path) -> None:
    write(root / "config.yml", "language: cy")
    assert model_is_current(root, model) == CHANGED
    assert model_is_unfit(model) is None
