"""`first-step content check`: one module per family of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from first_step.content.checks.amounts import check_amounts
from first_step.content.checks.buttons import check_buttons
from first_step.content.checks.danger import check_danger
from first_step.content.checks.dates import check_dates
from first_step.content.checks.forbidden import check_forbidden
from first_step.content.checks.front_matter import check_front_matter
from first_step.content.checks.inspection import Inspection, inspect
from first_step.content.checks.length import check_length
from first_step.content.checks.numbers import check_numbers
from first_step.content.checks.presence import check_presence
from first_step.content.checks.problem import Problem
from first_step.content.checks.reading_age import check_reading_age
from first_step.content.checks.references import check_references
from first_step.content.library import Library

__all__ = ["Problem", "check_library"]

RULES: tuple[Callable[[Inspection], Iterable[Problem]], ...] = (
    check_presence,
    check_front_matter,
    check_references,
    check_buttons,
    check_danger,
    check_forbidden,
    check_amounts,
    check_numbers,
    check_length,
    check_reading_age,
    check_dates,
)


def check_library(library: Library, today: date | None = None) -> list[Problem]:
    """Return every problem, errors first; errors stop a start, warnings do not."""
    inspection = inspect(library, today or date.today())
    found = [*inspection.broken, *(problem for rule in RULES for problem in rule(inspection))]
    return sorted(dict.fromkeys(found), key=lambda found: (found.severity, found.file, found.rule))
