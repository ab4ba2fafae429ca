"""The audit log: who did what to which record. Entries are added, never changed.

Each entry carries a keyed hash over itself and the hash before it: whoever edits, removes or
inserts one without the key breaks the chain. The database itself refuses updates and deletions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import desc, select, update
from sqlalchemy.orm import Session

from first_step.admissions.errors import StoreError
from first_step.store.codes import codes_of
from first_step.store.ids import checked_id
from first_step.store.sealed import sealer_of
from first_step.store.tables import AuditHeadRow, AuditRow

_READ_AT_ONCE = 1000
_HEAD = 1


@dataclass(frozen=True)
class AuditEntry:
    """One entry. actor: a staff id, or "system". about: a reference or conversation."""

    seq: int
    at: datetime
    actor: str
    event: str
    about: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class ChainCheck:
    """What `verify_chain` found. broken_at: number of the first entry that is wrong or missing."""

    entries: int
    broken_at: int | None

    @property
    def whole(self) -> bool:
        """Whether every entry is as it was written."""
        return self.broken_at is None


def write(
    session: Session,
    actor: str,
    event: str,
    about: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry and return it. details: codes only."""
    head = _head(session)
    row = AuditRow(
        seq=head.seq + 1,
        at=now.astimezone(timezone.utc),
        actor=checked_id(actor),
        event=checked_id(event),
        about=checked_id(about),
        details=codes_of(details or {}),
    )
    last: AuditRow | None = session.get(AuditRow, head.seq)
    row.hash = _hash(session, last.hash if last else "", row)
    head.seq, head.hash = row.seq, _head_hash(session, row.seq, row.hash)
    session.add(row)
    session.flush()
    return _entry(row)


def latest(
    session: Session,
    limit: int,
    before: int | None = None,
    about: str | None = None,
    *,
    actor: str | None = None,
    event: str | None = None,
) -> list[AuditEntry]:
    """Return up to `limit` entries, the newest first; `before` goes on from an entry's number.

    about, actor, event: only entries that have exactly this.
    """
    statement = select(AuditRow).order_by(desc(AuditRow.seq)).limit(limit)
    if before is not None:
        statement = statement.where(AuditRow.seq < before)
    wanted = ((AuditRow.about, about), (AuditRow.actor, actor), (AuditRow.event, event))
    for column, value in wanted:
        if value is not None:
            statement = statement.where(column == value)
    return [_entry(row) for row in session.execute(statement).scalars()]


def last_seq(session: Session) -> int:
    """Return the number of the last entry, 0 in an empty log: how many entries there are."""
    head = session.get(AuditHeadRow, _HEAD)
    return head.seq if head else 0


def touch_head(session: Session) -> None:
    """Write the end of the chain as it is; fails where the database takes no writes."""
    session.execute(update(AuditHeadRow).values(seq=AuditHeadRow.seq))


def verify_chain(session: Session) -> ChainCheck:
    """Return whether every entry is as it was written, and none is missing."""
    seq, before = 0, ""
    while rows := _following(session, seq):
        for row in rows:
            if row.seq != seq + 1 or row.hash != _hash(session, before, row):
                return ChainCheck(seq, seq + 1)
            seq, before = row.seq, row.hash
    head = session.get(AuditHeadRow, _HEAD)
    if head is None or head.seq != seq or head.hash != _head_hash(session, seq, before):
        return ChainCheck(seq, seq + 1)
    return ChainCheck(seq, None)


def _following(session: Session, seq: int) -> Sequence[AuditRow]:
    statement = (
        select(AuditRow).where(AuditRow.seq > seq).order_by(AuditRow.seq).limit(_READ_AT_ONCE)
    )
    rows: Sequence[AuditRow] = session.execute(statement).scalars().all()
    return rows


def _head(session: Session) -> AuditHeadRow:
    """Return the end of the chain, locked until the transaction ends."""
    statement = select(AuditHeadRow).where(AuditHeadRow.id == _HEAD).with_for_update()
    head: AuditHeadRow | None = session.execute(
        statement.execution_options(populate_existing=True)
    ).scalar_one_or_none()
    if head is None:
        raise StoreError("the audit log has lost its end")
    return head


def _hash(session: Session, before: str, row: AuditRow) -> str:
    at = row.at.astimezone(timezone.utc).isoformat()
    fields = [before, row.seq, at, row.actor, row.event, row.about, row.details]
    return sealer_of(session).blind_index(json.dumps(fields, sort_keys=True), "audit")


def _head_hash(session: Session, seq: int, last: str) -> str:
    """Return what proves that entry `seq` was once the last: taking away the newest ones shows."""
    return sealer_of(session).blind_index(f"{seq}:{last}", "audit-head") if seq else ""


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.seq, row.at, row.actor, row.event, row.about, row.details)
