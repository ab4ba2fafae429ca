"""Counts words and sentences the way a reader meets them."""

from __future__ import annotations

import re

_ENDS = re.compile(r"[.?!]+[\"')\u2019]*(?=\s|$)")


def count_words(text: str) -> int:
    """Return how many words a text has; a phone number counts by its groups."""
    return len(text.split())


def count_sentences(text: str) -> int:
    """Return how many sentences a text has; a line without a full stop is one."""
    return len(_ENDS.findall(as_sentences(text)))


def as_sentences(text: str) -> str:
    """Return the text on one line, each of its lines ended like a sentence."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(line if line[-1] in ".?!\"'" else f"{line.rstrip(':;,')}." for line in lines)
