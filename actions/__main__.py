"""Starts the action server for Rasa alone: `python -m actions`.

The stock command listens on every interface, asks nobody who they are, and lets any website that is
open in a browser on this machine call it.
"""

from __future__ import annotations

import logging
import warnings
from urllib.parse import urlsplit

import sanic  # noqa: F401  (turns deprecations on when it is imported)

from first_step.store.process_environment import process_settings


def main() -> None:
    """Serve actions until stopped; raises StoreError when the database cannot be used."""
    warnings.simplefilter("ignore")
    # Only now: what these import warns of its own age, on every terminal.
    from rasa_sdk.endpoint import create_app

    from actions import wiring
    from actions.caller import refuse_strangers

    settings = process_settings()
    address = urlsplit(settings.action_url)
    wiring.connect()
    app = create_app("actions", cors_origins=[])
    # On a terminal it advises everybody to run in debug mode.
    logging.getLogger("sanic.error").setLevel(logging.ERROR)
    refuse_strangers(app, settings.rasa_token)
    app.run(host=address.hostname, port=address.port or 5055, workers=1, access_log=False)


if __name__ == "__main__":
    main()
