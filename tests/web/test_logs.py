from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from first_step.web.logs import MASK, log_as_json, masked

PHONE = "07700 900123"
EMAIL = "kev.zebedee@example.org"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before = list(root.handlers)
    log_as_json(stream)
    yield stream
    root.handlers[:] = before


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_and_logger(written: io.StringIO) -> None:
    logging.getLogger("first_step.reception").warning("turn %s put off", 3)
    (line,) = lines(written)
    assert line["event"] == "turn 3 put off"
    assert (line["level"], line["logger"]) == ("warning", "first_step.reception")
    assert line["at"].endswith("Z")


@pytest.mark.parametrize(
    "words",
    [PHONE, "+447700900123", "+44 (0)7700 900 123", "020 7946 0123", "00447700900123", EMAIL,
     "Bearer abc.def-ghi", "authorization: bearer eyJ0.x"],
)  # fmt: skip
def test_numbers_addresses_and_tokens_are_masked(written: io.StringIO, words: str) -> None:
    logging.getLogger("somebody.else").error("cannot send to %s now", words)
    (line,) = lines(written)
    assert MASK in line["event"]
    assert line["event"].endswith(" now")
    assert words.split()[-1] not in written.getvalue()


@pytest.mark.parametrize(
    "words",
    ["FS-7Q4M-2K", "3f2504e04f8941d39a0c0305e82c3301", "2026-11-26 02:57:21", "took 0.123456789 s",
     "port 8000 is taken", "127.0.0.1:5005"],
)  # fmt: skip
def test_references_ids_times_and_addresses_of_machines_are_left(words: str) -> None:
    assert masked(words) == words


def test_an_error_is_its_type_and_places_and_never_its_message(written: io.StringIO) -> None:
    try:
        raise ValueError(f"cannot read 'my name is Zebedee, {PHONE}'")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    (line,) = lines(written)
    assert line["error"] == "ValueError"
    assert line["places"][-1].startswith("test_logs.py:")
    assert "Zebedee" not in written.getvalue()


def test_uvicorn_writes_through_it_once_however_often_it_is_set_up(written: io.StringIO) -> None:
    own = logging.StreamHandler(written)
    logging.getLogger("uvicorn").addHandler(own)
    log_as_json(written)
    log_as_json(written)
    logging.getLogger("uvicorn.error").error("once")
    assert [line["event"] for line in lines(written)] == ["once"]


def test_the_web_process_logs_so_from_its_start(tmp_path: Any) -> None:
    program = (
        "import logging\n"
        "from first_step.web import app\n"
        "app.build_parts = lambda settings: (_ for _ in ()).throw(RuntimeError('stop here'))\n"
        "try:\n    app.create_app()\nexcept RuntimeError:\n"
        f"    logging.getLogger('other').error('to {EMAIL}')\n"
    )
    environ = {**os.environ, "FIRST_STEP_DATA_DIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True, text=True, env=environ,
    )  # fmt: skip
    assert json.loads(ended.stderr.splitlines()[-1])["event"] == f"to {MASK}"
