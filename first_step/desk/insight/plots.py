"""Bars as data for inline SVG: widths and heights in per cent, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from first_step.desk.insight.published import Shown

ROW_HEIGHT = 40
COLUMNS_HEIGHT = 120


@dataclass(frozen=True)
class Bar:
    """One bar with its words. width: of the widest, in per cent. top: in pixels."""

    words: str
    number: str
    width: float
    top: int


@dataclass(frozen=True)
class Column:
    """One column. left, width: in per cent. height, top: in pixels."""

    left: float
    width: float
    top: float
    height: float


def bars(rows: Sequence[tuple[str, Shown]]) -> list[Bar]:
    """Return a bar for each row; what is hidden has none, only its words."""
    most = max((value.number or 0 for _, value in rows), default=0) or 1
    return [
        Bar(words, value.words, round(100 * (value.number or 0) / most, 1), ROW_HEIGHT * place)
        for place, (words, value) in enumerate(rows)
    ]


def columns(values: Sequence[Shown]) -> list[Column]:
    """Return a column for each value; what is hidden has no height."""
    most = max((value.number or 0 for value in values), default=0) or 1
    each = 100 / max(1, len(values))
    heights = [round(COLUMNS_HEIGHT * (value.number or 0) / most, 1) for value in values]
    return [
        Column(round(each * place, 2), round(each * 0.8, 2), COLUMNS_HEIGHT - height, height)
        for place, height in enumerate(heights)
    ]
