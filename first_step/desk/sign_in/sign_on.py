"""Signing in with the organisation's identity provider: there, and back."""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta, timezone
from hmac import compare_digest
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import RedirectResponse, Response

from first_step.admissions.errors import SignOnError, StoreError
from first_step.desk.events import NOBODY, Event
from first_step.desk.problems import DeskProblem
from first_step.desk.sign_in.provider import Identity, begin, finish
from first_step.desk.sign_in.views import ask_for_code, show_form
from first_step.desk.sign_in.welcome import lead_in, safe_next, start_session
from first_step.desk.visit import Visit
from first_step.store import audit, staff
from first_step.store.database import Session
from first_step.store.staff import StaffMember

COOKIE = "first_step_sign_on"
LASTS = timedelta(minutes=10)
_UNKNOWN = (
    "Your organisation signed you in, but this desk has nobody with that account."
    " Ask an administrator to add you."
)
_FAILED = "Signing in with your organisation did not work. Try again, or use your password."

_log = logging.getLogger(__name__)


def leave(visit: Visit) -> Response:
    """Send the browser to the provider, with a cookie that says what has to come back."""
    settings = visit.desk.settings
    if settings.oidc_issuer is None:
        raise DeskProblem("not_found")
    try:
        start = begin(settings, _back(visit))
    except SignOnError as error:
        return _failed(visit, str(error))
    until = int((visit.now + LASTS).timestamp())
    kept = [start.state, start.nonce, start.verifier, safe_next(visit.query("next")), until]
    response = RedirectResponse(start.address, 303)
    response.set_cookie(
        COOKIE,
        str(_signer(visit).dumps(kept)),
        path=_cookie_path(visit),
        secure=settings.production or settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return response


def come_back(visit: Visit) -> Response:
    """Let in whom the provider vouches for, if they belong here; what came is good once."""
    if visit.desk.settings.oidc_issuer is None:
        raise DeskProblem("not_found")
    response = _come_back(visit)
    response.delete_cookie(COOKIE, path=_cookie_path(visit))
    return response


def _come_back(visit: Visit) -> Response:
    try:
        state, nonce, verifier, wanted, until = _signer(visit).loads(
            visit.request.cookies.get(COOKIE, "")
        )
    except (BadSignature, ValueError, TypeError):
        return _failed(visit, "no cookie of ours")
    late = visit.now >= datetime.fromtimestamp(until, timezone.utc)
    if late or not compare_digest(state.encode(), visit.query("state").encode()):
        return _failed(visit, "late, or another state")
    if not visit.query("code"):
        return _failed(visit, "the provider gave no code")
    try:
        identity = finish(
            visit.desk.settings, _back(visit), visit.query("code"), nonce, verifier, visit.now
        )
    except SignOnError as error:
        return _failed(visit, str(error))
    return _let_in(visit, identity, wanted)


def _let_in(visit: Visit, identity: Identity, wanted: str) -> Response:
    hash_of_nothing = visit.desk.passwords.hash(secrets.token_urlsafe(32))
    with visit.desk.database.write() as session:
        if visit.desk.settings.oidc_roles:
            staff.lock_everybody(session)
        member = _member_for(session, visit, identity, hash_of_nothing)
        if member is None or not member.active:
            about = member.id if member else NOBODY
            audit.write(session, NOBODY, str(Event.SIGN_IN_FAILED), about, visit.now)
            return show_form(visit, 403, problem=_UNKNOWN)
        member = _with_roles(session, visit, member, identity)
        if not member.second_factor:
            token = start_session(session, visit, member, "provider")
            return lead_in(visit, member, token, wanted)
    return ask_for_code(visit, member, wanted)


def _member_for(
    session: Session, visit: Visit, identity: Identity, password_hash: str
) -> StaffMember | None:
    """Return who it is: by subject, else by verified e-mail once, else somebody new if allowed."""
    domains = visit.desk.settings.oidc_domains
    if domains and identity.email.rpartition("@")[2] not in domains:
        return None
    if visit.desk.settings.oidc_roles and not _granted(visit, identity):
        return None
    member = staff.by_oidc_subject(session, identity.subject)
    if member is not None or not identity.email:
        return member
    member = staff.by_login(session, identity.email)
    if member is None and visit.desk.settings.oidc_create:
        member = _add(session, visit, identity, password_hash)
    if member is None or not member.active:
        return member
    if not staff.link(session, member.id, identity.subject):
        return None
    audit.write(session, member.id, str(Event.PERSON_LINKED), member.id, visit.now)
    return member


def _add(
    session: Session, visit: Visit, identity: Identity, password_hash: str
) -> StaffMember | None:
    roles = _granted(visit, identity)
    name = (identity.name or identity.email)[: staff.LONGEST_NAME]
    try:
        member = staff.add(session, name, identity.email, password_hash, roles)
    except StoreError:
        return None
    details = {"roles": roles, "by": "provider"}
    audit.write(session, NOBODY, str(Event.PERSON_ADDED), member.id, visit.now, details)
    return member


def _with_roles(
    session: Session, visit: Visit, member: StaffMember, identity: Identity
) -> StaffMember:
    """Return the member with the roles of their groups, where groups give roles here.

    The last administrator stays one, so that a change at the provider locks nobody out.
    """
    roles = _granted(visit, identity)
    if not visit.desk.settings.oidc_roles or roles == sorted(member.roles):
        return member
    if staff.ADMINISTRATOR not in roles and staff.is_last_administrator(session, member.id):
        roles = sorted({*roles, staff.ADMINISTRATOR})
    staff.change(session, member.id, roles=roles)
    details = {"roles": roles, "by": "provider"}
    audit.write(session, NOBODY, str(Event.ROLES_CHANGED), member.id, visit.now, details)
    changed = staff.get(session, member.id)
    assert changed is not None
    return changed


def _granted(visit: Visit, identity: Identity) -> list[str]:
    grants = visit.desk.settings.oidc_roles
    return sorted({each.role for each in grants if each.group in identity.groups})


def _failed(visit: Visit, why: str) -> Response:
    _log.warning("desk: sign-on failed: %s", why)
    return show_form(visit, 502, problem=_FAILED)


def _back(visit: Visit) -> str:
    return f"{visit.desk.settings.public_url}{visit.root}/sign-in/provider/back"


def _cookie_path(visit: Visit) -> str:
    return f"{visit.root}/sign-in/provider"


def _signer(visit: Visit) -> Any:
    return URLSafeSerializer(visit.desk.settings.token_key, salt="desk-sign-on")
