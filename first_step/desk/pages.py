"""Renders the desk's templates and sends them with headers that keep them to this browser."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from starlette.responses import HTMLResponse, Response

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"

# No inline script or style anywhere, so none is allowed.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class Pages:
    """The templates, compiled once a process; everything that is put into them is escaped."""

    def __init__(self) -> None:
        self._templates = _environment()
        self.static_version = _version_of(STATIC)

    def render(self, template: str, values: Mapping[str, Any]) -> str:
        """Return a page, for example of "queue/templates/queue.html"."""
        return self._templates.get_template(template).render(values)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def html(text: str, status: int = 200) -> Response:
    """Return a page as a response."""
    return HTMLResponse(text, status)


def secured(response: Response) -> Response:
    """Return the response with the headers every page of the desk carries."""
    response.headers.update(SECURITY_HEADERS)
    return response


def _version_of(folder: Path) -> str:
    """Return a short mark that changes with the files, so that browsers fetch them anew."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
