from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.understanding.ngrams import NGRAM_FEATURES, ngram_rows


def dense(text: str) -> np.ndarray:
    columns, values = next(ngram_rows([text]))
    row = np.zeros(NGRAM_FEATURES, dtype=np.float32)
    row[columns] = values
    return row


def test_a_typo_leaves_most_of_a_word_intact() -> None:
    breathing, typo, other = dense("breathing"), dense("breathin"), dense("methadone")
    assert breathing @ typo > 0.6
    assert breathing @ other < 0.2


def test_the_order_of_words_does_not_matter_and_their_letters_do() -> None:
    assert dense("not breathing") == pytest.approx(dense("breathing not"))
    assert dense("god") @ dense("dog") < 0.5


def test_a_text_without_words_touches_nothing() -> None:
    for text in ("", "   ", "\n"):
        columns, values = next(ngram_rows([text]))
        assert len(columns) == len(values) == 0


def test_saying_a_word_more_often_says_little_more() -> None:
    assert dense("help") @ dense("help " * 50) > 0.99


@given(st.text(st.characters(), max_size=100))
def test_every_text_has_columns_in_range_and_length_one(text: str) -> None:
    columns, values = next(ngram_rows([text]))
    assert len(set(columns.tolist())) == len(columns)
    if len(columns):
        assert columns.min() >= 0
        assert columns.max() < NGRAM_FEATURES
        assert np.linalg.norm(values) == pytest.approx(1.0, abs=1e-5)


def test_columns_stay_the_same_from_one_process_to_the_next() -> None:
    # A model stores weights by column: Python's own hash() differs in every process.
    columns, _ = next(ngram_rows(["hi"]))
    assert sorted(columns.tolist()) == [6812, 7991, 8921, 10145, 10924, 13228]


def test_a_very_long_word_is_read_in_part() -> None:
    columns, _ = next(ngram_rows(["x" * 100_000]))
    assert len(columns) < 20
