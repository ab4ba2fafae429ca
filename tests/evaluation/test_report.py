from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from first_step.evaluation import report as reports
from first_step.evaluation.examples import Example
from first_step.evaluation.peers import Peer
from first_step.evaluation.report import Inputs, Report, build_report

from .test_peers import Said
from .whole_sets import Reader, write_whole_sets

SECTIONS = (
    "key", "sets", "safety", "everyday", "sequences", "red-flags", "door", "peer", "calibration",
    "confusion", "slips", "left-out", "learning",
)  # fmt: skip


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    return Inputs(write_whole_sets(tmp_path), tmp_path / "results")


@pytest.fixture
def report(inputs: Inputs) -> Report:
    return build_report(Reader(), inputs)


def page_of(report: Report, folder: Path) -> str:
    return report.write(folder)[0].read_text(encoding="utf-8")


def words_of(page: str, section: str) -> str:
    found = ElementTree.fromstring(page).find(f".//section[@id='{section}']")
    assert found is not None
    return " ".join(" ".join(found.itertext()).split())


def test_the_page_is_well_formed_and_holds_every_section(report: Report, tmp_path: Path) -> None:
    page = page_of(report, tmp_path)
    assert page.startswith("<!DOCTYPE html>")
    root = ElementTree.fromstring(page)
    assert [one.get("id") for one in root.iter("section")] == list(SECTIONS)
    links = [one.get("href") for one in root.iter("a")]
    assert links == [f"#{name}" for name in SECTIONS]
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_the_page_fetches_nothing_and_runs_nothing(report: Report, tmp_path: Path) -> None:
    page = page_of(report, tmp_path)
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page.replace("url(#", "")
    root = ElementTree.fromstring(page)
    assert not [one for one in root.iter() if one.tag in ("script", "link", "iframe", "img")]
    images = [one.get("href", "") for one in root.iter("image")]
    assert images
    assert all(one.startswith("data:image/png;base64") for one in images)


def test_what_was_typed_is_shown_as_typed(report: Report, tmp_path: Path) -> None:
    page = page_of(report, tmp_path)
    assert "he is blue" not in words_of(page, "safety")
    assert "no reason to stay" in words_of(page, "safety")
    assert "<you>" not in page.replace("&lt;you&gt;", "")


def test_every_set_is_shown_with_its_counts(report: Report, tmp_path: Path) -> None:
    words = words_of(page_of(report, tmp_path), "sets")
    for name in ("development 2", "general 1", "crisis 2", "lookalikes 1", "all together 6"):
        assert name in words


def test_the_page_is_drawn_for_phone_print_light_and_dark(report: Report, tmp_path: Path) -> None:
    page = page_of(report, tmp_path)
    for needed in ('name="viewport"', "@media print", "prefers-color-scheme: dark"):
        assert needed in page


def test_the_figures_stand_in_the_json_file(report: Report, tmp_path: Path) -> None:
    _, path = report.write(tmp_path)
    figures: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert figures == json.loads(json.dumps(report.figures))
    assert figures["labels"]["by_set"]["crisis"]["accuracy"]["hits"] == 1
    assert figures["safety"]["danger"]["caught"]["hits"] == 1
    assert [one["text"] for one in figures["safety"]["missed"]] == ["no reason to stay"]
    assert figures["red_flags"]["recall"]["share"] == 1
    assert figures["red_flags"]["near_misses_noted"]["share"] == 1
    assert figures["sequences"]["caught"]["total"] == 1
    assert [one["text"] for one in figures["everyday"]["alarmed"]] == ["feeling blue"]
    assert figures["everyday"]["acted"]["total"] == 2
    by_group = figures["everyday"]["by_group"]
    assert {name: one["any_band"]["hits"] for name, one in by_group.items()} == {
        "pets": 0,
        "shifts": 1,
    }


def test_key_figures_say_whether_their_targets_are_met(report: Report, tmp_path: Path) -> None:
    met = {one["name"]: one["met"] for one in report.figures["key_figures"]}
    assert met["explicit danger acted on"] is True
    assert met["danger caught (acted or checked in)"] is False
    assert met["look-alikes acted on"] is False
    assert met["out of scope answered as in scope"] is True
    assert "label right" in words_of(page_of(report, tmp_path), "key")


def test_slips_stand_beside_the_clean_messages(report: Report) -> None:
    crisis = report.figures["slips"]["by_set"]["crisis"]
    assert crisis["clean"]["danger_caught"]["hits"] == 1
    # The reader knows its messages by heart, so a slip of the finger loses them.
    assert crisis["slips"]["danger_caught"]["hits"] == 0


def test_parts_that_were_not_made_say_so(report: Report, tmp_path: Path) -> None:
    page = page_of(report, tmp_path)
    for section in ("learning", "left-out", "peer"):
        assert "Left out of this run" in words_of(page, section)
    assert "Not measured yet" in words_of(page, "door")


def test_what_other_programs_left_is_shown(inputs: Inputs, tmp_path: Path) -> None:
    one = {"messages": 2, "acted": 1, "checked": 0, "none": 1, "right_card": 1, "p50_ms": 7.0}
    inputs.results.mkdir()
    (inputs.results / "through_the_door.json").write_text(
        json.dumps(
            {
                "conditions": [{"name": "all up", **one}, {"name": "Rasa killed", **one}],
                "equal": True,
            }
        )
    )

    def ask(texts: Sequence[str]) -> Peer:
        return Peer("stock", "made in a minute", [Said("greet", 0.5, ("greet",))] * len(texts))

    report = build_report(
        Reader(), Inputs(inputs.sets, inputs.results, ask_peer=ask), lambda line: None
    )
    page = page_of(report, tmp_path)
    assert "made in a minute" in words_of(page, "peer")
    assert report.figures["peer"]["theirs"]["accuracy"]["hits"] == 1
    assert "Help was equal, message for message" in words_of(page, "door")
    assert "Rasa killed" in words_of(page, "door")


def test_training_data_gives_a_learning_curve(inputs: Inputs, tmp_path: Path) -> None:
    examples = [
        Example("a1", label, f"{words} {number}")
        for label, words in (("greet", "hello you"), ("thank", "thanks"))
        for number in range(10)
    ]
    curve = Inputs(
        inputs.sets,
        inputs.results,
        examples,
        encode=lambda texts: np.ones((len(texts), 4), np.float32),
    )
    report = build_report(Reader(), curve)
    assert [one["examples"] for one in report.figures["learning_curve"]] == [
        count for count in (2, 6, 10, 16, 20) for _ in range(2)
    ]
    assert "20 general" in words_of(page_of(report, tmp_path), "learning")


def test_held_out_authors_are_shown_one_by_one(
    inputs: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from .made_readings import row

    rows = [
        row("crisis_danger", "menu", band="act", group="a1"),
        row("greet", "menu", group="a4"),
        row("greet", "greet", group="a4"),
    ]
    monkeypatch.setattr(reports, "left_out_readings", lambda examples: rows)
    report = build_report(Reader(), Inputs(inputs.sets, inputs.results, left_out=True))
    assert report.figures["left_out"]["authors"]["a4"]["messages"] == 2
    assert report.figures["left_out"]["all"]["accuracy"]["total"] == 3
    assert report.figures["left_out"]["all"]["danger_caught"]["hits"] == 1
    assert "a4" in words_of(page_of(report, tmp_path), "left-out")
