"""The map of the staff console: every page, and who may open it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from first_step.admissions.errors import MissingSecret
from first_step.admissions.settings import Settings
from first_step.desk.access import Permission
from first_step.desk.gate import open_page, staff_page
from first_step.desk.live.news import News, Versions
from first_step.desk.live.views import live_stream
from first_step.desk.notices import views as notices
from first_step.desk.pages import STATIC, Pages
from first_step.desk.problems import DeskProblem
from first_step.desk.queue import views as queue
from first_step.desk.reasons import load_reasons
from first_step.desk.referral import views as referral
from first_step.desk.review import views as review
from first_step.desk.sign_in import views as sign_in
from first_step.desk.visit import Desk, Visit
from first_step.desk.wording import views as wording
from first_step.reception.words import CurrentLibrary
from first_step.store.changes import versions
from first_step.store.database import Database

_SEE = Permission.SEE_REFERRALS
_WORK = Permission.WORK_REFERRALS


def create_desk(
    database: Database,
    content: CurrentLibrary,
    settings: Settings,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> list[BaseRoute]:
    """Return the routes of the staff console, to be mounted at /desk.

    Raises MissingSecret without FIRST_STEP_TOKEN_KEY, ContentError without words for reasons.
    """
    if not settings.token_key:
        raise MissingSecret("FIRST_STEP_TOKEN_KEY is not set")
    reasons = load_reasons(settings.content_dir)
    desk = Desk(database, content, settings, reasons, Pages(), clock)
    work = [*_queue(desk), *_referral(desk), *_notices(desk), *_review(desk)]
    return [*_sign_in(desk), *work, *_rest(desk)]


def _sign_in(desk: Desk) -> list[BaseRoute]:
    return [
        Route("/sign-in", open_page(desk, sign_in.show_sign_in), methods=["GET"]),
        Route("/sign-in", open_page(desk, sign_in.sign_in), methods=["POST"]),
        Route("/sign-out", staff_page(desk, sign_in.sign_out), methods=["POST"]),
        Route("/session", staff_page(desk, sign_in.show_session, touch=False), methods=["GET"]),
        Route("/stay", staff_page(desk, sign_in.stay), methods=["POST"]),
    ]


def _queue(desk: Desk) -> list[BaseRoute]:
    acknowledge = staff_page(desk, queue.acknowledge, Permission.ACKNOWLEDGE_ALERTS)
    return [
        Route("/", staff_page(desk, queue.show_queue, _SEE), methods=["GET"]),
        Route("/queue/live", staff_page(desk, queue.show_live, _SEE, touch=False)),
        Route("/search", staff_page(desk, queue.search, _SEE), methods=["GET"]),
        Route("/alerts/{alert_id:int}/acknowledge", acknowledge, methods=["POST"]),
    ]


def _referral(desk: Desk) -> list[BaseRoute]:
    one = "/referrals/{reference}"
    return [
        Route(one, staff_page(desk, referral.show_referral, _SEE), methods=["GET"]),
        Route(one + "/details", staff_page(desk, referral.show_details, _SEE), methods=["POST"]),
        Route(one + "/take", staff_page(desk, referral.take, _WORK), methods=["POST"]),
        Route(one + "/move", staff_page(desk, referral.move, _WORK), methods=["POST"]),
        Route(one + "/notes", staff_page(desk, referral.add_note, _WORK), methods=["POST"]),
    ]


def _notices(desk: Desk) -> list[BaseRoute]:
    manage = Permission.MANAGE_NOTICES
    one = "/notices/{notice_id:int}/try-again"
    return [
        Route("/notices", staff_page(desk, notices.show_notices, manage), methods=["GET"]),
        Route(one, staff_page(desk, notices.try_again, manage), methods=["POST"]),
        Route("/notices/try-again", staff_page(desk, notices.try_all, manage), methods=["POST"]),
    ]


def _review(desk: Desk) -> list[BaseRoute]:
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


def _rest(desk: Desk) -> list[BaseRoute]:
    return [
        Route("/live", live_stream(desk, News(lambda: _versions(desk.database))), methods=["GET"]),
        Mount("/static", _Static(directory=STATIC)),
        Route("/{path:path}", staff_page(desk, _nothing_here), methods=["GET", "POST"]),
    ]


def _versions(database: Database) -> Versions:
    with database.read() as session:
        return versions(session)


def _nothing_here(visit: Visit) -> Response:
    raise DeskProblem("not_found")


class _Static(StaticFiles):
    """Files whose address changes with their content, so that they may be kept for long."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, to be kept by the browser for a year."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
