from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from first_step.admissions.errors import ContentError
from first_step.content.library import Library, load_library
from first_step.reception.words import CARDS, NOT_KEPT, REFUSALS, Words

from .house import CONTENT


class Shelf:
    """Holds whatever library a test puts on it."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def current(self) -> Library:
        return self.library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def test_every_word_of_the_front_door_is_there_and_names_999() -> None:
    words = Words(Shelf(load_library(CONTENT)))
    for answer in (*CARDS, *REFUSALS, NOT_KEPT):
        assert "999" in words.wording(answer).text, answer


def test_a_missing_card_stops_the_start(folder: Path) -> None:
    (folder / "crisis" / "overdose.md").unlink()
    with pytest.raises(ContentError):
        Words(Shelf(load_library(folder)))


def test_an_edit_shows_at_once(folder: Path) -> None:
    shelf = Shelf(load_library(folder))
    words = Words(shelf)
    card = folder / "crisis" / "overdose.md"
    card.write_text(card.read_text().replace("Call 999 now", "Ring 999 now"))
    shelf.library = load_library(folder)
    assert "Ring 999 now" in words.wording("crisis/overdose").text


@pytest.mark.parametrize("harm", ["missing", "broken"])
def test_a_card_that_an_edit_lost_is_still_shown_as_it_was(folder: Path, harm: str) -> None:
    shelf = Shelf(load_library(folder))
    words = Words(shelf)
    before = words.wording("crisis/overdose")
    card = folder / "crisis" / "overdose.md"
    if harm == "missing":
        card.unlink()
    else:
        card.write_text(card.read_text().replace("Call 999 now", "{{ helpline.nobody }}"))
    shelf.library = load_library(folder)
    assert words.wording("crisis/overdose") == before
