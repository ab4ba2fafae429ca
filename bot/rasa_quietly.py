"""Rasa's own command line without the deprecations of its old dependencies.

`python -m bot.rasa_quietly train ...` is `rasa train ...` with a readable terminal.
"""

from __future__ import annotations

import logging
import warnings

# On any failure it logs the message it was given, at the level of errors.
_QUOTES_VISITORS = "rasa.core.channels.rest"


def rasa_quietly() -> None:
    """Run Rasa's command line on `sys.argv`; ends the process as Rasa does."""
    import sanic  # noqa: F401  (turns deprecations on when it is imported)

    warnings.simplefilter("ignore")
    # Rasa's imports add filters of their own; only what is shown can be held back for good.
    warnings.showwarning = _unseen
    logging.getLogger(_QUOTES_VISITORS).setLevel(logging.CRITICAL + 1)
    from rasa.__main__ import main

    main()


def _unseen(*about: object, **more: object) -> None:
    return None


if __name__ == "__main__":
    rasa_quietly()
