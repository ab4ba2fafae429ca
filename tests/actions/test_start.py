"""The action server as an operator starts it, on a terminal."""

from __future__ import annotations

import os
import pty
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from first_step.store.migrating import migrate

from ..installation import ROOT, environment, settings_in

PATIENCE_S = 60.0


def test_it_says_nothing_on_a_terminal_while_all_is_well(tmp_path: Path) -> None:
    migrate(settings_in(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    ours, theirs = pty.openpty()
    given = {**os.environ, **environment(tmp_path, ACTION_URL=url)}
    command = [sys.executable, "-m", "actions"]
    server = subprocess.Popen(command, cwd=ROOT, env=given, stdout=theirs, stderr=theirs)
    try:
        assert _answers(url + "/health", server)
    finally:
        server.terminate()
        server.wait()
    os.write(theirs, b"end")
    assert os.read(ours, 10_000) == b"end"
    os.close(ours)
    os.close(theirs)


def _answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return httpx.get(address, trust_env=False).status_code == 200
        except httpx.HTTPError:
            continue
    return False
