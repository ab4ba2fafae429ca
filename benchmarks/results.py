"""What was measured, as a table for a terminal and as a file."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.timing import Row

RESULTS = Path("results/bench.json")
_COLUMNS = ("measure", "first_step", "peer", "ratio")


def as_table(rows: Sequence[Row]) -> Table:
    """Return the rows with their headings; the ratio is First Step's figure by the peer's."""
    table = Table("Measure", "First Step", "Peer", "Ratio")
    for row in rows:
        table.add_row(*row)
    return table


def keep_rows(group: str, rows: Sequence[Row], path: Path = RESULTS) -> None:
    """Write one group's rows; groups measured in an earlier run stay, each with its own time."""
    known = _read(path)
    known[group] = {
        "measured_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "rows": [dict(zip(_COLUMNS, row, strict=True)) for row in rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
