"""Days on which the provider's team does not work at all, as content/provider.yml lists them."""

from __future__ import annotations

import re
from datetime import date

from first_step.admissions.errors import ContentError

# A longer one is far likelier a wrong year than a closure.
_LONGEST_DAYS = 92
_SPAN = re.compile(r"(\S+)\s+to\s+(\S+)")


def read_closures(written: object) -> tuple[tuple[date, date], ...]:
    """Return first and last day of each closure, in order; raises ContentError.

    written: None, or a list of dates ("2026-12-25") and spans ("2026-12-24 to 2027-01-01").
    """
    if written is None:
        return ()
    if not isinstance(written, list):
        raise ContentError("provider.yml: closures needs a list of dates")
    return tuple(sorted(_closure(each) for each in written))


def read_date(written: object) -> date:
    """Return the date of "2026-12-25", quoted or not; raises ContentError."""
    try:
        return date.fromisoformat(str(written).strip())
    except ValueError:
        raise ContentError(
            f'provider.yml: "{written}" is not a date of the form 2026-12-25'
        ) from None


def _closure(written: object) -> tuple[date, date]:
    span = _SPAN.fullmatch(str(written).strip())
    first, last = (span.group(1), span.group(2)) if span else (written, written)
    start, end = read_date(first), read_date(last)
    if end < start:
        raise ContentError(f'provider.yml: the closure "{written}" ends before it begins')
    if (end - start).days >= _LONGEST_DAYS:
        raise ContentError(
            f'provider.yml: the closure "{written}" is longer than {_LONGEST_DAYS} days'
        )
    return start, end
