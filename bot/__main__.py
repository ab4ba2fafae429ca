"""Starts the Rasa server as First Step runs it: `python -m bot [endpoints.yml]`.

Only on this machine, with a token that never stands on a command line.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from bot.rasa_quietly import rasa_quietly
from first_step.store.process_environment import process_settings


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
        *("--credentials", "credentials.yml"),
        *("--interface", address.hostname or "127.0.0.1"),
        *("--port", str(address.port or 5005)),
        "--enable-api",
        *("--auth-token", settings.rasa_token),
    ]
    rasa_quietly()


if __name__ == "__main__":
    main()
