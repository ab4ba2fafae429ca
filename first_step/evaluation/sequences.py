"""Danger that shows only across a visitor's last few messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from first_step.evaluation.intervals import share_of
from first_step.evaluation.messages import MessageRun
from first_step.understanding.crisis import CrisisDecision
from first_step.understanding.reading import Understanding

RunRead = tuple[MessageRun, CrisisDecision]


def read_runs(understanding: Understanding, runs: Sequence[MessageRun]) -> list[RunRead]:
    """Return the runs with the decision about the last message after those before it."""
    return [(run, understanding.read(run.texts[-1], before=run.texts[:-1]).crisis) for run in runs]


def sequence_figures(rows: Sequence[RunRead]) -> dict[str, Any]:
    """Return danger caught, acted on and with the right card, and alarms on calm runs, as JSON."""
    danger = [row for row in rows if row[0].is_danger]
    calm = [row for row in rows if not row[0].is_danger]
    acted = [row for row in danger if _acted(row)]
    return {
        "runs": len(rows),
        "caught": share_of(danger, _alarmed).as_dict(),
        "acted": share_of(danger, _acted).as_dict(),
        "right_card": share_of(acted, lambda row: row[1].label == row[0].label).as_dict(),
        "calm_acted": share_of(calm, _acted).as_dict(),
        "calm_any_band": share_of(calm, _alarmed).as_dict(),
        "missed": [_case(row) for row in danger if not _alarmed(row)],
        "acted_without_danger": [_case(row) for row in calm if _acted(row)],
    }


def _case(row: RunRead) -> dict[str, Any]:
    run, decision = row
    decided = {**decision.as_dict(), "card": decision.label}
    return {**decided, "label": run.label, "text": " / ".join(run.texts)}


def _alarmed(row: RunRead) -> bool:
    return row[1].band != "none"


def _acted(row: RunRead) -> bool:
    return row[1].band == "act"
