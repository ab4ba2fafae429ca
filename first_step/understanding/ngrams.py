"""Character n-grams of words, hashed into a fixed number of columns: what typos leave intact."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

NGRAM_FEATURES = 1 << 14
SHORTEST, LONGEST = 2, 4

Columns = npt.NDArray[np.int64]
Values = npt.NDArray[np.float32]


def ngram_rows(texts: Sequence[str]) -> Iterator[tuple[Columns, Values]]:
    """Yield, for each text, the columns it touches and their weights (unit length)."""
    for text in texts:
        counts: Counter[int] = Counter()
        for word in text.split():
            counts.update(_word_columns(word[:40]))
        if not counts:
            yield np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
            continue
        columns = np.fromiter(counts.keys(), dtype=np.int64)
        # One n-gram more often says little more: the logarithm keeps long texts in bounds.
        values = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32))
        yield columns, (values / np.linalg.norm(values)).astype(np.float32)


def _word_columns(word: str) -> tuple[int, ...]:
    padded = f" {word} "
    found = [
        padded[start : start + size]
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(len(padded) - size + 1)
    ]
    found.append(padded)
    return tuple(zlib.crc32(gram.encode("utf-8", "replace")) % NGRAM_FEATURES for gram in found)
