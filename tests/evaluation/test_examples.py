from __future__ import annotations

from pathlib import Path

import pytest

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.examples import Example, read_examples

PLAIN = """\
version: "3.1"
nlu:
- intent: greet
  metadata:
    author: a2
  examples: |
    - hello: is anybody "there"?
    -  good - morning

    no example, for want of a dash
"""
DANGER = """\
nlu:
- intent: crisis_overdose
  metadata: {author: a1, strength: veiled}
  examples: |
    - cant wake him
- intent: treatment/detox
  metadata: {author: a1, looks_like: overdose}
  examples: |
    - he slept all through detox
- intent: menu
  examples: |
    - menu
"""


def test_examples_come_with_what_their_block_says(tmp_path: Path) -> None:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "crisis.yml").write_text(DANGER)
    (tmp_path / "nlu.yml").write_text(PLAIN)
    assert read_examples(tmp_path) == [
        Example("a2", "greet", 'hello: is anybody "there"?'),
        Example("a2", "greet", "good - morning"),
        Example("a1", "crisis_overdose", "cant wake him", strength="veiled"),
        Example("a1", "treatment/detox", "he slept all through detox", looks_like="overdose"),
        Example("", "menu", "menu"),
    ]


def test_files_are_read_by_name_and_no_others(tmp_path: Path) -> None:
    (tmp_path / "nlu").mkdir()
    for name, text in (("b", "second"), ("a", "first")):
        block = f"nlu: [{{intent: greet, examples: '- {text}'}}]"
        (tmp_path / "nlu" / f"{name}.yml").write_text(block)
    (tmp_path / "stories.yml").write_text("stories: []")
    assert [one.text for one in read_examples(tmp_path)] == ["first", "second"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nlu: [",
        b"nlu:",
        b"stories: []",
        b"nlu: [{examples: '- hello'}]",
        b"nlu: [{intent: greet}]",
        b"nlu: [{intent: greet, examples: [hello]}]",
        b"nlu: [{intent: greet, metadata: a1, examples: '- hello'}]",
        b"nlu: [{intent: greet, examples: '- \xff\xfe'}]",
    ],
)
def test_a_file_that_is_no_training_data_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "nlu.yml").write_bytes(content)
    with pytest.raises(UnderstandingError, match=r"nlu\.yml: \w+Error"):
        read_examples(tmp_path)


def test_a_folder_without_training_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match="nowhere: no training data"):
        read_examples(tmp_path / "nowhere")
