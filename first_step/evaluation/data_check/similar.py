"""How alike two messages are written: cosine over words and neighbouring words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from first_step.understanding.normalise import written_out

# Messages of fewer words are alike because there are few ways to say "can you ring me".
FEWEST_WORDS = 5
ROWS_AT_ONCE = 500
# Words in more than this share of the messages say little and cost much. In a small set that
# would be every word that two messages share, so words in as few messages as these count always.
COMMON_SHARE, ALWAYS_COUNTED = 0.05, 50
_WORD = re.compile(r"\w+")


def similar_pairs(
    texts: Sequence[str], others: Sequence[str], least: float
) -> Iterator[tuple[int, int]]:
    """Yield index pairs (text, other) whose similarity, 0 to 1, is at least `least`.

    Messages of fewer than `FEWEST_WORDS` words are left out on both sides.
    """
    left, right = _long_enough(texts), _long_enough(others)
    if not left or not right:
        return
    a, b = _matrices([texts[i] for i in left], [others[i] for i in right])
    for start in range(0, a.shape[0], ROWS_AT_ONCE):
        close = (a[start : start + ROWS_AT_ONCE] @ b.T).tocoo()
        alike = close.data >= least
        for row, column in zip(close.row[alike], close.col[alike], strict=True):
            yield left[start + row], right[column]


def _long_enough(texts: Sequence[str]) -> list[int]:
    return [i for i, text in enumerate(texts) if len(text.split()) >= FEWEST_WORDS]


def _matrices(texts: list[str], others: list[str]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    # Words and their neighbours: fast, and a paraphrase that swaps one word still shows.
    most = max(ALWAYS_COUNTED, int(COMMON_SHARE * len(others)))
    vectorizer = TfidfVectorizer(analyzer=_words_and_pairs, max_df=most)
    b = vectorizer.fit_transform(others)
    return vectorizer.transform(texts), b


def _words_and_pairs(text: str) -> list[str]:
    words = _WORD.findall(written_out(text))
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
