"""A server that takes connections and never says a word, as one behind a dead link does."""

from __future__ import annotations

import socket
from types import TracebackType

_MOST = 128


class SilentServer:
    """A context manager. The system takes the connections by itself: nobody accepts them."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=_MOST)
        self._listener.setblocking(False)
        self._taken: list[socket.socket] = []

    @property
    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self._listener.getsockname()[1]}/0"

    def connections(self) -> int:
        """Return how many connections were made to it so far."""
        while True:
            try:
                self._taken.append(self._listener.accept()[0])
            except BlockingIOError:
                return len(self._taken)

    def __enter__(self) -> SilentServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each in (*self._taken, self._listener):
            each.close()
