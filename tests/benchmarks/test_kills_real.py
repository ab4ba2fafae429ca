from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks import kills_real
from benchmarks.kills_real import Visitor

BEGUN = (201, b'{"conversation": "c0ffee", "token": "t"}')
AWAY = (503, b'{"error": "not_kept"}')


class Door(ThreadingHTTPServer):
    """Gives the answers that a test wrote, and the last one again and again."""

    answers: list[tuple[int, bytes]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        answers = self.server.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def door() -> Iterator[Door]:
    with Door(("127.0.0.1", 0), Answering) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        yield server
        server.shutdown()
        serving.join()


def test_who_comes_while_the_run_before_still_has_a_part_down_comes_in_later(door: Door) -> None:
    door.answers = [AWAY, BEGUN, AWAY, (202, b'{"seq": 3}')]
    visitor = Visitor(door.url)
    assert visitor.conversation == "c0ffee"
    assert visitor.send("hello") == 3
    assert len(visitor.sent) == 1


def test_what_was_never_taken_is_told_with_what_was_said_to_it_last(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.answers = [BEGUN, AWAY, (409, b'{"error": "not_offered"}')]
    visitor = Visitor(door.url)
    monkeypatch.setattr(kills_real, "ANSWER_LIMIT_S", 0.3)
    with pytest.raises(RuntimeError, match=r"never taken: 409 .*not_offered"):
        visitor.send("hello")
