"""Free ports on this machine, and waiting for what listens on them."""

from __future__ import annotations

import socket
import subprocess
import time

import httpx

_LOOK_EVERY_S = 0.1


def free_port() -> int:
    """Return a port of this machine on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """Return whether an address answers 200 within a second."""
    try:
        return httpx.get(address, timeout=1, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def wait_for(address: str, limit_s: float, process: subprocess.Popen[bytes] | None = None) -> None:
    """Return once an address answers 200.

    Raises RuntimeError when the limit passes, or when `process` ended before.
    """
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        if answers(address):
            return
        time.sleep(_LOOK_EVERY_S)
    if process is not None and process.poll() is not None:
        raise RuntimeError(f"the process at {address} ended with {process.poll()}")
    raise RuntimeError(f"{address} did not answer within {limit_s:.0f} s")
