"""Danger sent to the running product: with everything up, and with parts of it down."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from first_step.admissions.errors import UnderstandingError

FILE = "through_the_door.json"
COUNTS = ("acted", "checked", "none", "right_card")


def read_conditions(path: Path) -> dict[str, Any] | None:
    """Return the conditions side by side and whether help was equal, message for message.

    None without a file.

    Each has "name", "messages", the counts of `COUNTS`, and "p50_ms", half of the answers were
    faster. Raises UnderstandingError when the file does not hold that.
    """
    if not path.is_file():
        return None
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        equal = bool(stored["equal"])
        conditions = [
            {
                "name": str(one["name"]),
                "messages": int(one["messages"]),
                **{name: int(one[name]) for name in COUNTS},
                "p50_ms": float(one["p50_ms"]),
            }
            for one in stored["conditions"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnderstandingError(f"{path.name}: {type(error).__name__}") from None
    return {"conditions": conditions, "equal": equal}
