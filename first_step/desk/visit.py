"""One request to the desk: who sent it, what it carries, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.settings import Settings
from first_step.content.library import Library
from first_step.desk.access import Permission, Role, may, needs_second_factor
from first_step.desk.csrf import CSRF_FIELD, csrf_token
from first_step.desk.pages import Pages, html
from first_step.desk.passwords import Passwords
from first_step.desk.problems import PROBLEMS, DeskProblem
from first_step.desk.reasons import Reasons
from first_step.desk.sections import sections_for
from first_step.desk.sessions import SignedIn
from first_step.desk.wording.unreviewed import unreviewed_words
from first_step.reception.presence import Presence
from first_step.reception.words import CurrentLibrary, Words
from first_step.store.database import Database
from first_step.store.staff import StaffMember

_CSRF_INPUT = Markup('<input type="hidden" name="{}" value="{}">')


@dataclass(frozen=True)
class Desk:
    """What the pages work with. clock: gives the present moment, aware."""

    database: Database
    content: CurrentLibrary
    settings: Settings
    reasons: Reasons
    pages: Pages
    words: Words
    presence: Presence
    passwords: Passwords
    clock: Callable[[], datetime]

    @property
    def library(self) -> Library:
        """The content as it stands now."""
        return self.content.current()

    @property
    def hours(self) -> OpeningHours:
        """When the team works, or that nobody has said so."""
        return self.library.opening_hours()


@dataclass(frozen=True)
class Visit:
    """One request. cookie: what its CSRF token is bound to. form: fields of a POST, else empty."""

    desk: Desk
    request: Request
    now: datetime
    cookie: str
    signed_in: SignedIn | None = None
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def staff(self) -> StaffMember:
        """Who is signed in; the gate lets nobody else reach a page that asks."""
        if self.signed_in is None:
            raise DeskProblem("no_permission")
        return self.signed_in.staff

    @property
    def root(self) -> str:
        """The path the desk is mounted at, such as "/desk"."""
        return str(self.request.scope.get("root_path", ""))

    @property
    def csrf(self) -> str:
        """The token that a POST from this browser has to carry."""
        return csrf_token(self.desk.settings.token_key, self.cookie)

    @property
    def errand(self) -> str:
        """The page somebody has to deal with before any other, empty when there is none."""
        if self.staff.must_change_password:
            return "/account/password"
        required = self.desk.settings.second_factor and needs_second_factor(self.staff.roles)
        return "/account/second-factor" if required and not self.staff.second_factor else ""

    def field(self, name: str) -> str:
        """Return a field of the form without spaces around it, empty when it was not sent."""
        return self.form.get(name, "").strip()

    def query(self, name: str) -> str:
        """Return a parameter of the address, empty when it is not there."""
        return str(self.request.query_params.get(name, "")).strip()

    def may(self, permission: Permission) -> bool:
        """Return whether whoever is signed in may do it."""
        return self.signed_in is not None and may(self.signed_in.staff.roles, permission)

    def page(self, template: str, title: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page with the frame of the desk around it."""
        return html(self.render(template, title, **values), status)

    def render(self, template: str, title: str, **values: Any) -> str:
        """Return a template as text, given what every template may use."""
        return self.desk.pages.render(template, {**self._frame(), "title": title, **values})

    def problem(self, kind: str) -> Response:
        """Return one of the pages in `PROBLEMS`."""
        words = PROBLEMS[kind]
        return self.page(
            "templates/problem.html", words.title, status=words.status, text=words.text
        )

    def redirect(self, path: str) -> Response:
        """Return a redirect to a path of the desk, such as "/sign-in", to be opened with GET."""
        return RedirectResponse(self.root + path, 303)

    def _frame(self) -> dict[str, Any]:
        # Under a lock the frame tells nothing either, not even who is signed in.
        staff = self.staff if self.signed_in and not self.signed_in.locked else None
        return {
            "root": self.root,
            "static_version": self.desk.pages.static_version,
            "staff": staff,
            "role_words": role_words(staff.roles) if staff else "",
            "sections": sections_for(staff.roles) if staff and not self.errand else (),
            "section": "",
            "provider": self.desk.settings.oidc_issuer is not None,
            "here": self._here(),
            "answers_visitors": self.may(Permission.ANSWER_VISITORS),
            "may_call": self.may(Permission.WORK_REFERRALS),
            "demo": self.desk.settings.demo,
            "unreviewed": unreviewed_words(self.desk.library) if staff else None,
            "csrf": self.csrf,
            "csrf_field": _CSRF_INPUT.format(CSRF_FIELD, self.csrf),
        }

    def _here(self) -> str:
        """Return the path of the open page, the queue's for one that only a form leads to."""
        url = self.request.url
        path = url.path.removeprefix(self.root) if self.request.method == "GET" else "/"
        return f"{path}?{url.query}" if self.request.method == "GET" and url.query else path


def role_words(roles: tuple[str, ...]) -> str:
    """Return roles as staff say them, such as "duty manager"."""
    return ", ".join(role.words for role in Role if role.value in roles) or "no role"
