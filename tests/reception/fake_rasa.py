"""A Rasa server written by hand: real HTTP on a real port, obedient or not, as a test says."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "token-between-web-and-rasa-0123456789abcdef"
GREETING = {"answer": "say/greet", "text": "Hello.", "buttons": []}
TRAUMA = {
    "answer": "cause/trauma",
    "text": "Bad things in childhood raise the risk.",
    "buttons": [{"title": "Therapy", "payload": "label:treatment/therapy"}],
}


class FakeRasa:
    """Answers `replies` with `status`; `asked` holds what it was asked.

    `hold()` lets it take questions and say nothing until `release()`. `stop()` and `start()`
    take it away from its port and bring it back.
    """

    def __init__(self) -> None:
        self.status = 200
        self.replies: list[dict[str, Any]] = [GREETING]
        self.label: str | None = "greet"
        self.body: bytes | None = None  # instead of a proper answer
        self.asked: list[dict[str, Any]] = []
        self.tokens: list[str | None] = []
        self.ports: list[int] = []  # of the callers, so that a test can tell whose call it was
        self._asked_once = threading.Condition()
        self._open = threading.Event()
        self._open.set()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def hold(self) -> None:
        self._open.clear()

    def release(self) -> None:
        self._open.set()

    def wait_until_asked(self, times: int = 1, seconds: float = 20) -> None:
        with self._asked_once:
            assert self._asked_once.wait_for(lambda: len(self.asked) >= times, seconds)

    def receive(self, body: dict[str, Any], token: str | None, port: int) -> tuple[int, bytes]:
        with self._asked_once:
            self.asked.append(body)
            self.tokens.append(token)
            self.ports.append(port)
            self._asked_once.notify_all()
        self._open.wait(60)
        if self.body is not None:
            return self.status, self.body
        if self.status != 200:
            return self.status, b'{"error": "not today"}'
        answer = {"messages": self.replies, "label": self.label, "confidence": 0.9}
        return 200, json.dumps(answer).encode()


def _handler(rasa: FakeRasa) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(200, b'{"status": "ok"}')

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(length))
            token = self.headers.get("Authorization")
            self._send(*rasa.receive(body, token, self.client_address[1]))

        def _send(self, status: int, body: bytes) -> None:
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked is gone

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
