from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.stock_model import CONFIG
from first_step.evaluation.stock_process import run_worker
from first_step.evaluation.stock_rasa import ensure_stock, stock_predictions
from first_step.evaluation.stock_training import affordable_epochs

from .stock_worker_stand_in import StandInWorker
from .tiny_project import CLEAR, write_tiny_project


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tiny_project(tmp_path)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def _shown_pipeline() -> list[dict[str, object]]:
    from importlib.resources import files

    path = files("rasa.engine.recipes.config_files") / "default_config.yml"
    found: list[dict[str, object]] = yaml.safe_load(path.read_text(encoding="utf-8"))["pipeline"]
    return found


def test_the_pipeline_is_the_one_rasa_takes_by_itself() -> None:
    ours = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["pipeline"]
    for part in ours:
        part.pop("ranking_length", None)
    assert ours == _shown_pipeline()


def test_a_model_is_not_trained_again_while_nothing_changed(root: Path, cache: Path) -> None:
    worker = StandInWorker()
    first = ensure_stock(root, cache, worker=worker)
    assert ensure_stock(root, cache, worker=worker) == first
    assert worker.jobs == ["probe", "train"]


def test_a_changed_example_trains_again(root: Path, cache: Path) -> None:
    worker = StandInWorker()
    first = ensure_stock(root, cache, epochs=5, worker=worker)
    file = root / "data" / "nlu" / "topics.yml"
    file.write_text(file.read_text(encoding="utf-8") + "    - one more\n", encoding="utf-8")
    again = ensure_stock(root, cache, epochs=5, worker=worker)
    assert worker.jobs == ["train", "train"]
    assert first.folder != again.folder


def test_another_number_of_epochs_trains_again(root: Path, cache: Path) -> None:
    worker = StandInWorker()
    ensure_stock(root, cache, epochs=5, worker=worker)
    ensure_stock(root, cache, epochs=6, worker=worker)
    assert worker.trained_with == [{5}, {6}]


def test_a_model_whose_file_is_gone_is_trained_again(root: Path, cache: Path) -> None:
    worker = StandInWorker()
    ensure_stock(root, cache, epochs=5, worker=worker).file.unlink()
    ensure_stock(root, cache, epochs=5, worker=worker)
    assert worker.jobs == ["train", "train"]


def test_both_components_run_as_many_epochs_as_fit(root: Path, cache: Path) -> None:
    worker = StandInWorker(epoch_s=85.0)
    stock = ensure_stock(root, cache, worker=worker)
    assert worker.trained_with == [{12}]
    assert (stock.epochs, stock.planned, stock.is_shortened) == (12, True, True)


def test_a_short_run_that_somebody_asked_for_is_no_peer(root: Path, cache: Path) -> None:
    worker = StandInWorker(epoch_s=85.0)
    ensure_stock(root, cache, epochs=2, worker=worker)
    assert ensure_stock(root, cache, worker=worker).epochs == 12


def test_a_longer_run_that_somebody_asked_for_is_the_peer(root: Path, cache: Path) -> None:
    worker = StandInWorker(epoch_s=85.0)
    ensure_stock(root, cache, worker=worker)
    ensure_stock(root, cache, epochs=40, worker=worker)
    assert ensure_stock(root, cache, worker=worker).epochs == 40


def test_rasa_learns_the_projects_examples_and_only_those(root: Path, cache: Path) -> None:
    (root / "data" / "rules.yml").write_text("rules: []\n", encoding="utf-8")
    worker = StandInWorker()
    stock = ensure_stock(root, cache, epochs=5, worker=worker)
    assert "tell me about trauma please" in worker.examples_seen
    assert "tell me about hello please" in worker.examples_seen
    assert "rules" not in worker.examples_seen
    assert (stock.examples, stock.labels) == (96, 8)


def test_the_domain_has_families_as_intents_and_a_response_for_each_topic(
    root: Path, cache: Path
) -> None:
    worker = StandInWorker()
    ensure_stock(root, cache, epochs=5, worker=worker)
    assert worker.domain["intents"] == ["cause", "goodbye", "greet", "myth", "treatment"]
    assert "utter_cause/trauma" in worker.domain["responses"]
    assert "utter_greet" not in worker.domain["responses"]


def test_known_predictions_are_not_asked_for_again(root: Path, cache: Path) -> None:
    worker = StandInWorker()
    stock = ensure_stock(root, cache, epochs=5, worker=worker)
    first = stock_predictions(["hello", "goodbye"], stock, worker=worker)
    assert stock_predictions(["hello", "goodbye"], stock, worker=worker) == first
    assert worker.jobs.count("predict") == 1
    assert first[0] == ("greet", 0.9, ("greet", "goodbye", "thank"), False, 1.5)


def test_other_messages_and_fresh_times_are_asked_for(root: Path, cache: Path) -> None:
    worker = StandInWorker()
    stock = ensure_stock(root, cache, epochs=5, worker=worker)
    stock_predictions(["hello"], stock, worker=worker)
    stock_predictions(["hello", "hello"], stock, worker=worker)
    stock_predictions(["hello"], stock, fresh=True, worker=worker)
    assert worker.jobs.count("predict") == 3


@pytest.mark.parametrize(
    ("epoch_s", "elsewhere_s", "fitting"),
    [(10.0, 100.0, 92), (0.1, 100.0, 100), (5000.0, 100.0, 1), (10.0, 5000.0, 1)],
)
def test_epochs_are_between_one_and_rasas_default(
    epoch_s: float, elsewhere_s: float, fitting: int
) -> None:
    probe = _probe(epoch_s, elsewhere_s=elsewhere_s)
    assert affordable_epochs(probe, planned_s=1020.0) == fitting


def test_what_the_first_steps_take_longer_is_taken_off_once() -> None:
    assert affordable_epochs(_probe(10.0, building_s=200.0), planned_s=1020.0) == 82


def _probe(epoch_s: float, elsewhere_s: float = 0.0, building_s: float = 0.0) -> dict[str, Any]:
    """Return what is noted of two components that share an epoch of ten steps each."""
    middle = {"step_s": epoch_s / 20, "steps_run": 5, "steps": 10}
    first = {**middle, "step_s": epoch_s / 20 + building_s / 10}
    last = {**middle, "step_s": 99.0}
    return {"fits": [[first, middle, last]] * 2, "elsewhere_s": elsewhere_s}


def test_a_failing_rasa_is_named_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(UnderstandingError, match=r"rasa\.log"):
        run_worker(["no such job"], tmp_path)


# About half a minute on two idle cores: Rasa and TensorFlow start twice.
@pytest.mark.servers
def test_rasa_itself_learns_families_and_topics(root: Path, cache: Path) -> None:
    stock = ensure_stock(root, cache, epochs=40)
    predictions = stock_predictions(list(CLEAR), stock)
    assert [one.label for one in predictions] == list(CLEAR.values())
    assert all(
        one.top_three[0] == one.label and len(set(one.top_three)) == 3 for one in predictions
    )
    assert all(0 < one.confidence <= 1 and one.milliseconds > 0 for one in predictions)
    assert stock.training_s > 0
    assert stock.peak_mb > 100
