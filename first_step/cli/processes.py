"""Starts, watches and stops the processes of one machine; one that dies is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType

import httpx
from rich.console import Console

from first_step.admissions.errors import ConfigurationError

# Rasa needs 12 to 25 seconds on two cores; slow machines get ten times that.
START_LIMIT_S = 240.0
STOP_LIMIT_S = 10.0
LOOK_EVERY_S = 0.5
# A process that dies again and again is not worth a busy machine: 1, 2, 4 … 30 seconds apart.
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0
# A process that dies this often before it was ever ready will not get better by itself.
GIVE_UP_AFTER = 3


@dataclass
class Process:
    """One process: its command, and the address that answers when it is ready.

    ready: it answered once; answering: also since it was started last.
    """

    name: str
    command: list[str]
    health: str
    running: subprocess.Popen[bytes] | None = None
    ready: bool = False
    answering: bool = False
    deaths: int = 0
    started_at: float = 0.0
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Keeps processes running between `with` and its end, or until a signal asks to stop."""

    processes: list[Process]
    root: Path
    stopping: bool = field(default=False, init=False)

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_asked)
        for process in self.processes:
            self._start(process)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def wait_until_ready(self, console: Console) -> None:
        """Return when all are ready or a stop was asked.

        Raises ConfigurationError when one cannot start.
        """
        deadline = time.monotonic() + START_LIMIT_S
        while not self.stopping and not all(process.ready for process in self.processes):
            self._look(console)
            if time.monotonic() > deadline:
                waiting = ", ".join(each.name for each in self.processes if not each.ready)
                raise ConfigurationError(f"not ready after {START_LIMIT_S:.0f} s: {waiting}")
            time.sleep(LOOK_EVERY_S)

    def watch(self, console: Console, until: Callable[[], bool] = lambda: False) -> None:
        """Return when a stop was asked, or `until` says so; till then start again what dies."""
        while not self.stopping and not until():
            self._look(console)
            time.sleep(LOOK_EVERY_S)
        if self.stopping:
            console.print("Stopping …")

    def stop(self) -> None:
        """Ask every process to end, then insist."""
        running = [process.running for process in self.processes if process.running]
        for child in running:
            _signal_group(child, signal.SIGTERM)
        deadline = time.monotonic() + STOP_LIMIT_S
        for child in running:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(child, signal.SIGKILL)
                child.wait()

    def _stop_asked(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look(self, console: Console) -> None:
        for process in self.processes:
            if process.running is not None and process.running.poll() is not None:
                self._died(process, console)
            elif process.running is None and time.monotonic() >= process.not_before:
                self._start(process)
            elif not process.answering and process.running is not None and _answers(process.health):
                process.ready = process.answering = True
                console.print(f"==> {process.name} is ready")

    def _start(self, process: Process) -> None:
        process.started_at = time.monotonic()
        process.running = subprocess.Popen(
            process.command,
            cwd=self.root,
            env={**os.environ, **QUIET},
            # A group of its own: Ctrl-C reaches us alone, and we stop them in order.
            start_new_session=True,
        )

    def _died(self, process: Process, console: Console) -> None:
        assert process.running is not None
        code = process.running.returncode
        lived = time.monotonic() - process.started_at
        process.deaths = 1 if lived > STEADY_AFTER_S else process.deaths + 1
        if not process.ready and process.deaths >= GIVE_UP_AFTER:
            raise ConfigurationError(f"{process.name} cannot start (exit {code}); see above")
        pause = min(LONGEST_PAUSE_S, 2.0 ** (process.deaths - 1))
        process.running, process.answering = None, False
        process.not_before = time.monotonic() + pause
        console.print(f"{process.name} ended (exit {code}); starting it again in {pause:.0f} s")


QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SANIC_ACCESS_LOG": "false",
    # One message is a small sum: more threads only spin against each other.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Rasa's own messages quote visitors below this level.
    "LOG_LEVEL": "ERROR",
    "LOG_LEVEL_LIBRARIES": "ERROR",
}


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=1.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:
        return
