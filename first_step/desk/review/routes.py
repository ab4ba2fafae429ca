"""The addresses of review and content."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from first_step.desk.access import Permission
from first_step.desk.gate import staff_page
from first_step.desk.review import views as review
from first_step.desk.visit import Desk
from first_step.desk.wording import views as wording


def review_routes(desk: Desk) -> list[BaseRoute]:
    """Return the routes of both pages; everybody may read the content."""
    needs, one = Permission.REVIEW, "/review/{item_id:int}"
    looked_through = staff_page(desk, wording.mark_reviewed, needs)
    return [
        Route("/review", staff_page(desk, review.show_review, needs), methods=["GET"]),
        Route(one + "/approve", staff_page(desk, review.approve, needs), methods=["POST"]),
        Route(one + "/dismiss", staff_page(desk, review.dismiss, needs), methods=["POST"]),
        Route(
            "/review/roll-back", staff_page(desk, review.roll_model_back, needs), methods=["POST"]
        ),
        Route("/wording", staff_page(desk, wording.show_wording), methods=["GET"]),
        Route("/wording/reviewed", looked_through, methods=["POST"]),
    ]
