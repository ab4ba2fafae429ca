"""Who answers: content/provider.yml. What is not known there is None, never invented (C7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from first_step.admissions.errors import ContentError
from first_step.content.yaml_file import date_or_none, read_yaml, text_or_none

FILE = "provider.yml"


@dataclass(frozen=True)
class Phone:
    """A number as visitors read it and as phones dial it."""

    display: str
    e164: str


@dataclass(frozen=True)
class Provider:
    """The provider's own particulars; `raw` is the whole file, for opening hours."""

    name: str
    short_name: str
    team: str
    phone_number: Phone
    controller: str | None
    hours: Mapping[str, Any] | None
    office_contact: str | None
    retention_days: int
    last_checked: date | None
    raw: Mapping[str, Any]

    @property
    def phone(self) -> str:
        """Return the number as visitors read it."""
        return self.phone_number.display


def read_provider(folder: Path) -> Provider:
    """Return what provider.yml says; raises ContentError."""
    raw = read_yaml(folder / FILE)
    try:
        phone = raw["phone"]
        return Provider(
            name=str(raw["name"]),
            short_name=str(raw["short_name"]),
            team=str(raw["team"]),
            phone_number=Phone(str(phone["display"]), str(phone["e164"])),
            controller=text_or_none(raw.get("controller")),
            hours=raw.get("hours"),
            office_contact=text_or_none(raw.get("office_contact")),
            retention_days=_days(raw["retention_days"]),
            last_checked=date_or_none(raw.get("last_checked")),
            raw=raw,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ContentError(f"{FILE}: missing or of the wrong kind: {error}") from None


def _days(value: Any) -> int:
    """Return whole days; raises ValueError below one, which would delete what just came."""
    days = int(value)
    if days < 1:
        raise ValueError("retention_days must be 1 or more")
    return days
