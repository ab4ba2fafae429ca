"""The training data as a whole: enough of every label, nobody's real number, no leak."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from first_step.content.labels import LABELS
from first_step.evaluation.messages import read_messages

ROOT = Path(__file__).parents[2]
FEWEST = 20
# Ofcom's ranges for drama: 07700 900000 to 900999, 020 7946 0000 to 0999, 01632 960000 to 960999.
FICTIONAL = re.compile(r"(?:0|44)(?:7700900\d{3}|2079460\d{3}|1632960\d{3})")
NUMBER = re.compile(r"(?<!\d)(?:\+44|0)[\d ]{9,13}\d")


@pytest.fixture(scope="module")
def blocks() -> list[dict[str, object]]:
    files = [ROOT / "data/nlu.yml", *sorted((ROOT / "data/nlu").glob("*.yml"))]
    return [
        block for file in files for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    ]


@pytest.fixture(scope="module")
def examples(blocks: list[dict[str, object]]) -> list[tuple[str, str]]:
    return [
        (str(block["intent"]), line.removeprefix("- "))
        for block in blocks
        for line in str(block["examples"]).splitlines()
    ]


def test_every_label_has_enough_examples_and_no_other_label_has_any(
    examples: list[tuple[str, str]],
) -> None:
    counts = Counter(label for label, _ in examples)
    assert set(counts) == set(LABELS)
    assert {label: n for label, n in counts.items() if n < FEWEST} == {}


def test_no_message_stands_twice(examples: list[tuple[str, str]]) -> None:
    counts = Counter(text.casefold() for _, text in examples)
    assert [text for text, n in counts.items() if n > 1] == []


def test_nothing_of_the_evaluation_set_is_trained_on(examples: list[tuple[str, str]]) -> None:
    measured = {m.text.casefold() for m in read_messages(ROOT / "evaluation/messages.tsv")}
    assert [text for _, text in examples if text.casefold() in measured] == []


def test_every_phone_number_is_from_a_fictional_range(examples: list[tuple[str, str]]) -> None:
    found = [re.sub(r"\D", "", n) for _, text in examples for n in NUMBER.findall(text)]
    assert found
    assert [number for number in found if not FICTIONAL.fullmatch(number)] == []


def test_every_block_says_which_author_wrote_it(blocks: list[dict[str, object]]) -> None:
    assert all(str(block.get("metadata", "")) != "" for block in blocks)
