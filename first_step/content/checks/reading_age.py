"""Plain enough: a reading age of 9 to 11, with room for a hard word explained (facts A11)."""

from __future__ import annotations

from collections.abc import Iterator

from first_step.content.checks.inspection import Inspection
from first_step.content.checks.plain_words import as_sentences, count_words
from first_step.content.checks.problem import Problem

HARDEST_GRADE = 7.5
# Shorter texts give no grade worth the name.
FEWEST_WORDS = 12


def check_reading_age(inspection: Inspection) -> Iterator[Problem]:
    """Yield English sections whose Flesch-Kincaid grade is above `HARDEST_GRADE`."""
    for shown in inspection.sections:
        if not shown.in_english or count_words(shown.words) < FEWEST_WORDS:
            continue
        grade = reading_grade(shown.words)
        if grade > HARDEST_GRADE:
            yield shown.problem("too-hard", f"grade {grade:.1f}, at most {HARDEST_GRADE}")


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade, in US school years."""
    import textstat  # slow to import, and needed by no process that answers visitors

    return float(textstat.flesch_kincaid_grade(as_sentences(text)))
