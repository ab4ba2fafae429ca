"""One job of `stock_worker.py` in a process of its own, so that Rasa's memory does not stay."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from first_step.admissions.errors import UnderstandingError

Worker = Callable[[Sequence[str], Path], Any]


def run_worker(arguments: Sequence[str], folder: Path) -> Any:
    """Return what one job of `stock_worker.py` came to; its output goes to `folder`/rasa.log.

    Raises UnderstandingError naming the log when the job fails.
    """
    result, log = folder / "result.json", folder / "rasa.log"
    command = [sys.executable, "-m", "first_step.evaluation.stock_worker", *arguments, str(result)]
    with log.open("ab") as output:
        done = subprocess.run(
            command, cwd=folder, env=_environment(folder), stdout=output, stderr=output, check=False
        )
    if done.returncode != 0 or not result.is_file():
        raise UnderstandingError(f"stock Rasa failed at {arguments[0]!r}; see {log}")
    return json.loads(result.read_text(encoding="utf-8"))


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_CACHE_DIRECTORY": str(folder / "rasa-cache"),
        # Nothing is kept from one training to the next: each is timed as a whole.
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
