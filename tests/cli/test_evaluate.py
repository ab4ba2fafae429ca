from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from first_step.admissions.errors import UnderstandingError
from first_step.cli import evaluate, main
from first_step.evaluation.stock_model import StockModel

from ..evaluation.test_peers import Said
from ..evaluation.whole_sets import Reader, write_whole_sets

QUICK = ("--no-learning-curve", "--no-left-out", "--no-stock")


@pytest.fixture(autouse=True)
def model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read by heart instead of with a trained model."""
    monkeypatch.setattr(evaluate, "load_understanding", lambda model: Reader())


def test_evaluating_prints_the_key_figures_and_where_the_report_is(folder: Path) -> None:
    sets, output = write_whole_sets(folder), folder / "results"
    words = ["evaluate", "--sets", str(sets), "--output", str(output), *QUICK]
    result = CliRunner().invoke(main.app, words)
    assert result.exit_code == 0, result.output
    assert "explicit danger acted on" in result.output
    assert "understanding.html" in result.output
    figures = json.loads((output / "understanding.json").read_text(encoding="utf-8"))
    assert figures["labels"]["all"]["messages"] == 6
    assert "<h1>" in (output / "understanding.html").read_text(encoding="utf-8")


def test_a_set_that_is_not_there_is_named(folder: Path) -> None:
    result = CliRunner().invoke(main.app, ["evaluate", "--sets", str(folder), *QUICK])
    assert isinstance(result.exception, UnderstandingError)
    assert "messages.tsv" in str(result.exception)


def test_stock_rasa_stands_beside_it_and_a_short_training_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = StockModel(folder, "m", 40, True, 900, 94, 1100.0, 900.0, 2, "3.6.21", "2026-11-25")
    monkeypatch.setattr(evaluate, "ensure_stock", lambda: stock)
    monkeypatch.setattr(
        evaluate,
        "stock_predictions",
        lambda texts, model: [Said("greet", 0.4, ("greet",)) for _ in texts],
    )
    sets, output = write_whole_sets(folder), folder / "results"
    words = ["evaluate", "--sets", str(sets), "--output", str(output), *QUICK[:2], "--stock"]
    result = CliRunner().invoke(main.app, words)
    assert result.exit_code == 0, result.output
    peer = json.loads((output / "understanding.json").read_text(encoding="utf-8"))["peer"]
    assert peer["theirs"]["accuracy"]["hits"] == 1
    assert "40 epochs each, fewer than its default" in peer["note"]
