"""Tells before the start, and by name, which port somebody else has taken."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from first_step.admissions.errors import BadSetting
from first_step.admissions.settings import Settings


def refuse_taken_ports(settings: Settings) -> None:
    """Raise BadSetting naming the first port that cannot be listened on."""
    wanted = [
        ("FIRST_STEP_WEB_PORT", settings.web_host, settings.web_port),
        ("FIRST_STEP_RASA_URL", *_host_and_port(settings.rasa_url, 5005)),
        ("FIRST_STEP_ACTION_URL", *_host_and_port(settings.action_url, 5055)),
    ]
    for name, host, port in wanted:
        if not _is_free(host, port):
            raise BadSetting(
                f"port {port} is taken on {host}. Stop what uses it, or set {name} to another."
            )


def _host_and_port(url: str, default: int) -> tuple[str, int]:
    address = urlsplit(url)
    return address.hostname or "127.0.0.1", address.port or default


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # A server stopped a moment ago leaves its port waiting; that is not "taken".
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
