"""The page that says which texts in use nobody has reviewed."""

from __future__ import annotations

from starlette.responses import Response

from first_step.desk.visit import Visit
from first_step.desk.wording.unreviewed import unreviewed_groups, unreviewed_ids


def show_wording(visit: Visit) -> Response:
    """Return the page; everybody who works here may read it."""
    library = visit.desk.library
    count, every = len(unreviewed_ids(library)), len(library.answers)
    return visit.page(
        "wording/templates/wording.html",
        "Wording without a reviewer",
        section="wording",
        intro=f"{count} of {every} texts are shown to visitors without a reviewer's name.",
        groups=unreviewed_groups(library),
    )
