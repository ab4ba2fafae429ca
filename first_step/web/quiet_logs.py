"""Keeps other people's loggers from writing down what visitors say."""

from __future__ import annotations

import logging

# At level DEBUG the first writes every event it sends, the others write headers with tokens.
_TALKATIVE = ("sse_starlette", "sse_starlette.sse", "httpx", "httpcore", "asyncio")


def quiet_logs() -> None:
    """Let these libraries log warnings and errors only, whatever level the process logs at."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
