"""The action server, as `python -m actions` makes it."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from rasa_sdk import endpoint
from sanic import Sanic

from actions.caller import refuse_strangers

TOKEN = "token-of-this-test"
CALL = {"next_action": "action_nobody_wrote", "tracker": {"sender_id": "kev"}, "domain": {}}


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(endpoint, "Sanic", lambda _, **how: Sanic(f"a{uuid.uuid4().hex}", **how))
    # Sanic rewrites its own code for speed at each start; in this mode from the original.
    monkeypatch.setattr(Sanic, "test_mode", True)
    app = endpoint.create_app("actions", cors_origins=[])
    app.config.MOTD = False
    refuse_strangers(app, TOKEN)
    await app._startup()  # what every server of Sanic's calls first
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://actions") as client:
        yield client


@pytest.mark.parametrize("given", [None, "", "Bearer ", "Bearer wrong", TOKEN, "Bearer \xe9"])
async def test_a_stranger_runs_no_action_and_learns_no_names(
    server: httpx.AsyncClient, given: str | None
) -> None:
    headers = {} if given is None else {"Authorization": given.encode("latin-1")}
    for ask in (
        server.post("/webhook", json=CALL, headers=headers),
        server.get("/actions", headers=headers),
    ):
        refused = await ask
        assert (refused.status_code, refused.json()) == (401, {"error": "unknown caller"})


async def test_rasa_is_let_in_by_its_token(server: httpx.AsyncClient) -> None:
    answer = await server.post("/webhook", json=CALL, headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.json()["action_name"]) == (404, "action_nobody_wrote")


async def test_whether_it_lives_anybody_may_ask(server: httpx.AsyncClient) -> None:
    assert (await server.get("/health")).status_code == 200


async def test_no_website_may_read_what_it_answers(server: httpx.AsyncClient) -> None:
    asked = await server.get("/health", headers={"Origin": "https://evil.example.org"})
    assert "access-control-allow-origin" not in asked.headers
