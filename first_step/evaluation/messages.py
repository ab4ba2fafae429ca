"""Evaluation sets: tab separated source, label, message."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from first_step.admissions.errors import UnderstandingError


@dataclass(frozen=True)
class LabelledMessage:
    """A message, the label it should get, and the group of authors it comes from."""

    source: str
    label: str
    text: str


def read_messages(path: Path) -> list[LabelledMessage]:
    """Return the messages of a file; raises UnderstandingError naming a line it cannot read."""
    found: list[LabelledMessage] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        parts = line.split("\t")
        if len(parts) != 3:
            raise UnderstandingError(f"{path.name}, line {number}: not three columns")
        if number > 1 or parts[0] != "source":
            found.append(LabelledMessage(*parts))
    return found
