"""Turns what the database driver raises into First Step's own errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from first_step.admissions.errors import StoreError, StoreUnavailable


@contextmanager
def store_failures() -> Iterator[None]:
    """Let a failure of the database leave as StoreUnavailable, a broken rule as StoreError.

    The driver's own error is not chained: PostgreSQL quotes the statement, values and all.
    """
    try:
        yield
    except IntegrityError as error:
        raise StoreError(f"a rule of the database was broken: {_cause(error)}") from None
    except DBAPIError as error:
        raise StoreUnavailable(f"the database cannot be read or written: {_cause(error)}") from None
    except TimeoutError:
        raise StoreUnavailable("no connection to the database became free in time") from None


def _cause(error: DBAPIError) -> str:
    """Return what went wrong, as SQLSTATE where the server's words could quote values."""
    name = type(error.orig).__name__
    code = getattr(error.orig, "pgcode", None)
    words = str(error.orig).strip().partition("\n")[0]
    return f"{name} {code}" if code else f"{name}: {words}"
