"""A PostgreSQL server for the tests alone: made in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.ports import free_port

# The server refuses to run as root; Debian's package makes this user.
_USER = "postgres"
_LARGE = "-c max_connections=200"
# What it acknowledged outlives its own end, not a power cut.
_FAST = f"{_LARGE} -c fsync=off -c full_page_writes=off"

_WAIT_FOR_ME = text(
    "SELECT count(*) FROM pg_locks "
    "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


@contextmanager
def postgres_server(durable: bool = False) -> Iterator[str]:
    """Give the address of a running server's own database; it stops with the block.

    durable: with PostgreSQL's own settings, as an operator's; it outlives a power cut as well.
    """
    with TemporaryDirectory(prefix="first-step-postgres-") as name:
        folder = Path(name)
        if os.getuid() == 0:
            shutil.chown(folder, _USER, _USER)
        with _running(folder, _LARGE if durable else _FAST) as address:
            yield address


@contextmanager
def _running(folder: Path, settings: str) -> Iterator[str]:
    data, port = folder / "data", free_port()
    _run(folder, "initdb", "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {settings}"
    log = str(folder / "log")
    _run(folder, "pg_ctl", "-D", str(data), "-w", "-l", log, "-o", options, "start")
    try:
        yield f"postgresql://{_USER}@127.0.0.1:{port}/postgres"
    finally:
        _run(folder, "pg_ctl", "-D", str(data), "-w", "-m", "immediate", "stop")


def start_again(data: Path) -> bool:
    """Start a server that died, as it was started before; return whether it had died."""
    if _run(data.parent, "pg_ctl", "-D", str(data), "status", check=False) == 0:
        return False
    log = str(data.parent / "log")
    _run(data.parent, "pg_ctl", "-D", str(data), "-w", "-l", log, "restart")
    return True


def until_it_waits(session: Session, job: Future[Any]) -> None:
    """Return once the job waits for a lock that this session holds; fails when it ends instead."""
    while not session.execute(_WAIT_FOR_ME).scalar_one():
        assert not job.done(), job.exception()


def _run(folder: Path, program: str, *arguments: str, check: bool = True) -> int:
    as_user = {"user": _USER, "group": _USER, "extra_groups": []} if os.getuid() == 0 else {}
    done = subprocess.run(
        [_find(program), *arguments],
        cwd=folder,
        check=check,
        stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        **as_user,  # type: ignore[call-overload]
    )
    return int(done.returncode)


def is_installed() -> bool:
    """Return whether there is a server to start."""
    return _path_of("pg_ctl") is not None


def _find(program: str) -> str:
    found = _path_of(program)
    assert found, f"{program} is not installed; `make test` brings PostgreSQL"
    return found


def _path_of(program: str) -> str | None:
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))
    return shutil.which(program) or (str(versions[-1]) if versions else None)
