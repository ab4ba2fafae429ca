"""Reads one YAML file of content/ and says in plain words what is wrong with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import frontmatter.default_handlers
import yaml

from first_step.admissions.errors import ContentError

# The C loader where it is there: the front matter handler has already looked.
_LOADER = frontmatter.default_handlers.SafeLoader


def read_yaml(file: Path) -> Any:
    """Return what the file holds; raises ContentError."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe loader)
    except (OSError, UnicodeError, yaml.YAMLError, ValueError) as error:
        raise ContentError(f"{file.name}: {explain(error)}") from None


def explain(error: Exception) -> str:
    """Return one line about why a file cannot be read; content/ holds nobody's personal words."""
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror})"
    if isinstance(error, UnicodeError):
        return "is not UTF-8"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        return f"line {error.problem_mark.line + 1}: {error.problem}"
    return f"cannot be read ({error})"


def text_or_none(value: object) -> str | None:
    """Return the value as text; None when nothing is written there."""
    return None if value is None or str(value).strip() == "" else str(value)


def date_or_none(value: object) -> date | None:
    """Return the date, None when nothing is written there; raises ValueError."""
    if value in (None, ""):
        return None
    # A date and time is a date too, in Python's eyes; comparing the two would raise later.
    return date.fromisoformat(str(value)[:10])
