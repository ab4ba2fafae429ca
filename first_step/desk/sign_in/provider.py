"""Talks to the identity provider: OpenID Connect, code flow with PKCE, through Authlib."""

from __future__ import annotations

import hashlib
import secrets
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.deprecate import AuthlibDeprecationWarning
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from first_step.admissions.errors import SignOnError
from first_step.admissions.settings import Settings

SECONDS = 5.0
_SCOPE = "openid email profile"
# Signatures by the provider's own private key; "none" and shared secrets are never taken.
_ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
_LEEWAY_SECONDS = 60


@dataclass(frozen=True)
class Start:
    """Where the browser is sent, and what has to come back. verifier: PKCE's secret."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. subject: never given to somebody else; opaque.

    email: in small letters, empty unless the provider has verified it.
    """

    subject: str
    email: str
    name: str
    groups: tuple[str, ...]


def begin(settings: Settings, back: str) -> Start:
    """Return where to send a browser that shall come back to `back`; raises SignOnError."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    with _failures(), _client(settings, back) as client:
        found = _discovered(client, settings)
        address, _ = client.create_authorization_url(
            found["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    return Start(address, state, nonce, verifier)


def finish(
    settings: Settings, back: str, code: str, nonce: str, verifier: str, now: datetime
) -> Identity:
    """Return whom the provider signed in; raises SignOnError when that cannot be trusted."""
    with _failures(), _client(settings, back) as client:
        found = _discovered(client, settings)
        token = client.fetch_token(found["token_endpoint"], code=code, code_verifier=verifier)
        keys = KeySet.import_key_set(_fetched(client, found["jwks_uri"]))
        read = jwt.decode(token["id_token"], keys, algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": found["issuer"]},
                "aud": {"essential": True, "value": settings.oidc_client_id},
            },
            {
                "nonce": nonce,
                "client_id": settings.oidc_client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(now.timestamp()), leeway=_LEEWAY_SECONDS)
        return _identity(settings, claims)


def _identity(settings: Settings, claims: Mapping[str, Any]) -> Identity:
    named = f"{claims['iss']}\0{claims['sub']}"
    groups = claims.get(settings.oidc_roles_claim) or ()
    return Identity(
        hashlib.sha256(named.encode()).hexdigest(),
        str(claims.get("email", "")).casefold() if claims.get("email_verified") is True else "",
        str(claims.get("name", "")),
        tuple(map(str, groups if isinstance(groups, list) else [groups])),
    )


def _discovered(client: Any, settings: Settings) -> Mapping[str, Any]:
    """Return what the provider says of itself; raises ValueError when it is another one."""
    found: Mapping[str, Any] = _fetched(
        client, f"{settings.oidc_issuer}/.well-known/openid-configuration"
    )
    if str(found["issuer"]).rstrip("/") != settings.oidc_issuer:
        raise ValueError("another issuer")
    if settings.production and any(
        str(found[each]).startswith("http:") and str(settings.oidc_issuer).startswith("https:")
        for each in ("authorization_endpoint", "token_endpoint", "jwks_uri")
    ):
        raise ValueError("an endpoint without TLS")
    return found


def _fetched(client: Any, address: str) -> Any:
    answer = client.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    return answer.json()


def _client(settings: Settings, back: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AuthlibDeprecationWarning)
        from authlib.integrations.httpx_client import OAuth2Client
    return OAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret or None,
        token_endpoint_auth_method="client_secret_basic" if settings.oidc_client_secret else "none",
        code_challenge_method="S256",
        redirect_uri=back,
        scope=_SCOPE,
        timeout=SECONDS,
    )


@contextmanager
def _failures() -> Iterator[None]:
    """Turn whatever the libraries raise into SignOnError, without the provider's words."""
    try:
        yield
    except httpx.TransportError as error:
        raise SignOnError(f"the identity provider: {type(error).__name__}") from None
    except (httpx.HTTPError, AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
        raise SignOnError(f"the identity provider's answer: {type(error).__name__}") from None
