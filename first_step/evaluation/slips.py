"""Messages as typed in a hurry with cold hands: a slip in every longer word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from first_step.evaluation.messages import LabelledMessage

_LONGER_WORD = re.compile(r"[A-Za-z]{4,}")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = {
    letter: row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    for row in _ROWS
    for at, letter in enumerate(row)
}


def with_slips(messages: Sequence[LabelledMessage], seed: int = 0) -> list[LabelledMessage]:
    """Return the messages with one slip in every word of four letters or more."""
    draw = np.random.default_rng(seed)
    return [replace(one, text=slipped(one.text, draw)) for one in messages]


def slipped(text: str, draw: np.random.Generator) -> str:
    """Return the text with a letter of every longer word lost, doubled, swapped or mistyped."""
    return _LONGER_WORD.sub(lambda match: _slip(match.group(), draw), text)


def _slip(word: str, draw: np.random.Generator) -> str:
    # The first letter stays: fingers find it, and readers rely on it.
    at = int(draw.integers(1, len(word) - 1))
    kind = draw.integers(4)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    if kind == 0:
        return before + after
    if kind == 1 or (kind == 2 and letter == after[0]):
        return before + letter + letter + after
    if kind == 2:
        return before + after[0] + letter + after[1:]
    beside = _NEIGHBOURS[letter.lower()]
    return before + beside[int(draw.integers(len(beside)))] + after
