"""Asks the public advisory services about everything locked, and compares with what was decided.

Exit 1: a finding that nobody has decided on, or a decision whose date has passed. A service that
cannot be asked is said and fails nothing, for the same check runs offline.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "security-decisions.yml"
# Not among the locked packages: its answers change by the day anyway, and it is wanted only here.
PIP_AUDIT = "pip-audit==2.10.1"
NPM_FOLDERS = ("widget", "first_step/desk/vendor")


@dataclass(frozen=True)
class Known:
    """One advisory about one locked package. names: every id it goes by."""

    package: str
    version: str
    names: frozenset[str]


@dataclass(frozen=True)
class Asked:
    """What a service said. unanswered: why it could not be asked about some or all, or None."""

    service: str
    found: tuple[Known, ...]
    unanswered: str | None


def read_pip_audit(printed: str) -> Asked:
    """Return what `pip-audit -f json` printed; a package it skipped was not asked about."""
    try:
        rows = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Asked("pip-audit", (), "no answer")
    skipped = [row["name"] for row in rows if "skip_reason" in row]
    found = tuple(
        Known(row["name"], row["version"], frozenset([each["id"], *each.get("aliases", ())]))
        for row in rows
        for each in row.get("vulns", ())
    )
    about = f"no answer about {len(skipped)} of {len(rows)} packages" if skipped else None
    return Asked("pip-audit", found, about)


def read_npm_audit(printed: str) -> Asked:
    """Return what `npm audit --json` printed."""
    try:
        rows: dict[str, Any] = json.loads(printed)["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        return Asked("npm audit", (), "no answer")
    found = {
        Known(each["name"], each.get("range", ""), frozenset([each["url"].rpartition("/")[2]]))
        for row in rows.values()
        for each in row["via"]
        if isinstance(each, dict)
    }
    return Asked("npm audit", tuple(sorted(found, key=lambda each: each.package)), None)


def undecided(found: tuple[Known, ...], decisions: list[dict[str, Any]]) -> list[Known]:
    """Return the findings that no decision names, by package and by one of their ids."""
    decided = {(row["package"], row["id"]) for row in decisions}
    return [
        each for each in found if not any((each.package, name) in decided for name in each.names)
    ]


def overdue(decisions: list[dict[str, Any]], today: date) -> list[str]:
    """Return the ids whose decision was to be looked at again before today."""
    return [row["id"] for row in decisions if row["look_again_on"] < today]


def read_decisions(file: Path = DECISIONS) -> list[dict[str, Any]]:
    """Return the rows of the file of decisions."""
    return list(yaml.safe_load(file.read_text(encoding="utf-8"))["decisions"])


def ask() -> list[Asked]:
    """Ask both services and return what they say."""
    uv = [str(ROOT / ".tools/bin/uv"), "tool", "run", "--quiet", PIP_AUDIT]
    how = ["-r", "requirements.lock", "--require-hashes", "--disable-pip", "-f", "json"]
    said = [read_pip_audit(_output([*uv, *how, "--progress-spinner", "off"], ROOT))]
    for folder in NPM_FOLDERS:
        if (ROOT / folder / "package-lock.json").is_file():
            said.append(read_npm_audit(_output(["npm", "audit", "--json"], ROOT / folder)))
    return said


def _output(command: list[str], folder: Path) -> str:
    try:
        ended = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=180, env=os.environ
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout


def main() -> int:
    """Print what is known of the locked packages; return the exit status."""
    decisions = read_decisions()
    said = ask()
    for each in said:
        words = f"could not be asked: {each.unanswered}" if each.unanswered else "asked"
        print(f"{each.service}: {words}; {len(each.found)} findings")
    fresh = [known for each in said for known in undecided(each.found, decisions)]
    for known in fresh:
        print(f"UNDECIDED {known.package} {known.version}: {', '.join(sorted(known.names))}")
    late = overdue(decisions, date.today())
    for id in late:
        print(f"OVERDUE {id}: look at it again, then change look_again_on")
    print(f"{len(decisions)} findings decided on in {DECISIONS.relative_to(ROOT)}")
    return 1 if fresh or late else 0


if __name__ == "__main__":
    sys.exit(main())
