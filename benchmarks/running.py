"""The product started for a benchmark, on free ports and in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.ports import free_port, wait_for

START_LIMIT_S = 240.0


@dataclass
class RunningProduct:
    """Addresses, the seconds it took to start, the process, and the database to look into."""

    web: str
    rasa: str
    start_s: float
    process: subprocess.Popen[bytes]
    database_url: str

    def memory_mb(self) -> dict[str, float]:
        """Return the unshared and shared memory of each part in megabytes (RSS)."""
        found: dict[str, float] = {}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            line = child.cmdline()
            name = line[line.index("-m") + 1] if "-m" in line else child.name()
            name = {"uvicorn": "web", "bot": "rasa"}.get(name, name)
            found[name] = found.get(name, 0.0) + child.memory_info().rss / 1e6
        found["all processes"] = sum(found.values())
        return found


@contextmanager
def running_product(
    folder: Path, model: Path, database_url: str | None = None
) -> Iterator[RunningProduct]:
    """Yield the product once it is ready; stop it at the end. It makes a database where none is."""
    web, rasa, actions = (free_port() for _ in range(3))
    database = database_url or f"sqlite:///{folder}/first-step.db"
    environment = {
        **os.environ,
        "FIRST_STEP_DATA_DIR": str(folder),
        "FIRST_STEP_DATABASE_URL": database,
        "FIRST_STEP_MODEL": str(model),
        "FIRST_STEP_WEB_PORT": str(web),
        "FIRST_STEP_RASA_URL": f"http://127.0.0.1:{rasa}",
        "FIRST_STEP_ACTION_URL": f"http://127.0.0.1:{actions}",
    }
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "first_step.cli.main", "up"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{web}/readyz", START_LIMIT_S, process)
        seconds = time.monotonic() - started
        yield RunningProduct(
            f"http://127.0.0.1:{web}", f"http://127.0.0.1:{rasa}", seconds, process, database
        )
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
