"""Identifiers that every database can hold."""

from __future__ import annotations

import uuid

from first_step.admissions.errors import StoreError
from first_step.store.tables.base import ID_LENGTH


def checked_id(value: str, longest: int = ID_LENGTH) -> str:
    """Return `value`; raises StoreError when it is empty, too long or has unprintable characters.

    Lone surrogates and NUL stop a database driver in ways that differ, so they never reach it.
    """
    if not 1 <= len(value) <= longest or not value.isprintable():
        raise StoreError("this id cannot be stored")
    return value


def new_id() -> str:
    """Return an id that nobody else has: 32 hex digits."""
    return uuid.uuid4().hex
