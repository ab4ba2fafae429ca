"""A web process with the fake reader, for tests that need processes of their own to kill."""

from __future__ import annotations

from starlette.applications import Starlette

from first_step.store.process_environment import process_settings
from first_step.web.app import create_app
from first_step.web.wiring import build_parts

from .fakes import FakeReader


def create() -> Starlette:
    """Return the app; settings come from the environment."""
    return create_app(parts=build_parts(process_settings(), reader=FakeReader()))
