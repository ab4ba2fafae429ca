"""Training the stock model on the project's data, in as many epochs as the time allows."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from first_step.admissions.errors import UnderstandingError
from first_step.evaluation.examples import Example, read_examples
from first_step.evaluation.stock_model import (
    CONFIG,
    DEFAULT_EPOCHS,
    StockModel,
    data_files,
    stock_fingerprint,
    write_json,
)
from first_step.evaluation.stock_process import Worker

# Training should end within twenty minutes; a plan made for fewer leaves room for a busy machine.
PLANNED_S = 17 * 60.0
# Three epochs show Rasa's smallest, middle and largest batch.
PROBE_EPOCHS, PROBE_STEPS = 3, 20

console = Console(highlight=False)


def train_stock(
    root: Path, cache: Path, material: str, epochs: int | None, worker: Worker
) -> StockModel:
    """Train and keep a model; `epochs` are run, or as many as fit into the time when None.

    Raises UnderstandingError when the data cannot be read or Rasa fails.
    """
    cache.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="training-", dir=cache))
    examples = read_examples(root / "data")
    _lay_out(work, root, examples)
    run = epochs or _plan(work, worker)
    console.print(
        f"==> Training stock Rasa: {run} of {DEFAULT_EPOCHS} epochs, {len(examples)} examples "
        f"(progress in {work / 'rasa.log'})",
        soft_wrap=True,
    )
    started = time.monotonic()
    result = worker(["train", *_inputs(work, run), str(work / "model.tar.gz")], work)
    note = {
        "material": material,
        "epochs": run,
        "planned": epochs is None,
        "examples": len(examples),
        "labels": len({example.label for example in examples}),
        "training_s": round(time.monotonic() - started, 1),
        "peak_mb": round(result["peak_mb"], 1),
        "cores": os.cpu_count() or 1,
        "rasa": version("rasa"),
        "trained_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }
    return _keep(work, cache / stock_fingerprint(material, run), note)


def affordable_epochs(probe: Mapping[str, Any], planned_s: float = PLANNED_S) -> int:
    """Return how many epochs fit into `planned_s` seconds, 1 to 100, given a worker's probe.

    An epoch is taken to last as long as the probe's middle one, with its middle batch size. What
    the first epoch took beyond that, TensorFlow's building of its functions, comes once.
    """
    fitting = (planned_s - _once_s(probe)) / max(_epoch_s(probe), 1e-9)
    return int(min(max(fitting, 1), DEFAULT_EPOCHS))


def _epoch_s(probe: Mapping[str, Any]) -> float:
    middle = [fit[len(fit) // 2] for fit in probe["fits"]]
    return float(sum(epoch["step_s"] * epoch["steps"] for epoch in middle))


def _once_s(probe: Mapping[str, Any]) -> float:
    building = [
        (fit[0]["step_s"] - fit[len(fit) // 2]["step_s"]) * fit[0]["steps_run"]
        for fit in probe["fits"]
    ]
    return float(probe["elsewhere_s"] + sum(max(seconds, 0.0) for seconds in building))


def _keep(work: Path, folder: Path, note: dict[str, Any]) -> StockModel:
    """Move model and log to their place; the note comes last, since it says all is there."""
    if not (work / "model.tar.gz").is_file():
        raise UnderstandingError(f"stock Rasa left no model; see {work / 'rasa.log'}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path in (work / "model.tar.gz", work / "rasa.log"):
        if path.exists():
            os.replace(path, folder / path.name)
    write_json(folder / "note.json", note)
    shutil.rmtree(work)
    return StockModel(folder=folder, **note)


def _plan(work: Path, worker: Worker) -> int:
    console.print("==> Timing a few steps of stock Rasa's training")
    probe = worker(["probe", *_inputs(work, PROBE_EPOCHS), str(PROBE_STEPS)], work)
    console.print(
        f"==> An epoch takes about {_epoch_s(probe):.1f} s, all else {_once_s(probe):.0f} s"
    )
    return affordable_epochs(probe)


def _lay_out(work: Path, root: Path, examples: Sequence[Example]) -> None:
    """Copy the training data, and write the smallest domain: a response for each topic's key."""
    for path in data_files(root):
        target = work / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    labels = sorted({example.label for example in examples})
    domain = {
        "version": "3.1",
        "intents": sorted({label.split("/")[0] for label in labels}),
        # Rasa learns the keys, not these texts, but does not train without them.
        "responses": {f"utter_{label}": [{"text": label}] for label in labels if "/" in label},
    }
    (work / "domain.yml").write_text(yaml.safe_dump(domain), encoding="utf-8")


def _inputs(work: Path, epochs: int) -> list[str]:
    """Write the configuration with its number of epochs; return a training job's first inputs."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if "epochs" in component:
            component["epochs"] = epochs
    target = work / "config.yml"
    target.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    return [str(target), str(work / "domain.yml"), str(work / "data")]
