"""What was true once may not be now: reviews that are due, helplines nobody has checked."""

from __future__ import annotations

from collections.abc import Iterator

from first_step.content import helplines, provider
from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem
from first_step.content.review import HELPLINE_AGE, stale_helplines


def check_dates(inspection: Inspection) -> Iterator[Problem]:
    """Yield warnings: due reviews, helplines and provider not checked for three months."""
    library, today = inspection.library, inspection.today
    for reply in library.answers.values():
        if reply.review_by and reply.review_by < today:
            yield Problem(reply.file, "review-due", f"was due on {reply.review_by}", "warning")
        if reply.reviewed_on and reply.reviewed_on > today:
            yield Problem(reply.file, "review", "reviewed_on lies in the future")
    for name in stale_helplines(library, today):
        yield Problem(
            helplines.FILE, "helpline-due", f"{name}: not checked for three months", "warning"
        )
    checked = library.provider.last_checked
    if checked is None or today - checked > HELPLINE_AGE:
        yield Problem(provider.FILE, "provider-due", "not checked for three months", "warning")
