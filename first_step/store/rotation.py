"""Seals everything anew that an older key still holds, while the product runs.

Small batches, each in a transaction of its own with its rows locked: what somebody changes is
waited for or waits, and is never overwritten by what it was before. Stopped half-way, the next
run goes on with what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, desc, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from first_step.admissions.errors import SealError
from first_step.admissions.sealing import Sealer
from first_step.store import audit
from first_step.store.channel_identities import address_purpose
from first_step.store.database import Database
from first_step.store.handover_notes import handover_purpose
from first_step.store.messages import message_purpose
from first_step.store.referral_records import body_purpose, note_purpose
from first_step.store.review_items import example_purpose, words_purpose
from first_step.store.safeguarding import safeguarding_purpose
from first_step.store.sealed import sealer_of
from first_step.store.sign_in_secrets import totp_purpose
from first_step.store.tables import (
    ChannelIdentityRow,
    HandoverNoteRow,
    MessageRow,
    ReferralEventRow,
    ReferralRow,
    ReviewItemRow,
    SafeguardingNoteRow,
    StaffRow,
    TrackerRow,
)
from first_step.store.trackers import tracker_purpose

# A batch holds its locks for a few milliseconds: writers of the product wait up to five seconds.
BATCH = 100


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed text. purpose: from the values of `key` and then of `named_by`."""

    kind: str
    column: Any
    key: tuple[Any, ...]
    purpose: Callable[..., str]
    named_by: tuple[Any, ...] = ()
    joined: Any = None


@dataclass(frozen=True)
class Progress:
    """What one batch did. damaged: sealed text that does not open, left as it is."""

    kind: str
    resealed: int
    damaged: int


_message = MessageRow.__table__.c
_referral = ReferralRow.__table__.c
_line = ReferralEventRow.__table__.c
_tracker = TrackerRow.__table__.c
_safeguarding = SafeguardingNoteRow.__table__.c
_review = ReviewItemRow.__table__.c
_identity = ChannelIdentityRow.__table__.c
_staff = StaffRow.__table__.c
_handover = HandoverNoteRow.__table__.c

SEALED_COLUMNS = (
    SealedColumn(
        "requests",
        _referral.body,
        (_referral.id,),
        lambda _, reference: body_purpose(reference),
        (_referral.reference,),
    ),
    SealedColumn(
        "notes",
        _line.note,
        (_line.id,),
        lambda _, reference: note_purpose(reference),
        (_referral.reference,),
        _line.referral_id == _referral.id,
    ),
    SealedColumn(
        "safeguarding_notes",
        _safeguarding.body,
        (_safeguarding.id,),
        lambda _, reference: safeguarding_purpose(reference),
        (_referral.reference,),
        _safeguarding.referral_id == _referral.id,
    ),
    SealedColumn(
        "messages", _message.body, (_message.conversation_id, _message.seq), message_purpose
    ),
    SealedColumn("trackers", _tracker.body, (_tracker.conversation_id,), tracker_purpose),
    *(
        SealedColumn(
            kind,
            column,
            (_review.id,),
            lambda _, conversation, seq, purpose=purpose: purpose(conversation, seq),
            (_review.conversation_id, _review.seq),
        )
        for kind, column, purpose in (
            ("review_items", _review.body, words_purpose),
            ("review_examples", _review.example, example_purpose),
        )
    ),
    SealedColumn(
        "addresses",
        _identity.address,
        (_identity.id,),
        lambda _, index: address_purpose(index),
        (_identity.address_index,),
    ),
    SealedColumn("second_factors", _staff.totp_secret, (_staff.id,), totp_purpose),
    SealedColumn("handover_notes", _handover.body, (_handover.id,), handover_purpose),
)


def usage(session: Session, sealer: Sealer) -> dict[str, int]:
    """Return how many sealed texts each key given holds; the sealing key comes first."""
    return {
        key: sum(_count(session, each, _held_by(each, key)) for each in SEALED_COLUMNS)
        for key in sealer.key_ids
    }


def refuse_missing_keys(session: Session, sealer: Sealer) -> None:
    """Raise SealError, naming the key, when sealed text needs one that is not given."""
    for each in SEALED_COLUMNS:
        unknown = and_(
            each.column.is_not(None), ~or_(*(_held_by(each, key) for key in sealer.key_ids))
        )
        count = _count(session, each, unknown)
        if count:
            sealed = session.execute(select(each.column).where(unknown).limit(1)).scalar_one()
            raise SealError(
                f"{count} {each.kind} need the key {sealed.partition(':')[0][:16]!r}, which is not"
                " among FIRST_STEP_SEALING_KEYS; nothing was sealed anew"
            )


def unreadable(session: Session) -> list[str]:
    """Return the kinds whose newest sealed text does not open with the keys given."""
    return [each.kind for each in SEALED_COLUMNS if not _newest_opens(session, each)]


def _newest_opens(session: Session, each: SealedColumn) -> bool:
    statement = select(each.column, *each.key, *each.named_by).where(each.column.is_not(None))
    if each.joined is not None:
        statement = statement.where(each.joined)
    newest = session.execute(statement.order_by(*map(desc, each.key)).limit(1)).first()
    try:
        if newest is not None:
            sealer_of(session).open(newest[0], each.purpose(*newest[1:]))
    except SealError:
        return False
    return True


def rotate(database: Database, batch: int = BATCH) -> Iterator[Progress]:
    """Seal anew what older keys hold, and yield after each batch; raises SealError at the start.

    Raises StoreUnavailable when a lock is not to be had for five seconds: run it again.
    """
    with database.read() as session:
        refuse_missing_keys(session, database.sealer)
    for each in SEALED_COLUMNS:
        after: tuple[Any, ...] | None = None
        while True:
            with database.write() as session:
                after, progress = _reseal_batch(session, database.sealer, each, after, batch)
            if after is None:
                break
            yield progress


def note_rotation(
    session: Session, sealer: Sealer, actor: str, counts: dict[str, int], now: datetime
) -> None:
    """Write into the audit log how many of each kind were sealed anew, and with which key."""
    audit.write(session, actor, "keys.rotated", sealer.key_id, now, counts)


def _reseal_batch(
    session: Session,
    sealer: Sealer,
    each: SealedColumn,
    after: tuple[Any, ...] | None,
    batch: int,
) -> tuple[tuple[Any, ...] | None, Progress]:
    """Return the key of the last row seen, None when there was none, and what was done."""
    resealed = damaged = 0
    rows = session.execute(_locked(sealer, each, after, batch)).all()
    for sealed, *values in rows:
        purpose = each.purpose(*values)
        try:
            anew = sealer.seal(sealer.open(sealed, purpose), purpose)
        except SealError:
            damaged += 1
            continue
        key = values[: len(each.key)]
        # The row is locked; the old text in the condition says the same once more.
        same = [column == value for column, value in zip(each.key, key, strict=True)]
        statement = update(each.column.table).where(*same, each.column == sealed)
        resealed += session.execute(statement.values({each.column.name: anew})).rowcount
    last = tuple(rows[-1][1 : 1 + len(each.key)]) if rows else None
    return last, Progress(each.kind, resealed, damaged)


def _locked(sealer: Sealer, each: SealedColumn, after: tuple[Any, ...] | None, batch: int) -> Any:
    older = and_(each.column.is_not(None), ~_held_by(each, sealer.key_id))
    statement = select(each.column, *each.key, *each.named_by).where(older)
    if each.joined is not None:
        statement = statement.where(each.joined)
    if after is not None:
        statement = statement.where(tuple_(*each.key) > tuple_(*after))
    ordered = statement.order_by(*each.key).limit(batch)
    return ordered.with_for_update(of=each.column.table)


def _held_by(each: SealedColumn, key_id: str) -> Any:
    return each.column.startswith(key_id + ":", autoescape=True)


def _count(session: Session, each: SealedColumn, condition: Any) -> int:
    count: int = session.execute(
        select(func.count()).select_from(each.column.table).where(condition)
    ).scalar_one()
    return count
