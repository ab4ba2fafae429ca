from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

import pytest

from first_step.admissions.errors import ContentError
from first_step.content import live
from first_step.content.library import Library
from first_step.content.live import LiveLibrary

from .house import Folder


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(folder: Folder, clock: Clock) -> LiveLibrary:
    folder.text("say/greet", "Hello.")
    return LiveLibrary(folder.path, clock)


def edit(folder: Folder, words: str, age: int) -> None:
    """Write the greeting, with a time of its own: file systems are coarse."""
    file = folder.text("say/greet", words)
    os.utime(file, (age, age))


def test_an_edit_is_shown_within_a_second(
    folder: Folder, library: LiveLibrary, clock: Clock
) -> None:
    edit(folder, "Good day.", 1)
    clock.now += 1
    assert library.current().render("say/greet") == "Good day."


def test_it_looks_at_most_once_a_second(folder: Folder, library: LiveLibrary, clock: Clock) -> None:
    edit(folder, "Good day.", 1)
    clock.now += 0.9
    assert library.current().render("say/greet") == "Hello."


def test_nothing_is_read_again_while_nothing_changed(library: LiveLibrary, clock: Clock) -> None:
    before = library.current()
    clock.now += 60
    assert library.current() is before


def test_a_bad_edit_keeps_the_last_good_words_and_is_logged(
    folder: Folder, library: LiveLibrary, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write("say/greet.md", "---\nid: [\n---\n")
    clock.now += 1
    with caplog.at_level(logging.ERROR):
        assert library.current().render("say/greet") == "Hello."
    assert "say/greet.md" in caplog.text


def test_a_bad_edit_that_is_mended_is_shown(
    folder: Folder, library: LiveLibrary, clock: Clock
) -> None:
    folder.write("say/greet.md", "no front matter")
    clock.now += 1
    library.current()
    edit(folder, "Mended.", 2)
    clock.now += 1
    assert library.current().render("say/greet") == "Mended."


def test_a_removed_folder_keeps_the_last_good_words(
    folder: Folder, library: LiveLibrary, clock: Clock
) -> None:
    folder.path.rename(folder.path.with_name("away"))
    clock.now += 1
    assert library.current().render("say/greet") == "Hello."


def test_a_bad_folder_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        LiveLibrary(tmp_path)


def test_others_go_on_with_the_old_words_while_one_thread_reads_an_edit(
    folder: Folder, library: LiveLibrary, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = threading.Event(), threading.Event()
    read = live.load_library

    def slow(path: Path) -> Library:
        reading.set()
        assert go_on.wait(5)
        return read(path)

    monkeypatch.setattr(live, "load_library", slow)
    edit(folder, "Good day.", 1)
    clock.now += 1
    reader = threading.Thread(target=library.current)
    reader.start()
    assert reading.wait(5)
    assert library.current().render("say/greet") == "Hello."
    go_on.set()
    reader.join(5)
    assert library.current().render("say/greet") == "Good day."
