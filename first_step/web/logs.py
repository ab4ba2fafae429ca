"""What the web process logs: one JSON object a line, without words of visitors or their details.

Our own lines hold codes. The masking is a last net under other people's: it knows telephone
numbers, e-mail addresses and bearer tokens, not names.
"""

from __future__ import annotations

import logging
import re
import traceback
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict

MASK = "(masked)"
# Numbers as people dial them, from + or 0; ids and times of day begin otherwise or are longer.
_PHONE = re.compile(r"(?<![\w.])(?:\+|00?|44)[ (]{0,2}\d(?:[ ().-]{0,3}\d){7,13}(?!\w)")
_EMAIL = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+")
_BEARER = re.compile(r"(?i)\bbearer\s+[\w.~+/=-]+")
_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access")
_HANDLER = "first-step-json"


def log_as_json(stream: TextIO | None = None) -> None:
    """Let every logger of the process write JSON to `stream`, standard error when None.

    Called again, it replaces the handler it made before.
    """
    handler = logging.StreamHandler(stream)
    handler.name = _HANDLER
    handler.setFormatter(_formatter())
    root = logging.getLogger()
    for each in [old for old in root.handlers if old.name == _HANDLER]:
        root.removeHandler(each)
    root.addHandler(handler)
    for name in _UVICORN:
        # It brings handlers of its own, which would write plain text, messages of errors included.
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def masked(text: str) -> str:
    """Return the text with telephone numbers, e-mail addresses and bearer tokens taken out."""
    for pattern in (_BEARER, _EMAIL, _PHONE):
        text = pattern.sub(MASK, text)
    return text


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _error_without_its_message,
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _mask,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )


def _error_without_its_message(_: Any, __: str, event: EventDict) -> EventDict:
    """Add type and places of an error; its message may quote whatever was being handled."""
    event.pop("exc_info", None)
    raised = event["_record"].exc_info
    if raised and raised[1] is not None:
        frames = traceback.extract_tb(raised[2])
        event["error"] = type(raised[1]).__name__
        event["places"] = [f"{Path(each.filename).name}:{each.lineno}" for each in frames]
    return event


def _mask(_: Any, __: str, event: EventDict) -> EventDict:
    own = ("at", "level", "logger", "places", "error")
    return {
        key: value if key in own or not isinstance(value, str) else masked(value)
        for key, value in event.items()
    }
