"""Takes parts of a running product away for a while: Rasa, the action server, the database.

Each is a context; what was taken away is given back at its end. `up` is the number of the process
`first-step up`, whose children the parts are.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from io import FileIO
from pathlib import Path

import psutil
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

_KILL_EVERY_S = 0.25
_END_LIMIT_S = 10.0
_CHECKPOINT_LIMIT_S = 10.0


def part_of(up: int, module: str) -> psutil.Process | None:
    """Return the running process of a part ("bot", "actions", "uvicorn"), None without one."""
    for child in psutil.Process(up).children(recursive=True):
        try:
            line = child.cmdline()
        except psutil.Error:  # it ended just now
            continue
        if "-m" in line and line[line.index("-m") + 1] == module:
            return child
    return None


@contextmanager
def rasa_killed(up: int) -> Iterator[None]:
    """Kill Rasa, and again whenever it is started anew."""
    _kill(up, "bot")
    over = threading.Event()

    def keep_down() -> None:
        while not over.wait(_KILL_EVERY_S):
            _kill(up, "bot")

    killer = threading.Thread(target=keep_down, daemon=True)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


@contextmanager
def actions_hung(up: int) -> Iterator[None]:
    """Let the action server take questions and answer none; raises RuntimeError without one."""
    actions = part_of(up, "actions")
    if actions is None:
        raise RuntimeError("the action server is not running")
    actions.suspend()
    try:
        yield
    finally:
        actions.resume()


def database_away(database_url: str) -> AbstractContextManager[None]:
    """Take a database away from processes that have it open, and put it back at the end.

    Raises RuntimeError when somebody writes to an SQLite database all the time.
    """
    file = make_url(database_url).database
    if database_url.startswith("sqlite") and file:
        return _file_away(Path(file))
    return _connections_refused(database_url)


@contextmanager
def _connections_refused(database_url: str) -> Iterator[None]:
    """Let nobody into a PostgreSQL database, and throw out those who are in."""
    name = make_url(database_url).database
    try:
        _on_server(
            database_url,
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        yield
    finally:
        _on_server(database_url, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def _on_server(database_url: str, *statements: str) -> None:
    url = make_url(database_url).set(database="postgres")
    engine = create_engine(url, future=True, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def _file_away(file: Path) -> Iterator[None]:
    """Make an SQLite database unreadable to processes that have it open, and put it back.

    Moving the file away would change nothing for them, and permissions are asked only when it is
    opened. So its bytes are replaced in place, while nobody writes.
    """
    # Both stay open: to close the file would give up SQLite's locks of this process on it. And the
    # last to close the database, were all of them thrown out, would put its log into the nonsense.
    with file.open("r+b", buffering=0) as stream, _opened(file) as connection:
        kept = _taken_from(file, stream, connection)
        try:
            yield
        finally:
            _overwrite(stream, kept)
            _make_others_look_again(connection)


@contextmanager
def all_down(up: int, database_url: str) -> Iterator[None]:
    """Take all three away at once: nothing but the web process is left."""
    with ExitStack() as outages:
        outages.enter_context(actions_hung(up))
        outages.enter_context(database_away(database_url))
        outages.enter_context(rasa_killed(up))
        yield


def _kill(up: int, module: str) -> None:
    process = part_of(up, module)
    if process is not None:
        try:
            process.kill()
            process.wait(_END_LIMIT_S)
        except psutil.NoSuchProcess:
            return


def _taken_from(file: Path, stream: FileIO, connection: sqlite3.Connection) -> bytes:
    """Return the bytes of the database after putting nonsense in their place."""
    wal = file.with_name(file.name + "-wal")
    deadline = time.monotonic() + _CHECKPOINT_LIMIT_S
    while time.monotonic() < deadline:
        _make_others_look_again(connection)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Only when the log is empty does the file hold everything.
            if wal.stat().st_size == 0:
                stream.seek(0)
                kept = stream.readall()
                _overwrite(stream, b"away " * (len(kept) // 5) + b"." * (len(kept) % 5))
                return kept
        finally:
            connection.execute("ROLLBACK")
    raise RuntimeError("the database was never at rest")


def _make_others_look_again(connection: sqlite3.Connection) -> None:
    """Change nothing, but let other connections drop the pages that they remember."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {int(version)}")


def _overwrite(stream: FileIO, content: bytes) -> None:
    stream.seek(0)
    rest = memoryview(content)
    while rest:
        rest = rest[stream.write(rest) :]
    os.fsync(stream.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(file, timeout=_CHECKPOINT_LIMIT_S, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()
