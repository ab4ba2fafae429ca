from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from first_step.admissions.errors import StoreUnavailable
from first_step.store.database import Database
from tests.reception.fake_rasa import FakeRasa

from .conftest import Open

SECRET = "wolverhampton-aunt-margaret"


def test_it_is_alive_and_ready_with_all_its_parts(app: TestClient) -> None:
    assert app.get("/healthz").status_code == 200
    ready = app.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"database": "ok", "rasa": "ok", "model": "ok", "journal_waiting": 0},
    )


def test_without_rasa_it_is_alive_and_not_ready(app: TestClient, rasa: FakeRasa) -> None:
    rasa.stop()
    assert app.get("/healthz").status_code == 200
    ready = app.get("/readyz")
    assert (ready.status_code, ready.json()["rasa"]) == (503, "away")


def test_without_a_database_it_is_alive_and_not_ready(
    app: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Database) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(Database, "read", away)
    assert app.get("/healthz").status_code == 200
    ready = app.get("/readyz")
    assert (ready.status_code, ready.json()["database"]) == (503, "away")
    assert "first_step_turns_waiting NaN" in app.get("/metrics").text


def test_the_counters_count_without_saying_who_or_what(app: TestClient) -> None:
    opened = app.post("/api/conversations").json()
    path = f"/api/conversations/{opened['conversation']}/messages"
    bearer = {"Authorization": f"Bearer {opened['token']}"}
    app.post(path, json={"id": "m1", "text": f"blue {SECRET}"}, headers=bearer)
    app.post(path, json={"id": "m1", "text": f"blue {SECRET}"}, headers=bearer)
    app.post(path, json={"id": "m2", "text": ""}, headers=bearer)
    app.get(f"/{SECRET}")
    app.request(SECRET.upper(), "/")
    text = app.get("/metrics").text
    assert 'first_step_messages_total{how="typed"} 1.0' in text
    assert 'first_step_messages_total{how="repeated"} 1.0' in text
    assert 'first_step_danger_total{band="act",label="crisis_overdose"} 1.0' in text
    assert 'first_step_refusals_total{reason="bad_message"}' in text
    assert 'route="/api/conversations/{conversation}/messages"' in text
    for private in (opened["conversation"], opened["token"], SECRET, SECRET.upper(), "127.0.0.1"):
        assert private not in text


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [("127.0.0.1", None, 200), ("8.8.8.8", None, 404), ("127.0.0.1", "8.8.8.8", 404)],
)
def test_the_counters_are_not_for_strangers(
    open_app: Open, peer: str, forwarded: str | None, status: int
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert open_app(client=peer).get("/metrics", headers=headers).status_code == status
