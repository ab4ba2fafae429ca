"""Stock Rasa as a peer: its default pipeline, trained on exactly the project's training data.

`python -m first_step.evaluation.stock_rasa` trains it, if need be, and says what it took. It runs
in processes of its own (`stock_worker.py`). A model is kept in `results/stock/<fingerprint>/` with
a note and with every set of predictions it was asked for, and is not trained again while the data,
the configuration and Rasa's version stay as they are.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from first_step.evaluation.stock_model import (
    StockModel,
    stock_material,
    trained_models,
    write_json,
)
from first_step.evaluation.stock_process import Worker, run_worker
from first_step.evaluation.stock_training import train_stock

CACHE = Path("results/stock")


class StockPrediction(NamedTuple):
    """What stock Rasa makes of one message.

    confidence: of `label`, 0 to 1; top_three: labels, likeliest first; is_fallback: whether
    FallbackClassifier would not have answered; milliseconds: for this message, on one core.
    """

    label: str
    confidence: float
    top_three: tuple[str, ...]
    is_fallback: bool
    milliseconds: float


def ensure_stock(
    root: Path = Path(),
    cache: Path = CACHE,
    epochs: int | None = None,
    worker: Worker = run_worker,
) -> StockModel:
    """Return the stock model for the training data in `root`/data, training it when there is none.

    Args:
        root: the project's folder.
        cache: where models are kept.
        epochs: how many to run; None for as many as fit into twenty minutes, at most a hundred.
            With None, a model that was asked to run more than those is taken where there is one.
        worker: does one job in another process; see `run_worker`.

    Raises UnderstandingError when the data cannot be read or Rasa fails.
    """
    cache = cache.resolve()
    material = stock_material(root)
    found = _fitting(
        [model for model in trained_models(cache) if model.material == material], epochs
    )
    return found or train_stock(root, cache, material, epochs, worker)


def stock_predictions(
    messages: Sequence[str],
    stock: StockModel | None = None,
    fresh: bool = False,
    worker: Worker = run_worker,
) -> list[StockPrediction]:
    """Return one prediction a message, in their order; asked before, they come from a file.

    Args:
        messages: texts as visitors wrote them.
        stock: the model to ask; None for `ensure_stock()`, which may train for twenty minutes.
        fresh: ask again although the answers are known, for times measured now.
        worker: does one job in another process; see `run_worker`.

    Raises UnderstandingError when Rasa fails.
    """
    stock = stock or ensure_stock()
    texts = json.dumps(list(messages), ensure_ascii=False)
    known = stock.folder / f"predictions-{hashlib.sha256(texts.encode()).hexdigest()[:16]}.json"
    if fresh or not known.is_file():
        # Left behind with its log when Rasa fails.
        work = Path(tempfile.mkdtemp(prefix="predicting-", dir=stock.folder))
        asked = work / "messages.json"
        asked.write_text(texts, encoding="utf-8")
        answers = worker(["predict", str(stock.file), str(asked)], work)
        shutil.rmtree(work)
        write_json(known, answers)
    rows = json.loads(known.read_text(encoding="utf-8"))
    return [StockPrediction(row[0], row[1], tuple(row[2]), row[3], row[4]) for row in rows]


def _fitting(models: Sequence[StockModel], epochs: int | None) -> StockModel | None:
    if epochs is not None:
        return next((model for model in models if model.epochs == epochs), None)
    # A short run that somebody asked for is no fair peer by itself.
    if not any(model.planned or not model.is_shortened for model in models):
        return None
    return max(models, key=lambda model: model.epochs)


def main(arguments: list[str] | None = None) -> None:
    """Print what training the stock model took; train it first if there is none for this data."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--epochs", type=int, help="epochs to run, whatever they take")
    stock = ensure_stock(epochs=parser.parse_args(arguments).epochs)
    for name, value in asdict(stock).items():
        Console(highlight=False).print(f"{name.replace('_', ' ')}: {value}")


if __name__ == "__main__":
    main()
