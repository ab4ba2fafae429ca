"""Starts the Rasa server as First Step runs it: `python -m bot [endpoints.yml]`.

Only on this machine, with a token that never stands on a command line.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from bot.action_caller import bring_token
from bot.rasa_quietly import rasa_quietly
from first_step.admissions.settings import Settings
from first_step.store.process_environment import process_settings

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main() -> None:
    """Run Rasa until it is stopped; raises ConfigurationError for a bad setting."""
    settings = process_settings()
    endpoints = sys.argv[1] if len(sys.argv) > 1 else "endpoints.yml"
    address = urlsplit(settings.rasa_url)
    sys.argv = [
        "rasa",
        "run",
        *("--model", str(settings.model)),
        *("--endpoints", endpoints),
        *("--credentials", credentials(settings)),
        *("--interface", address.hostname or "127.0.0.1"),
        *("--port", str(address.port or 5005)),
        "--enable-api",
        *("--auth-token", settings.rasa_token),
    ]
    bring_token(settings.rasa_token)
    rasa_quietly()


def credentials(settings: Settings) -> str:
    """Return the file of the channels to open.

    Rasa's stock REST channel asks for no token: it is for tools of a developer's own machine.
    """
    alone = urlsplit(settings.rasa_url).hostname in _LOOPBACK
    return "credentials.yml" if alone and not settings.production else "bot/credentials.yml"


if __name__ == "__main__":
    main()
