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
from first_step.desk.account import second_factor
from first_step.desk.account import views as account
from first_step.desk.audit_log import views as audit_log
from first_step.desk.conversations.routes import conversation_routes
from first_step.desk.gate import open_page, staff_page
from first_step.desk.insight import views as insight
from first_step.desk.live.news import News, Versions
from first_step.desk.live.views import live_stream
from first_step.desk.notices import views as notices
from first_step.desk.pages import STATIC, Pages
from first_step.desk.passwords import Passwords
from first_step.desk.people import changes as people_changes
from first_step.desk.people import views as people
from first_step.desk.problems import DeskProblem
from first_step.desk.queue.routes import queue_routes
from first_step.desk.reasons import load_reasons
from first_step.desk.referral.routes import referral_routes
from first_step.desk.review.routes import review_routes
from first_step.desk.sign_in import lock, sign_on
from first_step.desk.sign_in import views as sign_in
from first_step.desk.visit import Desk, Visit
from first_step.reception.presence import Presence
from first_step.reception.words import CurrentLibrary, Words
from first_step.store.changes import versions
from first_step.store.database import Database


def create_desk(
    database: Database,
    content: CurrentLibrary,
    settings: Settings,
    *,
    presence: Presence | None = None,
    passwords: Passwords | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
) -> list[BaseRoute]:
    """Return the routes of the staff console, to be mounted at /desk.

    presence: the front door's, so that visitors at this process hear of staff at once.
    passwords: how they are hashed; without it as hard as real ones need.

    Raises MissingSecret without FIRST_STEP_TOKEN_KEY, ContentError without words for reasons.
    """
    if not settings.token_key:
        raise MissingSecret("FIRST_STEP_TOKEN_KEY is not set")
    reasons = load_reasons(settings.content_dir)
    desk = Desk(
        database,
        content,
        settings,
        reasons,
        Pages(),
        Words(content),
        presence or Presence(),
        passwords or Passwords(),
        clock,
    )
    return [
        *_sign_in(desk),
        *_account(desk),
        *_people(desk),
        *_audit_log(desk),
        *queue_routes(desk),
        *referral_routes(desk),
        *conversation_routes(desk),
        *_notices(desk),
        *_insight(desk),
        *review_routes(desk),
        *_rest(desk),
    ]


def _sign_in(desk: Desk) -> list[BaseRoute]:
    return [
        Route("/sign-in", open_page(desk, sign_in.show_sign_in), methods=["GET"]),
        Route("/sign-in", open_page(desk, sign_in.sign_in), methods=["POST"]),
        Route("/sign-in/code", open_page(desk, sign_in.give_code), methods=["POST"]),
        Route("/sign-in/provider", open_page(desk, sign_on.leave), methods=["GET"]),
        Route("/sign-in/provider/back", open_page(desk, sign_on.come_back), methods=["GET"]),
        Route("/sign-out", staff_page(desk, sign_in.sign_out, open_to="locked"), methods=["POST"]),
        Route(
            "/session",
            staff_page(desk, sign_in.show_session, touch=False, open_to="locked"),
            methods=["GET"],
        ),
        Route("/stay", staff_page(desk, sign_in.stay, open_to="with_errand"), methods=["POST"]),
        Route("/lock", staff_page(desk, lock.lock, open_to="with_errand"), methods=["POST"]),
        Route("/unlock", staff_page(desk, lock.show_unlock, open_to="locked"), methods=["GET"]),
        Route("/unlock", staff_page(desk, lock.unlock, open_to="locked"), methods=["POST"]),
    ]


def _account(desk: Desk) -> list[BaseRoute]:
    errands = {
        "/account/password": (account.show_password, account.change_password),
        "/account/second-factor": (second_factor.show_second_factor, second_factor.set_up),
    }
    shown = [
        Route(path, staff_page(desk, show, open_to="with_errand"), methods=["GET"])
        for path, (show, _) in errands.items()
    ]
    done = [
        Route(path, staff_page(desk, do, open_to="with_errand"), methods=["POST"])
        for path, (_, do) in errands.items()
    ]
    ends = {"end": account.end_session, "end-others": account.end_others}
    return [
        *shown,
        *done,
        Route("/account", staff_page(desk, account.show_account), methods=["GET"]),
        Route(
            "/account/second-factor/off", staff_page(desk, second_factor.turn_off), methods=["POST"]
        ),
        *(
            Route(f"/account/sessions/{path}", staff_page(desk, view), methods=["POST"])
            for path, view in ends.items()
        ),
    ]


def _people(desk: Desk) -> list[BaseRoute]:
    manage = Permission.MANAGE_PEOPLE
    changes = {
        "roles": people_changes.change_roles,
        "deactivate": people_changes.deactivate,
        "reactivate": people_changes.reactivate,
        "give-back": people_changes.give_back,
        "password": people_changes.reset_password,
        "second-factor": people_changes.reset_second_factor,
        "sessions": people_changes.end_sessions,
    }
    one = "/people/{staff_id}"
    return [
        Route("/people", staff_page(desk, people.show_people, manage), methods=["GET"]),
        Route("/people", staff_page(desk, people.add_person, manage), methods=["POST"]),
        Route(one, staff_page(desk, people.show_person, manage), methods=["GET"]),
        *(
            Route(f"{one}/{path}", staff_page(desk, change, manage), methods=["POST"])
            for path, change in changes.items()
        ),
    ]


def _audit_log(desk: Desk) -> list[BaseRoute]:
    read = Permission.READ_AUDIT_LOG
    return [
        Route("/audit-log", staff_page(desk, audit_log.show_audit_log, read), methods=["GET"]),
        Route("/audit-log.csv", staff_page(desk, audit_log.export, read), methods=["GET"]),
    ]


def _notices(desk: Desk) -> list[BaseRoute]:
    manage = Permission.MANAGE_NOTICES
    one = "/notices/{notice_id:int}/try-again"
    message = "/notices/messages/{conversation}/{seq:int}/try-again"
    return [
        Route("/notices", staff_page(desk, notices.show_notices, manage), methods=["GET"]),
        Route(one, staff_page(desk, notices.try_again, manage), methods=["POST"]),
        Route(message, staff_page(desk, notices.send_again, manage), methods=["POST"]),
        Route("/notices/try-again", staff_page(desk, notices.try_all, manage), methods=["POST"]),
    ]


def _insight(desk: Desk) -> list[BaseRoute]:
    see = Permission.SEE_TOPICS
    return [
        Route("/insight", staff_page(desk, insight.show_insight, see), methods=["GET"]),
        Route("/insight.csv", staff_page(desk, insight.export_insight, see), methods=["GET"]),
    ]


def _rest(desk: Desk) -> list[BaseRoute]:
    return [
        Route("/live", live_stream(desk, News(lambda: _versions(desk))), methods=["GET"]),
        Mount("/static", _Static(directory=STATIC)),
        Route("/{path:path}", staff_page(desk, _nothing_here), methods=["GET", "POST"]),
    ]


def _versions(desk: Desk) -> Versions:
    with desk.database.read() as session:
        return {**versions(session), "typing": desk.presence.version}


def _nothing_here(visit: Visit) -> Response:
    raise DeskProblem("not_found")


class _Static(StaticFiles):
    """Files whose address changes with their content, so that they may be kept for long."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, to be kept by the browser for a year."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
