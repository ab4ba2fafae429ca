from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from .fake_rasa import FakeRasa
from .house import Visitor, environment

ROOT = Path(__file__).parents[2]
Start = Callable[[], "Process"]


class Process:
    """A web process of its own."""

    def __init__(self, environ: dict[str, str]) -> None:
        command = [sys.executable, "-m", "uvicorn", "tests.reception.one_process:create"]
        command += ["--factory", "--app-dir", str(ROOT), "--port", "0", "--ws", "none"]
        self.started = subprocess.Popen(
            [*command, "--no-access-log"],
            env={**os.environ, **environ},
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = ""

    def wait_until_ready(self) -> None:
        """Return when it says where it listens."""
        assert self.started.stderr
        for line in self.started.stderr:
            if running := re.search(r"running on (http://[0-9.:]+)", line):
                self.url = running[1]
                return
        raise AssertionError("the web process did not start")

    def kill(self) -> None:
        self.started.send_signal(signal.SIGKILL)
        self.started.wait(20)
        if self.started.stderr:
            self.started.stderr.close()

    def asks_from(self, port: int) -> bool:
        """Return whether the connection from this local port is the process's own."""
        open_ones = psutil.Process(self.started.pid).net_connections("tcp4")
        return any(each.laddr.port == port for each in open_ones)


@pytest.fixture
def start(data_dir: Path, rasa: FakeRasa) -> Iterator[Start]:
    begun: list[Process] = []

    def begin() -> Process:
        settings = environment(data_dir, rasa.url, FIRST_STEP_RASA_TIMEOUT="3")
        begun.append(Process(settings))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()


def test_a_turn_whose_process_is_killed_in_the_middle_is_finished_by_another(
    start: Start, rasa: FakeRasa
) -> None:
    processes = [start(), start()]
    for process in processes:
        process.wait_until_ready()
    alice = Visitor.new(processes[0].url)
    rasa.hold()
    accepted = alice.say("what about trauma", id="m1").json()
    rasa.wait_until_asked()
    victim = next(each for each in processes if each.asks_from(rasa.ports[0]))
    victim.kill()
    rasa.release()

    survivor = next(each for each in processes if each is not victim)
    alice = alice.at(survivor.url)
    assert alice.say("what about trauma", id="m1").json() == accepted
    alice.wait_for_answer("say/greet")
    assert [(each["sender"], each["answer"]) for each in alice.messages()] == [
        ("visitor", None),
        ("bot", "say/greet"),
    ]
    assert {each["message_id"] for each in rasa.asked} == {"m1"}


def test_what_one_process_takes_in_a_stream_at_another_shows(start: Start, rasa: FakeRasa) -> None:
    here, there = start(), start()
    for process in (here, there):
        process.wait_until_ready()
    alice = Visitor.new(here.url)
    with alice.at(there.url).listening() as stream:
        alice.say("hello")
        answers = (event.message["answer"] for event in stream.events())
        assert [next(answers), next(answers)] == [None, "say/greet"]
