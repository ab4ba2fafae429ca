"""Bodies that may be stored and sent unsealed, for they hold codes and no words of people."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

_log = logging.getLogger(__name__)

_CODE = re.compile(r"[A-Za-z0-9_.,:/+-]{0,120}")
_LIKE_A_PHONE = re.compile(r"\+?\d{9,}")
NOT_A_CODE = "(not a code)"


def codes_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body as JSON values, anything that may be somebody's words replaced.

    Replaced and logged, not refused: a notice that is less exact still beats one that is lost.
    """
    return {_text(str(key)): _value(value) for key, value in body.items()}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Mapping):
        return codes_of(value)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return [_value(each) for each in value]
    return _text(str(value))


def _text(text: str) -> str:
    if _CODE.fullmatch(text) and not _LIKE_A_PHONE.fullmatch(text):
        return text
    _log.error("a body of codes held something else; it was left out")
    return NOT_A_CODE
