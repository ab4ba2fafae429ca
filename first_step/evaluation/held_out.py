"""The authors whose examples the sentence encoder never learnt from.

The encoder in service was fitted to everybody else (`first-step tune`), so that a model can be
measured, and thresholds chosen, on people it does not know, with the very encoder that serves.
"""

from __future__ import annotations

_NUMBERS = (1, 4, 7, 10, 13, 16, 19, 22, 23, 24, 26, 35, 43, 46, 48, 59, 64)
HELD_OUT = frozenset(f"a{number}" for number in _NUMBERS)


def is_held_out(author: str) -> bool:
    """Return whether the encoder never saw this author's examples."""
    return author in HELD_OUT
