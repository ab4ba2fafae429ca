"""A small OpenID provider over real HTTP (discovery, authorize, token with PKCE, keys), and how
browsers sign on through it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey

from .cast import Browser

START = "/desk/sign-in/provider"
ALEX = {"sub": "a-1", "email": "Alex@Example.org", "email_verified": True, "name": "Alex"}
CLIENT, CLIENT_SECRET = "first-step", "a-secret-between-the-two"


@dataclass
class Provider:
    """What it says of whoever signs in. claims: put over the right ones; forged: signs badly."""

    now: Callable[[], int]
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    unsigned: bool = False
    issuer: str = ""
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.other_key = RSAKey.generate_key(2048, {"kid": "one"})

    def authorize(self, query: dict[str, str]) -> str:
        """Return the address of ours that the browser goes back to."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.asked[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return tokens for a code, once, to who has the client's secret and PKCE's verifier."""
        asked = self.asked.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or authorization != f"Basic {basic}":
            return None
        if challenge != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = self.now()
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        header = {"alg": "RS256", "kid": "one"}
        signed = jwt.encode(header, claims, self.other_key if self.forged else self.key)
        if self.unsigned:
            parts = [json.dumps(each).encode() for each in ({"alg": "none"}, claims)]
            encoded = [base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts]
            signed = ".".join(encoded) + "."
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


def serve(provider: Provider) -> Callable[[], None]:
    """Serve it on a free port, note the address as its issuer, and return what stops it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                query = {key: value[-1] for key, value in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            elif parts.path == "/keys":
                self.answer({"keys": [provider.key.as_dict(private=False)]})
            else:
                ends = {"authorization": "authorize", "token": "token"}
                found = {f"{k}_endpoint": f"{provider.issuer}/{v}" for k, v in ends.items()}
                found["jwks_uri"] = provider.issuer + "/keys"
                self.answer({"issuer": provider.issuer, **found})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {key: value[-1] for key, value in parse_qs(body).items()}
            tokens = provider.token(form, self.headers.get("Authorization", ""))
            self.answer(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def answer(self, body: dict[str, Any], status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: Any) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def stop() -> None:
        server.shutdown()
        server.server_close()

    return stop


def leave(browser: Browser) -> str:
    """Go to the provider and return the way back that it gives."""
    sent = browser.client.get(START, follow_redirects=False)
    assert sent.status_code == 303
    answer = httpx.get(sent.headers["location"], trust_env=False)
    back = urlsplit(answer.headers["location"])
    assert back.path == START + "/back"
    return f"{back.path}?{back.query}"


def come_back(browser: Browser, way: str) -> str:
    answer = browser.client.get(way)
    browser.text, browser.status = answer.text, answer.status_code
    return browser.text


def sign_on(browser: Browser) -> str:
    return come_back(browser, leave(browser))
