"""The training data as a whole: fit to learn from, enough of every label, nobody's real number."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from first_step.cli.data import words_table
from first_step.content.labels import CRISIS_LABELS, LABELS
from first_step.evaluation.data_check import check_data
from first_step.evaluation.examples import Example, read_examples
from first_step.evaluation.held_out import HELD_OUT, is_held_out
from first_step.understanding.red_flags import read_flagged_messages
from first_step.understanding.spelling import WORDS_FILE

ROOT = Path(__file__).parents[2]
FEWEST, FEWEST_OF_DANGER, FEWEST_AUTHORS = 140, 400, 12
# Ofcom's ranges for drama: 07700 900000 to 900999, 020 7946 0000 to 0999, 01632 960000 to 960999.
FICTIONAL = re.compile(r"(?:0|(?:00)?440?)(?:7700900\d{3}|2079460\d{3}|1632960\d{3})")
NUMBER = re.compile(r"(?<![\d.])(?:\+44|0)[\d ().-]{8,16}\d")
FEWEST_DIGITS = 10


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return read_examples(ROOT / "data")


@pytest.fixture(scope="module")
def complaints(examples: list[Example]) -> list[str]:
    flagged = read_flagged_messages(ROOT / "data/red_flags.yml")
    return check_data(examples, ROOT / "evaluation", flagged)


def test_nothing_is_repeated_one_sided_or_leaked(complaints: list[str]) -> None:
    assert complaints == []


def test_every_label_has_enough_examples_and_no_other_label_has_any(
    examples: list[Example],
) -> None:
    counts = Counter(one.label for one in examples)
    assert set(counts) == set(LABELS)
    assert {label: n for label, n in counts.items() if n < FEWEST} == {}
    assert {
        label: counts[label] for label in CRISIS_LABELS if counts[label] < FEWEST_OF_DANGER
    } == {}


def test_every_example_has_an_author_and_there_are_many(examples: list[Example]) -> None:
    authors = {one.author for one in examples}
    assert "" not in authors
    assert len(authors) >= FEWEST_AUTHORS


def test_every_author_who_is_held_out_wrote_and_more_are_learnt_from(
    examples: list[Example],
) -> None:
    authors = {one.author for one in examples}
    held_out = {author for author in authors if is_held_out(author)}
    assert held_out == HELD_OUT
    assert len(authors - held_out) > len(held_out)


def test_every_phone_number_is_from_a_fictional_range() -> None:
    files = [*(ROOT / "data").glob("nlu*"), *(ROOT / "data" / "nlu").iterdir()]
    files += [ROOT / "data" / "red_flags.yml", *(ROOT / "evaluation").glob("*.tsv")]
    texts = [path.read_text(encoding="utf-8") for path in files if path.is_file()]
    digits = [re.sub(r"\D", "", each) for text in texts for each in NUMBER.findall(text)]
    numbers = [each for each in digits if len(each) >= FEWEST_DIGITS]
    assert len(numbers) > len(files)
    assert [number for number in numbers if not FICTIONAL.fullmatch(number)] == []


def test_the_words_that_slips_become_are_those_of_the_data(examples: list[Example]) -> None:
    assert WORDS_FILE.read_text(encoding="utf-8") == words_table(examples), (
        "run `first-step data words`"
    )
