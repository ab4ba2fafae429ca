"""Buttons that a reply offers: what may have been meant, and no choice twice."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Sequence

from first_step.content.library import Library

MOST_QUESTIONS = 3
# What is right less than once in ten times costs more reading than it is worth (0 to 1).
LEAST_LIKELY = 0.1
# A third question must be at least this likely, as a share of the second: it costs reading.
THIRD_SHARE = 1 / 3


def questions_back(library: Library, ranking: Sequence[Mapping[str, Any]]) -> List[Dict[str, str]]:
    """Return buttons for the two or three labels that may have been meant, likeliest first.

    A label without a question of its own is left out: danger has none, nor has small talk. So is
    one that is hardly likely. Of two with the same words only the likelier is offered.

    Args:
        library: the texts.
        ranking: `intent_ranking` of a message, likeliest first.
    """
    asked: Dict[str, Dict[str, str]] = {}
    shares: List[float] = []
    for row in ranking:
        known = library.answers.get(_text_of(row["label"]))
        question = known.question if known and row["confidence"] >= LEAST_LIKELY else None
        if question and question not in asked:
            asked[question] = {"title": question, "payload": f"label:{row['label']}"}
            shares.append(float(row["confidence"]))
    most = MOST_QUESTIONS
    if len(shares) >= MOST_QUESTIONS and shares[2] < shares[1] * THIRD_SHARE:
        most = 2
    return list(asked.values())[:most]


def once_each(buttons: Sequence[Dict[str, str]]) -> List[Dict[str, str]]:
    """Return the buttons without a second one for the same payload."""
    kept: Dict[str, Dict[str, str]] = {}
    for button in buttons:
        kept.setdefault(button["payload"], button)
    return list(kept.values())


def _text_of(label: str) -> str:
    return label if "/" in label else f"say/{label}"
