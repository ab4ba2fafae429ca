"""Starts the action server on this machine alone: `python -m actions`.

The stock command listens on every interface.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from rasa_sdk.endpoint import create_app

from actions import wiring
from first_step.store.process_environment import process_settings


def main() -> None:
    """Serve actions until stopped; raises StoreError when the database cannot be used."""
    address = urlsplit(process_settings().action_url)
    wiring.connect()
    app = create_app("actions")
    app.run(host=address.hostname, port=address.port or 5055, workers=1, access_log=False)


if __name__ == "__main__":
    main()
