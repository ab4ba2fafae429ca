from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from first_step.cli import calibrate, main
from first_step.evaluation.examples import Example
from first_step.evaluation.left_out import leave_out
from first_step.evaluation.thresholds import Choice, Seen, choose, look_at
from first_step.understanding.crisis import CrisisThresholds
from first_step.understanding.lexicon import THRESHOLDS_FILE

from ..evaluation.made_examples import write_examples
from ..understanding.small import TEXTS

EXAMPLES = [
    *(Example("a2", label, text) for text, label in TEXTS),
    Example("a1", "crisis_overdose", "he is blue and will not wake up"),
    Example("a1", "treatment/detox", "how long would a detox take me"),
]


@pytest.fixture
def models(folder: Path, encoder_folder: Path) -> Path:
    """Return the installation's folder of models, with the shared encoder."""
    models = folder / "models"
    models.mkdir()
    (models / "encoder").symlink_to(encoder_folder, target_is_directory=True)
    return models


def test_calibrating_writes_what_is_cheapest_on_authors_left_out(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "thresholds.yml"
    data = write_examples(folder / "data", EXAMPLES)
    monkeypatch.setattr(calibrate, "THRESHOLDS_FILE", file)
    monkeypatch.chdir(folder / "data")
    begins: list[CrisisThresholds] = []

    def noting(seen: Sequence[Seen], begin: CrisisThresholds) -> Choice:
        begins.append(begin)
        return choose(seen, begin)

    monkeypatch.setattr(calibrate, "choose", noting)
    in_service = THRESHOLDS_FILE.read_bytes()
    result = CliRunner().invoke(main.app, ["calibrate", "--data", str(data)])
    assert result.exit_code == 0, result.output

    written = CrisisThresholds(**yaml.safe_load(file.read_text(encoding="utf-8"))["crisis"])
    now = CrisisThresholds.chosen()
    # Patterns support nothing at first: how little support is enough is chosen last.
    assert begins == [replace(now, supported=1.0)]
    choice = choose(look_at(leave_out(EXAMPLES, models)), replace(now, supported=1.0))
    assert written == choice.thresholds
    assert (written.joined, written.trace) == (now.joined, now.trace)
    assert f"{choice.missed:.1%} of danger missed" in " ".join(result.output.split())
    assert THRESHOLDS_FILE.read_bytes() == in_service
    assert not Path("models").exists()


def test_the_file_says_what_it_is_as_the_one_in_service_does(
    folder: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "thresholds.yml"
    monkeypatch.setattr(calibrate, "THRESHOLDS_FILE", file)
    data = write_examples(folder / "data", EXAMPLES)
    CliRunner().invoke(main.app, ["calibrate", "--data", str(data)])
    written, in_service = (path.read_text().splitlines() for path in (file, THRESHOLDS_FILE))
    comments = [line for line in written if line.startswith("#")]
    assert comments == [line for line in in_service if line.startswith("#")]
    assert [line.split(":")[0] for line in written] == [line.split(":")[0] for line in in_service]
