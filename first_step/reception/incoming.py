"""One message as a client sent it, checked and cleaned before anything else sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from first_step.admissions.errors import BadMessage

MAX_TEXT = 4_000
MAX_BODY = 64 * 1024
_MAX_PAYLOAD = 200
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
# Everything below the space but tab and line feed, and the delete character.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Incoming:
    """A message to take in.

    id: chosen by the client; the same id again is the same message.
    text: what was typed, "" when a button was tapped. payload: the tapped button's, else None.
    """

    id: str
    text: str
    payload: str | None = None

    @property
    def too_long(self) -> bool:
        """Whether it is longer than the 4,000 characters that are taken."""
        return len(self.text) > MAX_TEXT


def read_incoming(body: object) -> Incoming:
    """Return the message that a JSON body holds; raises BadMessage.

    Exactly one of `text` and `payload` must be there.
    """
    if not isinstance(body, dict):
        raise BadMessage("the body is not an object")
    text, payload = body.get("text"), body.get("payload")
    if (text is None) == (payload is None):
        raise BadMessage("one of text and payload is needed")
    if payload is not None:
        return Incoming(_read_id(body.get("id")), "", _read_payload(payload))
    return Incoming(_read_id(body.get("id")), _read_text(text))


def clean_text(text: str) -> str:
    """Return text that every store can hold: lone surrogates and NUL become U+FFFD."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(_REPLACEMENT, lines).strip()


def _read_id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise BadMessage("id is not 1 to 64 letters, digits, '_', '.', ':' or '-'")
    return value


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise BadMessage("text is not a string")
    text = clean_text(value)
    if not text:
        raise BadMessage("text is empty")
    return text


def _read_payload(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_PAYLOAD:
        raise BadMessage("payload is not a string of 1 to 200 characters")
    return clean_text(value)
