"""Several of each process on one machine, with one database and one Redis, behind Caddy.

Caddy serves with the project's own `deploy/Caddyfile`, in which the names of containers are
replaced by ports of this machine. Each process gets its addresses as settings, as on machines of
its own; only the folder of data is shared.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

import psutil

from benchmarks.ports import answers, free_port, wait_for
from first_step.cli.processes import QUIET
from first_step.cli.up import processes
from first_step.store.process_environment import process_settings

ROOT = Path(__file__).parents[1]
# Rasa last: what it is told about the action server is a file that every member would write.
KINDS = ("actions", "web", "rasa")
START_LIMIT_S = 240.0
END_LIMIT_S = 20.0
_BEHIND_CADDY = re.compile(r"dynamic a web 8000 \{[^}]*\}")
# The front door asks again by itself, so Caddy need not: it only has to know who is well.
_INSIDE = """
http://127.0.0.1:{port} {{
	reverse_proxy {{
		to {members}
		lb_policy least_conn
		health_uri {health}
		health_interval 1s
		health_timeout 2s
	}}
}}
"""


@dataclass
class Member:
    """One process: its command, the address that answers when it is ready, and its settings."""

    name: str
    url: str
    command: Sequence[str]
    health: str
    environment: Mapping[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = field(default=None, init=False)
    starts: int = field(default=0, init=False)

    def start(self) -> None:
        """Start it, without waiting; what it says is added to its log."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(
                self.command, cwd=ROOT, env=dict(self.environment), stdout=log, stderr=log
            )
        self.starts += 1

    def wait_until_ready(self, limit_s: float = START_LIMIT_S) -> None:
        """Return once it answers; raises RuntimeError when it ended or took too long."""
        wait_for(self.health, limit_s, self.running)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Send a signal and return when the process is gone; one that does not go is killed."""
        if self.running is None:
            return
        self.running.send_signal(number)
        try:
            self.running.wait(END_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.running.kill()
            self.running.wait(END_LIMIT_S)

    def restart(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it and start it again, without waiting until it is ready."""
        self.end(number)
        self.start()

    @property
    def is_up(self) -> bool:
        """Return whether it answers now."""
        return answers(self.health)

    def memory_mb(self) -> float:
        """Return the resident memory of the process, in megabytes, 0 when it does not run."""
        if self.running is None or self.running.poll() is not None:
            return 0.0
        return float(psutil.Process(self.running.pid).memory_info().rss / 1e6)


class Cluster:
    """The product as so many of each process. A context manager: all stop with the block.

    folder: for data, logs and Caddy's file. each: how many of each kind. web_app: what uvicorn
    serves. more: further settings for every process.
    """

    def __init__(
        self,
        folder: Path,
        model: Path,
        more: Mapping[str, str],
        each: int = 2,
        web_app: str = "first_step.web.app:create_app",
    ) -> None:
        self.folder = folder
        self.urls = {kind: f"http://127.0.0.1:{free_port()}" for kind in KINDS}
        self.url = self.urls["web"]
        self.start_s = 0.0
        self._web_app = web_app
        self.environment = {
            **os.environ,
            **QUIET,
            "FIRST_STEP_DATA_DIR": str(folder / "var"),
            "FIRST_STEP_MODEL": str(model),
            "FIRST_STEP_RASA_URL": self.urls["rasa"],
            "FIRST_STEP_ACTION_URL": self.urls["actions"],
            "FIRST_STEP_PUBLIC_URL": self.url,
            "FIRST_STEP_TRUSTED_PROXIES": "127.0.0.1",
            **more,
        }
        (folder / "var").mkdir(parents=True, exist_ok=True)
        self.members = {
            f"{kind}-{number}": self._member(kind, number)
            for kind in KINDS
            for number in range(1, each + 1)
        }
        self._caddy: subprocess.Popen[bytes] | None = None

    def of(self, kind: str) -> list[Member]:
        """Return the processes of a kind: "web", "rasa" or "actions"."""
        return [member for member in self.members.values() if member.name.startswith(kind)]

    def command(self, *words: str) -> str:
        """Return what `first-step` with these words prints, with the settings of all processes."""
        result = subprocess.run(
            [".venv/bin/first-step", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=True,
        )
        return result.stdout.decode()

    def memory_mb(self) -> dict[str, float]:
        """Return the resident memory by process, in megabytes."""
        return {name: member.memory_mb() for name, member in self.members.items()}

    def __enter__(self) -> Cluster:
        self.command("migrate")
        started = time.monotonic()
        try:
            self._start_caddy()
            for member in self.members.values():
                member.start()
            for member in self.members.values():
                member.wait_until_ready()
            wait_for(f"{self.of('web')[0].url}/readyz", START_LIMIT_S)
        except BaseException:
            self._stop()
            raise
        self.start_s = time.monotonic() - started
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        for member in self.members.values():
            if member.running is not None and member.running.poll() is None:
                member.running.terminate()
        for member in self.members.values():
            member.end()
        if self._caddy is not None:
            self._caddy.terminate()
            self._caddy.wait(END_LIMIT_S)

    def _member(self, kind: str, number: int) -> Member:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        own = {
            "web": {"FIRST_STEP_WEB_PORT": str(port)},
            "rasa": {"FIRST_STEP_RASA_URL": url},
            "actions": {"FIRST_STEP_ACTION_URL": url},
        }[kind]
        environment = {**self.environment, **own}
        made = {each.name: each for each in processes(ROOT, process_settings(environment))}[kind]
        command = [self._web_app if ":create_app" in word else word for word in made.command]
        log = self.folder / f"{kind}-{number}.log"
        return Member(f"{kind}-{number}", url, command, made.health, environment, log)

    def _start_caddy(self) -> None:
        file = self.folder / "Caddyfile"
        file.write_text(self._caddyfile(), encoding="utf-8")
        program = shutil.which("caddy")
        if program is None:
            raise RuntimeError("caddy is not installed; `make test` brings it")
        with (self.folder / "caddy.log").open("ab") as log:
            self._caddy = subprocess.Popen(
                [program, "run", "--config", str(file), "--adapter", "caddyfile"],
                env={
                    **os.environ,
                    "SITE_ADDRESS": self.url,
                    "HEALTH_PORT": str(free_port()),
                    "HOME": str(self.folder),
                },
                stdout=log,
                stderr=log,
            )

    def _caddyfile(self) -> str:
        shipped = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
        text, found = _BEHIND_CADDY.subn(f"to {self._addresses('web')}", shipped)
        if found != 1:
            raise RuntimeError("deploy/Caddyfile names its web processes in another way")
        inside = (
            _INSIDE.format(
                port=self.urls[kind].rpartition(":")[2],
                members=self._addresses(kind),
                health=urlsplit(self.of(kind)[0].health).path,
            )
            for kind in ("rasa", "actions")
        )
        return text + "".join(inside)

    def _addresses(self, kind: str) -> str:
        return " ".join(member.url.removeprefix("http://") for member in self.of(kind))
