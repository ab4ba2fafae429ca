"""What every table shares: naming of constraints, the typed row, and moments in UTC."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, TypeDecorator
from sqlalchemy.orm import registry

# Constraints with names of their own can be changed by a later migration.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=_NAMES)
_registry = registry(metadata=metadata)
mapped = _registry.mapped

ID_LENGTH = 64
CODE_LENGTH = 64

# SQLite counts up only in a column of type INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Row:
    """A mapped row: columns are annotated with the Python type that they hold."""

    __table__: ClassVar[Any]

    def __init__(self, **values: Any) -> None:
        _registry.constructor(self, **values)


class UtcTime(TypeDecorator):
    """Aware moments: kept in UTC, given back in UTC, also by SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        """Return the moment in UTC; raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment to store needs a time zone")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        """Return the moment, aware."""
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(timezone.utc)
        return value.replace(tzinfo=timezone.utc)


def moment(*, required: bool = True, index: bool = False) -> Any:
    """Return a column that holds a moment."""
    return Column(UtcTime, nullable=not required, index=index)
