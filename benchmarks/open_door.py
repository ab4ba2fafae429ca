"""The web process without the limits that slow down one visitor: for load, never for service."""

from __future__ import annotations

from starlette.applications import Starlette

from first_step.reception.limits import Limits, Rate, RateLimit
from first_step.store.process_environment import process_settings
from first_step.web.app import create_app as web_app
from first_step.web.logs import log_as_json
from first_step.web.wiring import build_parts

_PLENTY = Rate(burst=10_000_000, per_second=10_000)


def create_app() -> Starlette:
    """Return the web application as it serves, but for how much one visitor may write."""
    log_as_json()
    limits = Limits(RateLimit(_PLENTY), RateLimit(_PLENTY), RateLimit(_PLENTY))
    return web_app(parts=build_parts(process_settings(), limits=limits))
