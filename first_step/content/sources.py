"""Every id that a text may cite: content/sources.yml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from first_step.admissions.errors import ContentError
from first_step.content.yaml_file import read_yaml

FILE = "sources.yml"
CERTAINTIES = ("seed", "verified", "general", "design")


@dataclass(frozen=True)
class Source:
    """What an id says in short. public: names a visitor may be told. certainty: `CERTAINTIES`."""

    id: str
    words: str
    public: tuple[str, ...]
    certainty: str


def read_sources(folder: Path) -> dict[str, Source]:
    """Return every source by id; raises ContentError."""
    rows = read_yaml(folder / FILE)
    try:
        found = {
            str(key): Source(str(key), str(row["words"]), _names(row["public"]), row["certainty"])
            for key, row in rows.items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ContentError(f"{FILE}: missing or of the wrong kind: {error}") from None
    wrong = [source.id for source in found.values() if source.certainty not in CERTAINTIES]
    if wrong:
        raise ContentError(f"{FILE}: certainty of {', '.join(wrong)} is none of {CERTAINTIES}")
    return found


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else (str(value),)
