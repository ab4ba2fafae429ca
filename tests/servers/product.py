"""The whole product as `make up` starts it, and a visitor who talks to it through the API."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.ports import free_port

ROOT = Path(__file__).parents[2]
START_LIMIT_S = 240.0
ANSWER_LIMIT_S = 60.0
LOOK_EVERY_S = 0.1


def until(holds: Callable[[], Any], limit_s: float, what: str) -> Any:
    """Return the first true result, looking again and again; fail when the limit passes."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        result = holds()
        if result:
            return result
        time.sleep(LOOK_EVERY_S)
    raise AssertionError(f"not within {limit_s:.0f} s: {what}")


class Product:
    """`first-step up` in a folder of its own, on free ports."""

    def __init__(self, data_dir: Path, model: Path, **more: str) -> None:
        self.web, self.rasa, self.actions = free_port(), free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.web}"
        self.output = data_dir / "up.log"
        self.environment = {
            **os.environ,
            "FIRST_STEP_DATA_DIR": str(data_dir),
            "FIRST_STEP_DATABASE_URL": f"sqlite:///{data_dir / 'first-step.db'}",
            "FIRST_STEP_MODEL": str(model),
            "FIRST_STEP_WEB_PORT": str(self.web),
            "FIRST_STEP_RASA_URL": f"http://127.0.0.1:{self.rasa}",
            "FIRST_STEP_ACTION_URL": f"http://127.0.0.1:{self.actions}",
            "FIRST_STEP_PUBLIC_URL": self.url,
            **more,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "first_step.cli.main", "up"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(self._said_everything, START_LIMIT_S, "the product started")

    def stop(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8", errors="replace")

    def password(self) -> str:
        found = re.search(r"^\s+password\s+(\S+)$", self.said(), re.MULTILINE)
        assert found, "no first sign-in was printed"
        return found.group(1)

    def part(self, module: str) -> psutil.Process:
        """Return the running process of a part: "bot", "actions" or "uvicorn"."""
        assert self._process
        for child in psutil.Process(self._process.pid).children(recursive=True):
            line = child.cmdline()
            if "-m" in line and line[line.index("-m") + 1] == module:
                return child
        raise AssertionError(f"{module} is not running")

    def command(self, *words: str) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "first_step.cli.main", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=True,
        )
        return result.stdout.decode()

    def referrals(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads(self.command("referrals", "list", "--json"))
        return rows

    def _said_everything(self) -> bool:
        assert self._process
        assert self._process.poll() is None, self.said()[-3000:]
        return "Ctrl-C stops everything" in self.said()


class Visitor:
    """Somebody who talks to the product through the integrators' API."""

    def __init__(self, product: Product) -> None:
        self.http = httpx.Client(base_url=product.url, timeout=30, trust_env=False)
        begun = self.http.post("/api/conversations").json()
        self.conversation = begun["conversation"]
        self.http.headers["Authorization"] = f"Bearer {begun['token']}"

    def post(self, text: str, message_id: str | None = None) -> httpx.Response:
        path = f"/api/conversations/{self.conversation}/messages"
        return self.http.post(path, json={"id": message_id or uuid.uuid4().hex, "text": text})

    def tap(self, payload: str) -> list[dict[str, Any]]:
        path = f"/api/conversations/{self.conversation}/messages"
        reply = self.http.post(path, json={"id": uuid.uuid4().hex, "payload": payload})
        assert reply.status_code == 202, reply.text
        return self.replies_after(reply.json()["seq"])

    def says(self, text: str) -> list[dict[str, Any]]:
        """Send a message and return what came after it."""
        reply = self.post(text)
        assert reply.status_code == 202, reply.text
        return self.replies_after(reply.json()["seq"])

    def replies_after(self, seq: int) -> list[dict[str, Any]]:
        found = until(lambda: self._later(seq), ANSWER_LIMIT_S, "an answer")
        return list(found)

    def transcript(self) -> list[dict[str, Any]]:
        path = f"/api/conversations/{self.conversation}/messages"
        rows: list[dict[str, Any]] = self.http.get(path, params={"after": 0}).json()["messages"]
        return rows

    def _later(self, seq: int) -> list[dict[str, Any]]:
        return [row for row in self.transcript() if row["seq"] > seq and row["sender"] != "visitor"]


def answers(replies: list[dict[str, Any]]) -> list[str]:
    return [reply["answer"] for reply in replies]
