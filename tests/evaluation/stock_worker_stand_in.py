"""A worker that trains and predicts nothing, and remembers what it was asked to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml


class StandInWorker:
    """Leaves an empty model; calls every message a greeting.

    epoch_s: how long an epoch is said to take, for both components together.
    """

    def __init__(self, epoch_s: float = 1.0) -> None:
        self.epoch_s = epoch_s
        self.jobs: list[str] = []
        self.trained_with: list[set[int]] = []
        self.domain: dict[str, Any] = {}
        self.examples_seen = ""

    def __call__(self, arguments: Sequence[str], folder: Path) -> Any:
        job = arguments[0]
        self.jobs.append(job)
        if job == "predict":
            texts = json.loads(Path(arguments[2]).read_text(encoding="utf-8"))
            return [["greet", 0.9, ["greet", "goodbye", "thank"], False, 1.5] for _ in texts]
        config, domain, data = (Path(argument) for argument in arguments[1:4])
        if job == "probe":
            step = {"step_s": self.epoch_s / 20, "steps_run": 5, "steps": 10}
            return {"fits": [[step] * 3, [step] * 3], "elsewhere_s": 0.0}
        self.domain = yaml.safe_load(domain.read_text(encoding="utf-8"))
        self.examples_seen = "".join(path.read_text("utf-8") for path in data.rglob("*.yml"))
        pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
        self.trained_with.append({part["epochs"] for part in pipeline if "epochs" in part})
        Path(arguments[4]).write_bytes(b"")
        return {"peak_mb": 1000.0}
