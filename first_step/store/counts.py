"""Anonymous counts by day: how often something happened, never whose it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from first_step.store.codes import codes_of
from first_step.store.tables import CountRow

_count = CountRow.__table__.c


@dataclass(frozen=True)
class Count:
    """How often `key` of `kind` happened on a channel on one day."""

    day: date
    channel: str
    kind: str
    key: str
    count: int


def add(session: Session, day: date, channel: str, kind: str, key: str, number: int = 1) -> None:
    """Count `number` more; what is no code is replaced, as in notices."""
    codes = codes_of({"channel": channel, "kind": kind, "key": key})
    _upsert(session, [{**codes, "day": day, "count": number}])


def add_all(session: Session, day: date, channel: str, counted: Iterable[tuple[str, str]]) -> None:
    """Count each (kind, key) once more, all in one statement; one that stands twice adds two."""
    # As codes first: PostgreSQL refuses one statement that touches a row twice.
    codes = Counter(tuple(codes_of({"kind": kind, "key": key}).values()) for kind, key in counted)
    place = {"day": day, **codes_of({"channel": channel})}
    rows = [
        {**place, "kind": kind, "key": key, "count": number}
        # Always in the same order, so that two transactions never wait for each other.
        for (kind, key), number in sorted(codes.items())
    ]
    if rows:
        _upsert(session, rows)


def _upsert(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    # In one statement, so that two processes that count at once lose nothing; without its values,
    # so that it is compiled once and not for each turn.
    session.execute(_STATEMENTS[session.get_bind().dialect.name], rows)


def _statement(insert: Any) -> Any:
    return insert.on_conflict_do_update(
        index_elements=["day", "channel", "kind", "key"],
        set_={"count": _count.count + insert.excluded.count},
    )


_STATEMENTS: Mapping[str, Any] = {
    "postgresql": _statement(postgresql.insert(CountRow.__table__)),
    "sqlite": _statement(sqlite.insert(CountRow.__table__)),
}


def between(session: Session, kind: str, first: date, last: date) -> list[Count]:
    """Return the counts of a kind from the first to the last day, both included, by day."""
    statement = (
        select(_count.day, _count.channel, _count.kind, _count.key, _count.count)
        .where(_count.kind == kind, _count.day >= first, _count.day <= last)
        .order_by(_count.day, _count.channel, _count.key)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    return [Count(*row) for row in rows]
