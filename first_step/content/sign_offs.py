"""Who answers for what must be true before real visitors: content/sign_offs.yml (facts 9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from first_step.admissions.errors import ContentError
from first_step.content.yaml_file import date_or_none, read_yaml, text_or_none

FILE = "sign_offs.yml"


@dataclass(frozen=True)
class SignOff:
    """One thing somebody has to answer for. by: a name, None while nobody does.

    again_after: how long it holds, None for good.
    """

    id: str
    what: str
    by: str | None
    on: date | None
    again_after: timedelta | None

    def missing(self, today: date) -> str | None:
        """Return why it does not hold today, None when it does."""
        if self.by is None or self.on is None:
            return "no name and date"
        if self.on > today:
            return f"dated {self.on}, which is to come"
        if self.again_after is not None and today - self.on > self.again_after:
            return f"last on {self.on}, due every {self.again_after.days} days"
        return None


def read_sign_offs(folder: Path) -> tuple[SignOff, ...]:
    """Return what sign_offs.yml says, in its order; raises ContentError."""
    try:
        return tuple(
            SignOff(
                id=str(row["id"]),
                what=str(row["what"]),
                by=text_or_none(row["signed_by"]),
                on=date_or_none(row["signed_on"]),
                again_after=_days(row.get("again_after_days")),
            )
            for row in read_yaml(folder / FILE)
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ContentError(f"{FILE}: missing or of the wrong kind: {error}") from None


def _days(value: object) -> timedelta | None:
    return None if value is None else timedelta(days=int(str(value)))
