"""A provider's sending API on a real port: it remembers every call and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE = 20.0


@dataclass(frozen=True)
class Received:
    """One call: its path, headers (small letters) and raw body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


@dataclass
class StandIn:
    """Answers with what `answer` gives for a call; `wait_for(n)` returns once n calls came."""

    answer: Callable[[Received], tuple[int, dict[str, Any]]]
    calls: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._news = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                received = Received(self.path, headers, self.rfile.read(length))
                status, body = outer._take(received)
                raw = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            do_GET = do_POST

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def wait_for(self, count: int) -> list[Received]:
        with self._news:
            arrived = self._news.wait_for(lambda: len(self.calls) >= count, PATIENCE)
        assert arrived, f"{len(self.calls)} of {count} calls came"
        return self.calls

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _take(self, received: Received) -> tuple[int, dict[str, Any]]:
        with self._news:
            self.calls.append(received)
            self._news.notify_all()
            return self.answer(received)
