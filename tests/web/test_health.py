from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchmarks.outages import database_away
from first_step.store.migrating import migrate
from first_step.web import lifespan
from tests.reception.fake_rasa import FakeRasa
from tests.reception.house import settings_for
from tests.store.conftest import drop_postgres, make_postgres

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


def test_while_the_database_is_away_it_is_alive_and_not_ready_and_ready_again_afterwards(
    stored: Stored,
) -> None:
    app, database_url = stored
    assert app.get("/readyz").status_code == 200
    with database_away(database_url):
        assert app.get("/healthz").status_code == 200
        ready = app.get("/readyz")
        assert (ready.status_code, ready.json()["database"]) == (503, "away")
        assert "first_step_turns_waiting NaN" in app.get("/metrics").text
    assert app.get("/readyz").status_code == 200


Stored = tuple[TestClient, str]


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: pytest.FixtureRequest, open_app: Open, tmp_path: Path) -> Iterator[Stored]:
    """Return an application and the address of its database."""
    if request.param == "sqlite":
        yield open_app(), f"sqlite:///{tmp_path}/first-step.db"
        return
    server = request.getfixturevalue("postgres")
    url = make_postgres(server, "health_" + uuid.uuid4().hex)
    migrate(settings_for(tmp_path, "http://127.0.0.1:9", FIRST_STEP_DATABASE_URL=url))
    yield open_app(FIRST_STEP_DATABASE_URL=url), url
    drop_postgres(server, url)


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


def test_a_job_that_dies_is_told_of_without_its_words(
    open_app: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def dies() -> None:
        raise RecursionError("wolverhampton")

    monkeypatch.setattr(lifespan, "background_jobs", lambda parts: [dies])
    app = open_app()
    assert app.get("/healthz").status_code == 200
    assert "ended with RecursionError: restart the process" in caplog.text
    assert "wolverhampton" not in caplog.text
