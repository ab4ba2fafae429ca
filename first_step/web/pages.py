"""The demonstration page and the page of numbers, from content/pages/; no JavaScript needed."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from first_step.admissions.settings import Settings
from first_step.reception.channels.website.help import crisis_contacts, provider_contact
from first_step.reception.words import CurrentLibrary


class Pages:
    """Renders the pages from content/pages/; edits show at once."""

    def __init__(self, settings: Settings, library: CurrentLibrary) -> None:
        """Keep the folder and where providers and helplines come from."""
        self._settings = settings
        self._library = library
        self._templates = _templates(settings.content_dir / "pages")

    def routes(self) -> list[Route]:
        """Return `/`, `/help` and, in a demonstration, `/themes`; else `/` shows the numbers."""
        themes = [Route("/themes", self._themes)] if self._settings.demo else []
        return [Route("/", self._home), Route("/help", self._help), *themes]

    def _home(self, request: Request) -> HTMLResponse:
        return self._page("demo.html" if self._settings.demo else "help.html")

    def _help(self, request: Request) -> HTMLResponse:
        return self._page("help.html")

    def _themes(self, request: Request) -> HTMLResponse:
        return self._page("themes.html")

    def _page(self, name: str) -> HTMLResponse:
        library = self._library.current()
        words = self._templates.get_template(name).render(
            provider=provider_contact(library),
            contacts=crisis_contacts(library),
            hours_known=library.provider.hours is not None,
            demo=self._settings.demo,
            unreviewed=any(not reply.reviewed_by for reply in library.answers.values()),
            local=stays_on_this_machine(self._settings),
            rasa_address=urlsplit(self._settings.rasa_url).netloc,
            action_address=urlsplit(self._settings.action_url).netloc,
        )
        return HTMLResponse(words)


def stays_on_this_machine(settings: Settings) -> bool:
    """Return whether every address that a visitor's words travel to is this machine's own."""
    database = settings.database_url
    hosts = [settings.web_host, _host(settings.rasa_url), _host(settings.action_url)]
    hosts += [] if database.startswith("sqlite") else [_host(database)]
    hosts += [_host(settings.redis_url)] if settings.redis_url else []
    return all(_is_this_machine(host) for host in hosts)


def _templates(folder: Path) -> Any:
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined
    )


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
