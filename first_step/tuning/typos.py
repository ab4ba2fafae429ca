"""Slips of the finger, so that the encoder meets words as tired people type them."""

from __future__ import annotations

import numpy as np

# One message in five gets slips, about one slip in twelve letters of it.
MESSAGES_WITH_SLIPS = 0.2
LETTERS_A_SLIP = 12


def with_slips(text: str, draw: np.random.Generator) -> str:
    """Return the text, now and then with letters left out, doubled or swapped."""
    if draw.random() >= MESSAGES_WITH_SLIPS or len(text) < LETTERS_A_SLIP:
        return text
    letters = list(text)
    for _ in range(max(1, len(letters) // LETTERS_A_SLIP)):
        at = int(draw.integers(len(letters) - 1))
        if not (letters[at].isalpha() and letters[at + 1].isalpha()):
            continue
        slip = draw.integers(3)
        if slip == 0:
            del letters[at]
        elif slip == 1:
            letters.insert(at, letters[at])
        else:
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return "".join(letters)
