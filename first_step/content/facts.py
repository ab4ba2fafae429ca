"""Provider, helplines and sources: facts that texts refer to and never repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from first_step.admissions.errors import ContentError


@dataclass(frozen=True)
class Phone:
    """A number as shown and as dialled."""

    display: str
    e164: str


@dataclass(frozen=True)
class Provider:
    """Who answers. What is not known is None, never invented (facts C7)."""

    name: str
    short_name: str
    team: str
    phone_number: Phone
    controller: str | None
    hours: Mapping[str, Any] | None
    office_contact: str | None
    retention_days: int
    raw: Mapping[str, Any]

    @property
    def phone(self) -> str:
        """Return the number as visitors read it."""
        return self.phone_number.display


@dataclass(frozen=True)
class Helpline:
    """A service that visitors are sent to."""

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

    def __str__(self) -> str:
        return self.contact


@dataclass(frozen=True)
class Source:
    """An id that front matter may cite: what it says in short, and where it comes from."""

    id: str
    words: str
    public: tuple[str, ...]
    certainty: str


def read_provider(folder: Path) -> Provider:
    """Return provider.yml; raises ContentError."""
    raw = _yaml(folder / "provider.yml")
    try:
        return Provider(
            name=raw["name"],
            short_name=raw["short_name"],
            team=raw["team"],
            phone_number=Phone(raw["phone"]["display"], raw["phone"]["e164"]),
            controller=raw.get("controller"),
            hours=raw.get("hours"),
            office_contact=raw.get("office_contact"),
            retention_days=int(raw["retention_days"]),
            raw=raw,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ContentError(f"provider.yml: {error} is missing or of the wrong kind") from None


def read_helplines(folder: Path) -> dict[str, Helpline]:
    """Return helplines.yml by id; raises ContentError."""
    try:
        return {row["id"]: _helpline(row) for row in _yaml(folder / "helplines.yml")}
    except (KeyError, TypeError) as error:
        raise ContentError(f"helplines.yml: {error} is missing or of the wrong kind") from None


def read_sources(folder: Path) -> dict[str, Source]:
    """Return sources.yml by id; raises ContentError."""
    rows = _yaml(folder / "sources.yml")
    try:
        return {
            key: Source(key, row["words"], tuple(row.get("public") or ()), row["certainty"])
            for key, row in rows.items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ContentError(f"sources.yml: {error} is missing or of the wrong kind") from None


def _helpline(row: Mapping[str, Any]) -> Helpline:
    return Helpline(
        id=row["id"],
        name=row["name"],
        contact=row["contact"],
        number=row.get("number"),
        sms=row.get("sms"),
        url=row.get("url"),
        for_whom=row["for"],
        hours=str(row.get("hours") or ""),
        nation=str(row.get("nation") or ""),
        certainty=row["certainty"],
        last_checked=row.get("last_checked"),
    )


def _yaml(file: Path) -> Any:
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise ContentError(f"{file.name}: cannot be read ({type(error).__name__})") from None
