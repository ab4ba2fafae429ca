from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from first_step.admissions.errors import BadSetting
from first_step.cli.ports import refuse_taken_ports

from ..installation import settings_in


@pytest.fixture
def taken() -> Iterator[int]:
    """Return a port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        yield int(somebody.getsockname()[1])


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def addresses(web: int, rasa: int, actions: int) -> dict[str, str]:
    return {
        "WEB_PORT": str(web),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTION_URL": f"http://127.0.0.1:{actions}",
    }


def test_free_ports_are_fine(tmp_path: Path) -> None:
    refuse_taken_ports(settings_in(tmp_path, **addresses(*free_ports(3))))


@pytest.mark.parametrize(
    ("place", "name"),
    [(0, "FIRST_STEP_WEB_PORT"), (1, "FIRST_STEP_RASA_URL"), (2, "FIRST_STEP_ACTION_URL")],
)
def test_a_port_that_is_taken_is_named_with_the_setting_to_change(
    tmp_path: Path, taken: int, place: int, name: str
) -> None:
    ports = free_ports(3)
    ports[place] = taken
    with pytest.raises(BadSetting, match=rf"port {taken} is taken on 127\.0\.0\.1.*{name}"):
        refuse_taken_ports(settings_in(tmp_path, **addresses(*ports)))


def test_a_port_is_free_again_once_its_server_has_ended(tmp_path: Path) -> None:
    web, rasa, actions = free_ports(3)
    server = socket.create_server(("127.0.0.1", web))
    with socket.create_connection(("127.0.0.1", web)):
        connection, _ = server.accept()
        # The server's side closes first, so its port goes on waiting for a while.
        connection.close()
        server.close()
    refuse_taken_ports(settings_in(tmp_path, **addresses(web, rasa, actions)))
