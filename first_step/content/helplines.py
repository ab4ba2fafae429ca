"""Where visitors are sent for help: content/helplines.yml (facts 3a)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from first_step.admissions.errors import ContentError
from first_step.content.yaml_file import date_or_none, read_yaml, text_or_none

FILE = "helplines.yml"


@dataclass(frozen=True)
class Helpline:
    """A service to ring, text or look up. number, sms: as dialled, None where there is none."""

    id: str
    name: str
    contact: str
    number: str | None
    sms: str | None
    url: str | None
    for_whom: str
    hours: str
    nation: str
    certainty: str
    last_checked: date | None
    source: str

    def __str__(self) -> str:
        """Return the words that `{{ helpline.<id> }}` shows."""
        return self.contact


def read_helplines(folder: Path) -> dict[str, Helpline]:
    """Return every helpline by id; raises ContentError."""
    rows = read_yaml(folder / FILE)
    found: dict[str, Helpline] = {}
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
        try:
            line = _helpline(row)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            name = row.get("id") if isinstance(row, dict) else None
            raise ContentError(
                f"{FILE}: {name or f'row {number}'}: missing or of the wrong kind: {error}"
            ) from None
        if line.id in found:
            raise ContentError(f"{FILE}: {line.id} stands there twice")
        found[line.id] = line
    return found


def _helpline(row: Mapping[str, Any]) -> Helpline:
    return Helpline(
        id=str(row["id"]),
        name=str(row["name"]),
        contact=str(row["contact"]),
        number=text_or_none(row["number"]),
        sms=text_or_none(row["sms"]),
        url=text_or_none(row["url"]),
        for_whom=str(row["for"]),
        hours=text_or_none(row["hours"]) or "",
        nation=text_or_none(row["nation"]) or "",
        certainty=str(row["certainty"]),
        last_checked=date_or_none(row["last_checked"]),
        source=text_or_none(row["source"]) or "",
    )
