from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from first_step.web.pages import stays_on_this_machine
from tests.reception.house import settings_for

from .conftest import Open


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_demonstration_says_what_was_started_and_that_nobody_will_ring(
    app: TestClient,
) -> None:
    page = app.get("/")
    assert page.status_code == 200
    words = words_of(page.text)
    assert "This is a demonstration" in words
    assert "Nothing you type here leaves this machine." in words
    assert "Nobody will ring you." in words
    for started in ("web process", "Rasa", "action server"):
        assert started in words
    assert '<a href="/desk/">staff console</a>' in page.text


def test_the_page_puts_the_chat_on_itself_with_one_script(app: TestClient) -> None:
    (tag,) = re.findall(r"<script[^>]*>", app.get("/").text)
    assert 'src="/widget/first-step.js"' in tag
    assert "defer" in tag
    assert "data-demo" in tag
    assert 'data-phone="020 3553 3757"' in tag


@pytest.mark.parametrize("path", ["/", "/help"])
def test_without_javascript_the_numbers_are_there_to_ring(app: TestClient, path: str) -> None:
    page = app.get(path).text
    for number in ("999", "116123", "111", "+442035533757"):
        assert f'href="tel:{number}"' in page
    assert "unsafe" not in page
    assert "style=" not in page
    assert "<noscript>" in page or path == "/help"


@pytest.mark.parametrize("path", ["/", "/help"])
def test_no_title_tells_whoever_looks_over_a_shoulder(app: TestClient, path: str) -> None:
    title = re.search("<title>(.*)</title>", app.get(path).text)
    assert title is not None
    for telling in ("heroin", "rehab", "drug", "addict"):
        assert telling not in title[1].lower()


def test_the_page_asks_no_other_site_for_anything(app: TestClient) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', app.get("/").text)
    assert [each for each in addresses if each.startswith(("http", "//"))] == []


def test_where_real_visitors_come_there_is_no_demonstration(open_app: Open) -> None:
    page = open_app(FIRST_STEP_DEMO="false").get("/").text
    assert "demonstration" not in page
    assert 'href="tel:999"' in page


@pytest.mark.parametrize(
    ("setting", "address"),
    [
        ("FIRST_STEP_RASA_URL", "http://rasa.internal:5005"),
        ("FIRST_STEP_ACTION_URL", "http://10.0.0.2:5055"),
        ("FIRST_STEP_DATABASE_URL", "postgresql://first@db.internal/step"),
        ("FIRST_STEP_REDIS_URL", "redis://redis.internal"),
        ("FIRST_STEP_WEB_HOST", "0.0.0.0"),
    ],
)
def test_it_claims_that_nothing_leaves_only_where_that_is_true(
    tmp_path: object, setting: str, address: str
) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    assert stays_on_this_machine(settings_for(folder, "http://127.0.0.1:5005"))
    local = {"FIRST_STEP_DATABASE_URL": "postgresql://first@localhost/step"}
    assert stays_on_this_machine(settings_for(folder, "http://127.0.0.1:5005", **local))
    elsewhere = settings_for(folder, "http://127.0.0.1:5005", **{setting: address})
    assert not stays_on_this_machine(elsewhere)


def test_a_demonstration_has_a_page_of_themes_and_real_visitors_do_not(
    app: TestClient, open_app: Open
) -> None:
    page = app.get("/themes").text
    assert 'src="/widget/first-step.js"' in page
    assert "style=" not in page
    assert 'href="/themes"' in app.get("/").text
    assert open_app(FIRST_STEP_DEMO="false").get("/themes").status_code == 404


def test_pages_of_other_origins_may_load_the_chat_behind_the_loader(app: TestClient) -> None:
    answer = app.get("/widget/chat.js", headers={"Origin": "https://www.example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in app.get("/").headers
