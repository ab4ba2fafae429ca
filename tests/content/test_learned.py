from __future__ import annotations

from pathlib import Path

import pytest

from first_step.admissions.errors import ContentError
from first_step.content.learned import FILE, add_learned, plain_example, read_learned
from first_step.evaluation.examples import read_examples


def test_what_is_added_is_read_back_once_and_under_its_last_label(tmp_path: Path) -> None:
    assert read_learned(tmp_path) == {}
    for label in ("greet", "greet", "harm/naloxone"):
        add_learned(tmp_path, label, "where's the kit: now?")
    add_learned(tmp_path, "greet", "ey up")
    assert read_learned(tmp_path) == {
        "greet": ("ey up",),
        "harm/naloxone": ("where's the kit: now?",),
    }


def test_training_data_reads_it_as_its_own(tmp_path: Path) -> None:
    add_learned(tmp_path, "harm/naloxone", "- \u00e9 [kit](x)\n'now' #1")
    (tmp_path / FILE).rename(tmp_path / "nlu.yml")
    (example,) = read_examples(tmp_path)
    assert (example.author, example.label, example.text) == (
        "desk",
        "harm/naloxone",
        "\u00e9 kit x 'now' #1",
    )


def test_an_example_is_one_line_of_limited_length() -> None:
    assert plain_example("  - a\nb  c ") == "a b c"
    assert len(plain_example("x" * 1000)) == 300


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("nlu: [1", encoding="utf-8")
    with pytest.raises(ContentError, match=FILE):
        read_learned(tmp_path)
