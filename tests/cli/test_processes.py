"""The supervisor over real, tiny processes: tests wait for what happens, never for time."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from first_step.admissions.errors import ConfigurationError
from first_step.cli import processes
from first_step.cli.processes import Process, Supervisor

# Say that you are there, then wait for a signal.
WAITS = "import signal, sys; open(sys.argv[1], 'a').write('x'); signal.pause()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS
WITH_A_CHILD = (
    "import subprocess, sys; "
    f"subprocess.Popen([sys.executable, '-c', {WAITS!r}, sys.argv[1]]).wait()"
)
DIES = "raise SystemExit(3)"


class Health:
    """An address of a process: well once the process has written its mark."""

    def __init__(self) -> None:
        health = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                mark = Path(self.path)
                self.send_response(200 if mark.exists() and health.well else 503)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.well = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def of(self, mark: Path) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{mark}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Listener(Console):
    """A console that does something when it hears certain words."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.heard: list[str] = []
        self.on: dict[str, Callable[[], None]] = {}

    def print(self, *words: object, **_: object) -> None:  # type: ignore[override]
        line = " ".join(map(str, words))
        self.heard.append(line)
        for part, reaction in list(self.on.items()):
            if part in line:
                reaction()


@pytest.fixture
def health() -> Iterator[Health]:
    made = Health()
    yield made
    made.stop()


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look often, pause briefly, and give the signals back to pytest afterwards."""
    monkeypatch.setattr(processes, "LOOK_EVERY_S", 0.005)
    monkeypatch.setattr(processes, "LONGEST_PAUSE_S", 0.01)
    monkeypatch.setattr(processes, "START_LIMIT_S", 60.0)
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.fixture
def make(tmp_path: Path, health: Health) -> Callable[..., Process]:
    def made(name: str, code: str = WAITS) -> Process:
        mark = tmp_path / name
        return Process(name, [sys.executable, "-S", "-c", code, str(mark)], health.of(mark))

    return made


Make = Callable[..., Process]


def pid_of(process: Process) -> int:
    assert process.running
    return process.running.pid


def is_alive(pid: int) -> bool:
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def starts(process: Process) -> int:
    return len(Path(process.command[-1]).read_text())


def test_all_are_started_until_ready_and_stopped_at_the_end(
    make: Make, tmp_path: Path, listener: Listener
) -> None:
    both = [make("web"), make("rasa")]
    with Supervisor(both, tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        assert all(each.ready for each in both)
        pids = [pid_of(each) for each in both]
        assert all(map(is_alive, pids))
    assert sorted(listener.heard) == ["==> rasa is ready", "==> web is ready"]
    assert not any(map(is_alive, pids))


def test_a_process_that_dies_is_started_again(
    make: Make, tmp_path: Path, listener: Listener, health: Health
) -> None:
    web, rasa = make("web"), make("rasa")
    with Supervisor([web, rasa], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        first, untouched = pid_of(web), pid_of(rasa)
        os.killpg(first, signal.SIGKILL)
        listener.on["web ended (exit -9)"] = lambda: look_for(web, supervisor)
        supervisor.watch(listener)
        assert pid_of(web) != first
        assert pid_of(rasa) == untouched
    assert starts(web) >= 1
    assert listener.heard[-1] == "Stopping …"


def test_that_one_is_back_is_said(make: Make, tmp_path: Path, listener: Listener) -> None:
    web = make("web")
    with Supervisor([web], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        listener.heard.clear()

        def stop() -> None:
            supervisor.stopping = True

        listener.on["==> web is ready"] = stop
        os.killpg(pid_of(web), signal.SIGKILL)
        supervisor.watch(listener)
    assert listener.heard[0].startswith("web ended (exit -9)")
    assert listener.heard[1:] == ["==> web is ready", "Stopping …"]


def look_for(process: Process, supervisor: Supervisor) -> None:
    """Ask to stop as soon as the process runs again."""
    start = supervisor._start

    def started(each: Process) -> None:
        start(each)
        supervisor.stopping = each is process

    supervisor._start = started  # type: ignore[method-assign]


def test_one_that_never_starts_is_given_up_by_name_and_the_others_are_stopped(
    make: Make, tmp_path: Path, listener: Listener
) -> None:
    web, rasa = make("web"), make("rasa", DIES)
    with Supervisor([web, rasa], tmp_path) as supervisor:
        pid = pid_of(web)
        with pytest.raises(ConfigurationError, match=r"rasa cannot start \(exit 3\)"):
            supervisor.wait_until_ready(listener)
    assert not is_alive(pid)
    assert len([line for line in listener.heard if line.startswith("rasa ended")]) == 2


def test_an_error_inside_stops_every_process(make: Make, tmp_path: Path) -> None:
    web = make("web")
    pids: list[int] = []

    def fails() -> None:
        with Supervisor([web], tmp_path):
            pids.append(pid_of(web))
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert not is_alive(pids[0])


def test_one_that_is_not_ready_in_time_is_named(
    make: Make, tmp_path: Path, listener: Listener, health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    health.well = False
    monkeypatch.setattr(processes, "START_LIMIT_S", 0.0)
    with (
        Supervisor([make("web")], tmp_path) as supervisor,
        pytest.raises(ConfigurationError, match="not ready after 0 s: web"),
    ):
        supervisor.wait_until_ready(listener)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_for_an_orderly_end(
    make: Make, tmp_path: Path, listener: Listener, number: signal.Signals
) -> None:
    web = make("web")
    listener.on["web is ready"] = lambda: os.kill(os.getpid(), number)
    with Supervisor([web], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        supervisor.watch(listener)
        pid = pid_of(web)
    assert not is_alive(pid)


def test_what_dies_is_started_again_also_while_something_is_waited_for(
    make: Make, tmp_path: Path, listener: Listener
) -> None:
    web = make("web")
    with Supervisor([web], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        os.killpg(pid_of(web), signal.SIGKILL)
        supervisor.watch(listener, until=lambda: starts(web) == 2)
        assert not supervisor.stopping


def test_a_stop_asked_while_waiting_ends_the_waiting(
    make: Make, tmp_path: Path, listener: Listener, health: Health
) -> None:
    health.well = False
    with Supervisor([make("web")], tmp_path) as supervisor:
        supervisor.stopping = True
        supervisor.wait_until_ready(listener)
    assert listener.heard == []


def test_one_that_will_not_end_is_made_to(
    make: Make, tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_LIMIT_S", 0.0)
    stubborn = make("stubborn", STUBBORN)
    with Supervisor([stubborn], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        pid = pid_of(stubborn)
    assert stubborn.running
    assert stubborn.running.returncode == -signal.SIGKILL
    assert not is_alive(pid)


def test_the_children_of_a_process_end_with_it(
    make: Make, tmp_path: Path, listener: Listener
) -> None:
    parent = make("parent", WITH_A_CHILD)
    with Supervisor([parent], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)  # the child wrote the mark
        (child,) = psutil.Process(pid_of(parent)).children()
    assert psutil.wait_procs([child], timeout=30)[1] == []


def test_stopping_what_has_already_ended_is_no_error(make: Make, tmp_path: Path) -> None:
    gone = make("gone", DIES)
    with Supervisor([gone], tmp_path):
        assert gone.running
        gone.running.wait()


def test_a_process_that_lived_long_starts_its_count_of_deaths_anew(
    make: Make, tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STEADY_AFTER_S", 0.0)
    web = make("web")
    web.deaths = 5
    with Supervisor([web], tmp_path) as supervisor:
        supervisor.wait_until_ready(listener)
        os.killpg(pid_of(web), signal.SIGKILL)
        listener.on["web ended"] = lambda: look_for(web, supervisor)
        supervisor.watch(listener)
    assert web.deaths == 1
