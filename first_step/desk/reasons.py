"""Words for the reason codes of triage, read from content/desk/reasons.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from first_step.admissions.errors import ContentError

REASONS_FILE = Path("desk", "reasons.yml")


@dataclass(frozen=True)
class Reason:
    """One rule of triage as staff read it. words: a few. why: one line."""

    code: str
    words: str
    why: str


class Reasons:
    """Gives words for codes; a code without words is shown as it is, never left out."""

    def __init__(self, reasons: Mapping[str, Reason]) -> None:
        self._reasons = dict(reasons)

    def __contains__(self, code: str) -> bool:
        return code in self._reasons

    def of(self, code: str) -> Reason:
        """Return the words for a code."""
        return self._reasons.get(code) or Reason(code, f"Rule {code}", "It has no words yet.")


def load_reasons(content_dir: Path) -> Reasons:
    """Return the words for every code; raises ContentError when the file is missing or broken."""
    path = content_dir / REASONS_FILE
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{REASONS_FILE}: cannot be read") from error
    if not isinstance(written, dict):
        raise ContentError(f"{REASONS_FILE}: needs one entry for each code")
    return Reasons({str(code): _reason(str(code), entry) for code, entry in written.items()})


def _reason(code: str, entry: Any) -> Reason:
    if not isinstance(entry, dict) or not entry.get("words") or not entry.get("why"):
        raise ContentError(f"{REASONS_FILE}: {code} needs words and why")
    return Reason(code, str(entry["words"]).strip(), str(entry["why"]).strip())
