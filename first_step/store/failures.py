"""Turns what the database driver raises into First Step's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from first_step.admissions.errors import StoreError, StoreUnavailable


@contextmanager
def store_failures() -> Iterator[None]:
    """Let a failure of the database leave as StoreUnavailable, a broken rule as StoreError."""
    try:
        yield
    except IntegrityError as error:
        raise StoreError("a rule of the database was broken") from error
    except (DBAPIError, TimeoutError) as error:
        cause = getattr(error, "orig", None) or error
        raise StoreUnavailable(
            f"the database cannot be read or written: {type(cause).__name__}"
        ) from error
