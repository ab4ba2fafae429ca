"""A Redis server for the tests alone; it can be stopped and started again on its port."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from benchmarks.ports import free_port

PATIENCE_SECONDS = 10


class RedisServer:
    """One server without a disk. A context manager: it stops with the block."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program, "redis-server is not installed; `make test` brings it"
        self._process = subprocess.Popen(
            [
                *(program, "--port", str(self._port), "--bind", "127.0.0.1"),
                *("--save", "", "--appendonly", "no", "--dir", str(self._folder)),
            ],
            stdout=subprocess.PIPE,
        )
        stream = self._process.stdout
        assert stream is not None
        # It says so once it listens; reading waits for that and no longer.
        assert any(b"Ready to accept connections" in line for line in iter(stream.readline, b""))

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(PATIENCE_SECONDS)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def __enter__(self) -> RedisServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
