"""Seals and opens what a session stores, with the keys of the installation.

The purpose names the place, so that sealed text moved to another row does not open there.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.orm import Session

from first_step.admissions.errors import SealError
from first_step.admissions.sealing import Sealer

SEALER = "sealer"


def sealer_of(session: Session) -> Sealer:
    """Return the sealer that the database gave to its session."""
    sealer: Sealer = session.info[SEALER]
    return sealer


def seal_json(session: Session, value: Any, purpose: str) -> str:
    """Return `value`, made of JSON values, as sealed text."""
    return sealer_of(session).seal(json.dumps(value, separators=(",", ":")), purpose)


def open_json(session: Session, sealed: str, purpose: str) -> Any:
    """Return what `seal_json` sealed; raises SealError."""
    try:
        return json.loads(sealer_of(session).open(sealed, purpose))
    except ValueError:
        raise SealError("sealed text does not hold what was expected") from None
