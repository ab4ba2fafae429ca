"""Red flags found and missed, code by code, in messages that nobody trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from first_step.evaluation.intervals import Share, share_of
from first_step.evaluation.messages import MessageWithFlags
from first_step.understanding.reading import Understanding
from first_step.understanding.red_flags import CODES

FlagRead = tuple[MessageWithFlags, tuple[str, ...]]


@dataclass(frozen=True)
class CodeFigures:
    """One code. recall: of messages that have it; precision: of messages that it was noted for."""

    code: str
    recall: Share
    precision: Share

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain JSON."""
        return {
            "code": self.code,
            "recall": self.recall.as_dict(),
            "precision": self.precision.as_dict(),
        }


def read_flags(
    understanding: Understanding, messages: Sequence[MessageWithFlags]
) -> list[FlagRead]:
    """Return the messages with the trained codes that are noted for them."""
    noted = ((each, understanding.read(each.text).red_flags) for each in messages)
    return [(each, tuple(code for code in codes if code in CODES)) for each, codes in noted]


def red_flag_figures(rows: Sequence[FlagRead]) -> dict[str, Any]:
    """Return the figures by code, over all codes, and of near misses, as plain JSON."""
    codes = [_figures(code, rows) for code in CODES]
    near_misses = [row for row in rows if not row[0].codes]
    return {
        "messages": len(rows),
        "codes": [one.as_dict() for one in codes],
        "recall": _sum([one.recall for one in codes]).as_dict(),
        "precision": _sum([one.precision for one in codes]).as_dict(),
        "near_misses_noted": share_of(near_misses, lambda row: bool(row[1])).as_dict(),
        "missed": [_case(row) for row in rows if set(row[0].codes) - set(row[1])],
        "noted_wrongly": [_case(row) for row in rows if set(row[1]) - set(row[0].codes)],
    }


def _figures(code: str, rows: Sequence[FlagRead]) -> CodeFigures:
    return CodeFigures(
        code,
        share_of([row for row in rows if code in row[0].codes], lambda row: code in row[1]),
        share_of([row for row in rows if code in row[1]], lambda row: code in row[0].codes),
    )


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(one.hits for one in shares), sum(one.total for one in shares))


def _case(row: FlagRead) -> dict[str, Any]:
    message, noted = row
    return {
        "text": message.text,
        "missed": sorted(set(message.codes) - set(noted)),
        "wrong": sorted(set(noted) - set(message.codes)),
    }
