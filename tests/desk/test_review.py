from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from first_step.admissions.settings import Settings
from first_step.content.learned import read_learned
from first_step.store import audit, conversations, review_items
from first_step.store.database import Database
from first_step.understanding.model_files import file_hash

from .cast import NOW, Browser

WORDS = "my son [name] took my bank card"


def put(database: Database, label: str = "greet") -> int:
    with database.write() as session:
        if conversations.get(session, "kev") is None:
            conversations.create(session, "kev", "website", NOW)
        conversations.set_review_consent(session, "kev", True, NOW)
        seq = review_items.undecided_count(session) + 1
        review_items.put(session, "kev", seq, "clarified", label, 0.314, WORDS, NOW)
        return review_items.undecided(session, 100)[-1].id


def events(database: Database) -> list[str]:
    with database.read() as session:
        return [each.event for each in audit.latest(session, 20)]


@pytest.fixture
def models(tmp_path: Path, settings: Settings) -> Settings:
    """Return settings with a model in service and one before it."""
    folder = tmp_path / "models"
    folder.mkdir()
    for name, share in (("current", 0.9), ("previous", 0.8)):
        file = folder / f"{name}.tar.gz"
        file.write_text(name)
        measures = {"label accuracy": {"share": share, "in_service_share": 0.7}}
        note = {"sha256": file_hash(file), "trained_at": NOW.isoformat(), "learned": 3}
        text = json.dumps({**note, "gate": {"measures": measures}})
        (folder / f"{name}.json").write_text(text)
    return replace(settings, model=folder / "current.tar.gz")


def test_an_item_shows_when_the_guess_and_the_masked_words(
    charlie: Browser, database: Database
) -> None:
    item = put(database)
    page = charlie.open("/review")
    assert WORDS in page
    assert "greet, 31% sure" in page
    assert "It asked what was meant" in page
    assert '<option value="greet" selected>' in page
    assert "my son someone took my bank card</textarea>" in page
    assert f"/review/{item}/approve" in page
    assert events(database)[0] == "review_opened"


def test_an_approved_sentence_becomes_training_data(
    charlie: Browser, database: Database, settings: Settings
) -> None:
    item = put(database)
    charlie.open("/review")
    page = charlie.send(
        f"/review/{item}/approve", label="family/enabling", example="he took my card"
    )
    assert "The next training learns from it" in page
    assert "Nothing to review" in page
    assert read_learned(settings.data_dir) == {"family/enabling": ("he took my card",)}
    assert "review_decided" in events(database)


def test_danger_is_learnt_when_a_second_person_agrees(
    charlie: Browser, bob: Browser, database: Database, settings: Settings
) -> None:
    item = put(database)
    decision = {"label": "crisis_overdose", "example": "he is blue"}
    charlie.open("/review")
    assert "a second person has to agree" in charlie.send(f"/review/{item}/approve", **decision)
    assert "You decided on this one" in charlie.send(f"/review/{item}/approve", **decision)
    assert read_learned(settings.data_dir) == {}
    assert "Decided by Charlie" in bob.open("/review")
    bob.send(f"/review/{item}/approve", **decision)
    assert read_learned(settings.data_dir) == {"crisis_overdose": ("he is blue",)}


@pytest.mark.parametrize(
    ("label", "example"),
    [("nonsense", "hello"), ("greet", " - "), ("greet", "ring 07700 900123"), ("greet", "i'm Kev")],
)
def test_what_must_not_be_learnt_is_refused(
    charlie: Browser, database: Database, settings: Settings, label: str, example: str
) -> None:
    item = put(database)
    charlie.open("/review")
    page = charlie.send(f"/review/{item}/approve", label=label, example=example)
    assert "Nothing was saved" in page
    assert read_learned(settings.data_dir) == {}


def test_a_dismissed_item_is_gone(charlie: Browser, database: Database) -> None:
    item = put(database)
    charlie.open("/review")
    assert "Dismissed" in charlie.send(f"/review/{item}/dismiss")
    assert WORDS not in charlie.text
    assert "decided on it" in charlie.send(f"/review/{item}/dismiss")
    charlie.send("/review/99999999999999999999/dismiss")
    assert charlie.status == 404


def test_admissions_staff_do_not_review(alice: Browser, database: Database) -> None:
    item = put(database)
    assert "/desk/review" not in alice.open("/")
    alice.send(f"/review/{item}/dismiss")
    assert alice.status == 403
    alice.open("/review")
    assert alice.status == 403


def test_the_model_before_comes_back_when_confirmed(
    open_desk: Callable[..., Browser], models: Settings, database: Database
) -> None:
    browser = open_desk(settings=models)
    browser.sign_in("charlie")
    page = browser.open("/review")
    assert "label accuracy" in page
    assert "90.0%" in page
    mark = file_hash(models.model.with_name("previous.tar.gz"))[:12]
    assert "tick that you mean it" in browser.send("/review/roll-back", model=mark)
    assert models.model.read_text() == "current"
    assert "another model" in browser.send("/review/roll-back", model="0" * 12, sure="yes")
    page = browser.send("/review/roll-back", model=mark, sure="yes")
    assert "when First Step has been restarted" in page
    assert "80.0%" in page
    assert models.model.read_text() == "previous"
    assert models.model.with_name("previous.tar.gz").read_text() == "current"
    assert events(database).count("model_rolled_back") == 1


def test_a_damaged_model_is_not_gone_back_to(
    open_desk: Callable[..., Browser], models: Settings, database: Database
) -> None:
    models.model.with_name("previous.tar.gz").write_text("damaged")
    browser = open_desk(settings=models)
    browser.sign_in("charlie")
    assert "no model before" in browser.open("/review")
    assert "no whole model" in browser.send("/review/roll-back", model="none", sure="yes")
    assert models.model.read_text() == "current"
    assert "model_rolled_back" not in events(database)
