"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Problem:
    """One thing to mend in one file below content/; severity "error" stops a start."""

    file: str
    rule: str
    message: str
    severity: Literal["error", "warning"] = "error"
