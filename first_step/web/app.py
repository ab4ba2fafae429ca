"""The map of the web process.

Start it with `uvicorn first_step.web.app:create_app --factory`; it takes its settings from the
environment (`process_settings`).
"""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from first_step.admissions.settings import Settings
from first_step.content.review import refuse_unreviewed
from first_step.reception.api import Api
from first_step.reception.channels.website import help as website_help
from first_step.reception.incoming import MAX_BODY
from first_step.store.process_environment import process_settings
from first_step.web.body_limit import BodyLimit
from first_step.web.headers import SecurityHeaders
from first_step.web.last_resort import LastResort
from first_step.web.lifespan import lifespan_of
from first_step.web.logs import log_as_json
from first_step.web.measure import Measure
from first_step.web.quiet_logs import quiet_logs
from first_step.web.wiring import Parts, build_parts, desk_routes

STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings | None = None, *, parts: Parts | None = None) -> Starlette:
    """Return the web application.

    Without arguments it reads the settings of the process. Raises ConfigurationError,
    ContentError or StoreError rather than start half-way.
    """
    quiet_logs()
    if parts is None:
        log_as_json()
        parts = build_parts(settings or process_settings())
    settings = parts.settings
    if settings.production:
        refuse_unreviewed(parts.library.current())
    api = Api(parts.front_door, parts.refusals, settings.trusted_proxies, parts.library)
    app = Starlette(
        routes=[
            *api.routes(),
            *parts.channels.routes,
            *website_help.routes(parts.library),
            *parts.pages.routes(),
            *parts.health.routes(),
            *desk_routes(parts),
            Mount("/widget", StaticFiles(directory=STATIC / "widget", check_dir=False)),
            Mount("/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[
            Middleware(Measure, metrics=parts.metrics),
            Middleware(SecurityHeaders, https=settings.public_url.startswith("https:")),
            Middleware(LastResort, answer=parts.refusals.broken),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.allowed_origins,
                allow_methods=["GET", "POST"],
                allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
                expose_headers=["Retry-After"],
                max_age=600,
            ),
            Middleware(BodyLimit, most=MAX_BODY),
        ],
        exception_handlers=parts.refusals.handlers(),
        lifespan=lifespan_of(parts),
    )
    # It would send people to whatever host a request names, and from https to http.
    app.router.redirect_slashes = False
    return app
