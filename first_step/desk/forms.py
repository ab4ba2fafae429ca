"""Reads what a form of the desk sent, within limits."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from first_step.desk.problems import DeskProblem

LARGEST_FORM_BYTES = 16 * 1024
# A page of the queue has a box for each of its rows.
_MOST_FIELDS = 60


async def read_body(request: Request) -> bytes | None:
    """Return what was sent, None when it is larger than 16 KiB."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            return None
    return body


def fields_of(body: bytes) -> Mapping[str, str]:
    """Return the fields of a form; the last of several with one name counts.

    Raises DeskProblem ("bad_form") when it is not a form in UTF-8.
    """
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except (UnicodeError, ValueError):
        raise DeskProblem("bad_form") from None
    return {name: _plain(value) for name, value in pairs}


def _plain(value: str) -> str:
    """Return text without control characters, which no field of ours needs."""
    lines = value.replace("\r\n", "\n")
    return "".join(each for each in lines if each.isprintable() or each in "\n\t")
