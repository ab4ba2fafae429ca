"""Rasa's own command line without the deprecations of its old dependencies.

`python -m bot.rasa_quietly train ...` is `rasa train ...` with a readable terminal.
"""

from __future__ import annotations

import logging
import warnings

# On any failure it logs the message it was given, at the level of errors.
_QUOTES_VISITORS = "rasa.core.channels.rest"
# Sixty lines of trace for each message that comes while the action server is away.
_TRACES_OUTAGES = "rasa.core.processor"


def rasa_quietly() -> None:
    """Run Rasa's command line on `sys.argv`; ends the process as Rasa does."""
    import sanic  # noqa: F401  (turns deprecations on when it is imported)

    warnings.simplefilter("ignore")
    # Rasa's imports add filters of their own; only what is shown can be held back for good.
    warnings.showwarning = _unseen
    logging.getLogger(_QUOTES_VISITORS).setLevel(logging.CRITICAL + 1)
    logging.getLogger(_TRACES_OUTAGES).addFilter(without_trace_of_outage)
    from rasa.__main__ import main

    main()


def without_trace_of_outage(record: logging.LogRecord) -> bool:
    """Return True, after shortening what says no more than that an action was not reached."""
    from rasa.shared.exceptions import RasaException

    if record.exc_info and isinstance(record.exc_info[1], RasaException):
        record.exc_info = None
    return True


def _unseen(*about: object, **more: object) -> None:
    return None


if __name__ == "__main__":
    rasa_quietly()
