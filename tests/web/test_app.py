from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from first_step.admissions.errors import (
    ConfigurationError,
    ContentError,
    MissingSecret,
    ModelMissing,
    SchemaOutOfDate,
)
from first_step.content.live import LiveLibrary
from first_step.web import headers
from first_step.web.app import STATIC, create_app
from first_step.web.wiring import build_parts
from tests.reception.fake_rasa import FakeRasa
from tests.reception.house import settings_for

from .conftest import Open

OTHER = "https://provider.example"


@pytest.mark.parametrize("path", ["/", "/help", "/api/help", "/healthz", "/nothing", "/desk/"])
def test_every_response_tells_browsers_to_be_careful(app: TestClient, path: str) -> None:
    sent = app.get(path, follow_redirects=False).headers
    assert "default-src 'none'" in sent["Content-Security-Policy"]
    assert "unsafe" not in sent["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Referrer-Policy"] in ("no-referrer", "same-origin")
    assert "Strict-Transport-Security" not in sent


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [("/desk", "/desk/"), ("/widget", None), ("/api/conversations/", None), ("/help/", None)],
)
def test_nobody_is_led_to_the_host_that_a_request_names(
    app: TestClient, path: str, leads_to: str | None
) -> None:
    answer = app.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.headers.get("Location") == leads_to
    assert answer.status_code == (308 if leads_to else 404)


def test_behind_https_browsers_are_told_to_stay_there(open_app: Open) -> None:
    app = open_app(FIRST_STEP_PUBLIC_URL="https://chat.provider.example")
    assert "max-age" in app.get("/").headers["Strict-Transport-Security"]


def test_pages_and_conversations_are_not_kept_by_browsers(app: TestClient) -> None:
    opened = app.post("/api/conversations")
    assert opened.headers["Cache-Control"] == "no-store"
    assert app.get("/").headers["Cache-Control"] == "no-store"


def test_other_websites_are_let_in_only_by_the_setting(open_app: Open) -> None:
    closed = open_app()
    opened = open_app(FIRST_STEP_ALLOWED_ORIGINS=OTHER)
    for app, expected in ((closed, None), (opened, OTHER)):
        answer = app.post("/api/conversations", headers={"Origin": OTHER})
        assert answer.headers.get("Access-Control-Allow-Origin") == expected
    stranger = opened.post("/api/conversations", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers


def test_a_browser_may_ask_first_whether_it_may_send_its_token(open_app: Open) -> None:
    asked = open_app(FIRST_STEP_ALLOWED_ORIGINS=OTHER).options(
        "/api/conversations/x/messages",
        headers={
            "Origin": OTHER,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert asked.status_code == 200
    assert "authorization" in asked.headers["Access-Control-Allow-Headers"].lower()


def test_the_widget_is_served_to_any_page_that_embeds_it(app: TestClient) -> None:
    if not (STATIC / "widget" / "first-step.js").exists():
        pytest.skip("the widget is not built")
    script = app.get("/widget/first-step.js")
    assert script.status_code == 200
    assert "javascript" in script.headers["Content-Type"]
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_desk_stands_at_its_place(app: TestClient) -> None:
    desk = app.get("/desk/", follow_redirects=False)
    assert desk.status_code in (200, 302, 303)


def test_an_unknown_page_is_answered_in_plain_words(app: TestClient) -> None:
    missing = app.get("/wp-login.php")
    assert missing.status_code == 404
    assert missing.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize("path", ["/widget/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/x"])
def test_no_path_leads_out_of_the_folders_that_are_served(app: TestClient, path: str) -> None:
    assert app.get(path).status_code == 404


def test_the_crisis_contacts_come_from_content(app: TestClient) -> None:
    help_now = app.get("/api/help").json()
    contacts = {line["id"]: line for line in help_now["contacts"]}
    assert help_now["contacts"][0]["id"] == "emergency"
    assert contacts["samaritans"]["number"] == "116123"
    assert contacts["shout"]["sms"]
    assert help_now["provider"]["phone_e164"] == "+442035533757"


def test_the_source_of_an_answer_says_that_nobody_has_reviewed_it(app: TestClient) -> None:
    source = app.get("/api/answers/treatment/rehab/source").json()
    assert source["id"] == "treatment/rehab"
    assert source["title"]
    assert source["public_sources"]
    assert source["reviewed_by"] is None
    assert source["review_by"] == "2027-02-23"
    assert all(name in source["text"] for name in source["public_sources"])
    assert "not yet reviewed" in source["text"]


@pytest.mark.parametrize("answer", ["nothing", "cause/nothing", "../provider", "a%2Fb", "%00"])
def test_the_source_of_an_unknown_answer_is_not_found(app: TestClient, answer: str) -> None:
    missing = app.get(f"/api/answers/{answer}/source")
    assert missing.status_code == 404


def test_without_a_model_the_process_does_not_start(
    migrated: Path, tmp_path: Path, library: LiveLibrary
) -> None:
    (tmp_path / "first-step.db").write_bytes(migrated.read_bytes())
    none = {"FIRST_STEP_MODEL": str(tmp_path / "none.tar.gz")}
    parts = build_parts(settings_for(tmp_path, "http://127.0.0.1:9", **none), library=library)
    with pytest.raises(ModelMissing), TestClient(create_app(parts=parts)):
        pass


def test_without_content_the_process_does_not_start(tmp_path: Path) -> None:
    nowhere = {"FIRST_STEP_CONTENT_DIR": str(tmp_path / "none")}
    with pytest.raises(ContentError):
        build_parts(settings_for(tmp_path, "http://127.0.0.1:9", **nowhere))


def test_with_a_database_of_another_revision_the_process_does_not_start(
    tmp_path: Path, library: LiveLibrary
) -> None:
    production = {"FIRST_STEP_ENV": "production"}
    settings = settings_for(tmp_path, "http://127.0.0.1:9", **production)
    with pytest.raises(SchemaOutOfDate):
        build_parts(settings, library=library)


def test_without_secrets_the_process_does_not_start(
    tmp_path: Path, library: LiveLibrary, rasa: FakeRasa
) -> None:
    settings = replace(settings_for(tmp_path, rasa.url), token_key=b"")
    with pytest.raises(MissingSecret):
        build_parts(settings, library=library)


def test_production_does_not_start_with_words_nobody_has_reviewed(
    tmp_path: Path, library: LiveLibrary, rasa: FakeRasa, migrated: Path
) -> None:
    (tmp_path / "first-step.db").write_bytes(migrated.read_bytes())
    parts = build_parts(settings_for(tmp_path, rasa.url), library=library)
    real = replace(parts, settings=replace(parts.settings, env="production"))
    with pytest.raises(ConfigurationError, match="reviewer"):
        create_app(parts=real)


def test_a_page_may_state_its_own_policy(app: TestClient) -> None:
    assert app.get("/").headers["Content-Security-Policy"] == headers.CONTENT_SECURITY_POLICY
