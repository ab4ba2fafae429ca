from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import UnderstandingError
from first_step.cli import main

from ..evaluation.made_examples import clean_examples, write_examples


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    folder = tmp_path / "evaluation"
    folder.mkdir()
    (folder / "messages.tsv").write_text("seekers\tgreet\tgood day to you all\n")
    return folder


def test_clean_data_is_counted_and_passes(tmp_path: Path, sets: Path) -> None:
    examples = clean_examples("treatment/cost") + clean_examples("harm/mixing")
    data = write_examples(tmp_path / "data", examples)
    words = ["data", "check", str(data), "--evaluation", str(sets)]
    result = CliRunner().invoke(main.app, words)
    assert result.output == "240 examples, 2 labels, 12 authors, 0 complaints\n"
    assert result.exit_code == 0


def test_each_complaint_is_a_line_and_fails_the_check(tmp_path: Path, sets: Path) -> None:
    examples = clean_examples("treatment/cost")
    data = write_examples(tmp_path / "data", [*examples[1:], examples[1]])
    result = CliRunner().invoke(main.app, ["data", "check", str(data), "--evaluation", str(sets)])
    repeat, counts = result.output.splitlines()
    assert repeat.startswith("stands 2 times (treatment/cost)")
    assert counts == "120 examples, 1 labels, 12 authors, 1 complaints"
    assert result.exit_code == 1


def test_a_folder_that_holds_no_data_does_not_pass(tmp_path: Path, sets: Path) -> None:
    words = ["data", "check", str(tmp_path), "--evaluation", str(sets)]
    result = CliRunner().invoke(main.app, words)
    assert isinstance(result.exception, UnderstandingError)
    assert result.exit_code == 1
