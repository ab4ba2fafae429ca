"""What is kept no longer than it may be (facts H10): told first, then deleted in small batches.

A row is locked and looked at once more before it goes, so that whoever comes back in the same
moment keeps what they wrote. Stopped half-way, the next run goes on with what is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session

from first_step.admissions.referral import Status
from first_step.store import audit
from first_step.store.database import Database
from first_step.store.joining import hand_on
from first_step.store.referral_rows import locked_rows
from first_step.store.removal import Part, count, parts_of, remove
from first_step.store.tables import (
    AlertRow,
    ConversationRow,
    FailedSignInRow,
    HandoverNoteRow,
    OutboxRow,
    ReferralRow,
    ReviewItemRow,
    StaffSessionRow,
    TrackerRow,
    TurnRow,
)

BATCH = 100
# What the entries of the audit log about a purge are about.
PURGE = "retention"

# Of somebody who neither asked for a person, was in danger, nor consented (facts H10).
UNASKED = timedelta(hours=24)
# The law allows up to one month after a withdrawal (facts H7); the shortest month has 28 days.
WITHDRAWN = timedelta(days=28)
# Long enough to see after a long weekend whether a notice went out.
DELIVERED = timedelta(days=7)
# Sign-ins last twelve hours at most, and failed ones count for minutes.
SIGN_INS = timedelta(hours=24)
# Long enough to look up what the last shifts left; the design's, for the provider to confirm.
HANDED_OVER = timedelta(days=30)

# A message to review: decided on, or old enough that nobody will.
REVIEW = timedelta(days=90)

_conversation = ConversationRow.__table__.c
_referral = ReferralRow.__table__.c
_tracker = TrackerRow.__table__.c
_turn = TurnRow.__table__.c
_alert = AlertRow.__table__.c
_notice = OutboxRow.__table__.c


@dataclass(frozen=True)
class Rules:
    """How long things are kept, counted back from `now`. retention_days: of provider.yml."""

    now: datetime
    retention_days: int

    @property
    def retention(self) -> timedelta:
        """How long a request is kept after the last contact."""
        return timedelta(days=self.retention_days)


def due(session: Session, rules: Rules) -> Counter[str]:
    """Return how many rows of each kind would go now; nothing is changed."""
    references = select(_referral.reference).where(_request_is_due(rules))
    ids = select(_conversation.id).where(
        or_(_with_its_request(rules), _unasked_is_due(rules), _enquiry_is_due(rules))
    )
    # A delivered notice about a request that goes is counted once.
    others = [
        part if part.kind != "notices" else Part("notices", OutboxRow, _any_notice(part, rules))
        for part in parts_of(references, ids)
    ]
    others = [
        part
        if part.kind != "review_items"
        else Part(part.kind, part.table, or_(part.condition, _review_is_over(rules)))
        for part in others
    ]
    lone = Part("trackers", TrackerRow, _lone_tracker_is_due(rules))
    return count(session, (*others, lone, *_of_staff(rules)))


def purge(database: Database, rules: Rules, actor: str) -> Counter[str]:
    """Delete what is due and return how many rows of each kind went; the audit log has the counts.

    Raises StoreUnavailable; what went until then is in the audit log if that can be written.
    """
    gone: Counter[str] = Counter()
    try:
        for batch in _batches(database, rules):
            gone.update(batch)
    finally:
        with database.write() as session:
            audit.write(session, actor, "purged", PURGE, rules.now, gone)
    return gone


def _batches(database: Database, rules: Rules) -> Iterator[Counter[str]]:
    after: Any = 0
    while after is not None:
        with database.write() as session:
            after, gone = _purge_requests(session, rules, after)
        yield gone
    after = ""
    while after is not None:
        with database.write() as session:
            after, gone = _purge_conversations(session, rules, after)
        yield gone
    with database.write() as session:
        lone = Part("trackers", TrackerRow, _lone_tracker_is_due(rules))
        delivered = Part("notices", OutboxRow, _delivered_is_due(rules))
        reviewed = Part("review_items", ReviewItemRow, _review_is_over(rules))
        yield remove(session, (lone, delivered, reviewed, *_of_staff(rules)))


def _purge_requests(session: Session, rules: Rules, after: int) -> tuple[int | None, Counter[str]]:
    """Delete the next due requests with their conversations; return the last id looked at."""
    columns = (_referral.id, _referral.reference, _referral.conversation_id)
    statement = select(*columns).where(_request_is_due(rules), _referral.id > after)
    found = session.execute(statement.order_by(_referral.id).limit(BATCH)).all()
    if not found:
        return None, Counter()
    talks = sorted({row.conversation_id for row in found if row.conversation_id})
    _lock(session, _conversation.id, talks)
    ids = [row.id for row in locked_rows(session, [row.reference for row in found])]
    still = select(_referral.reference).where(_referral.id.in_(ids), _request_is_due(rules))
    references = session.execute(still).scalars().all()
    for reference in references:
        hand_on(session, reference, rules.now)
    elsewhere = select(_referral.conversation_id).where(
        _referral.conversation_id.in_(talks), _referral.reference.not_in(references)
    )
    over = session.execute(
        select(_conversation.id).where(
            _conversation.id.in_(talks),
            _conversation.id.not_in(elsewhere),
            _quiet(rules.now - UNASKED),
        )
    )
    return found[-1].id, remove(session, parts_of(references, over.scalars().all()))


def _purge_conversations(
    session: Session, rules: Rules, after: str
) -> tuple[str | None, Counter[str]]:
    """Delete the next due conversations without a request; return the last id looked at."""
    is_due = or_(_unasked_is_due(rules), _enquiry_is_due(rules))
    statement = select(_conversation.id).where(is_due, _conversation.id > after)
    found = session.execute(statement.order_by(_conversation.id).limit(BATCH)).scalars().all()
    if not found:
        return None, Counter()
    _lock(session, _conversation.id, found)
    still = select(_conversation.id).where(_conversation.id.in_(found), is_due)
    return found[-1], remove(session, parts_of([], session.execute(still).scalars().all()))


def _lock(session: Session, key: Any, values: Any) -> None:
    """Lock rows in the order of their keys; what is asked afterwards sees them as they are now."""
    session.execute(select(key).where(key.in_(values)).order_by(key).with_for_update()).all()


def _request_is_due(rules: Rules) -> Any:
    withdrawn = _referral.status == Status.WITHDRAWN.value
    ended = func.coalesce(_referral.closed_at, _referral.touched_at)
    return or_(
        _referral.touched_at <= rules.now - rules.retention,
        and_(withdrawn, ended <= rules.now - WITHDRAWN),
    )


def _with_its_request(rules: Rules) -> Any:
    """Conversations all of whose requests are due, unless somebody is talking there."""
    own = _referral.conversation_id == _conversation.id
    return and_(
        select(_referral.id).where(own, _request_is_due(rules)).exists(),
        ~select(_referral.id).where(own, not_(_request_is_due(rules))).exists(),
        _quiet(rules.now - UNASKED),
    )


def _unasked_is_due(rules: Rules) -> Any:
    return and_(not_(_of_concern()), ~_has_request(), _quiet(rules.now - UNASKED))


def _enquiry_is_due(rules: Rules) -> Any:
    """Somebody asked or was in danger and left no request; danger nobody has seen stays."""
    unseen = _alert.acknowledged_at.is_(None)
    own = _alert.conversation_id == _conversation.id
    return and_(
        _of_concern(),
        ~_has_request(),
        ~select(_alert.id).where(own, unseen).exists(),
        _quiet(rules.now - max(rules.retention, UNASKED)),
    )


def _of_concern() -> Any:
    """Conversations that staff have a reason to see (facts P12)."""
    return or_(
        _conversation.asked_for_person_at.is_not(None),
        _conversation.in_danger_at.is_not(None),
        _conversation.consented_at.is_not(None),
        _conversation.holder != "bot",
        select(_alert.id).where(_alert.conversation_id == _conversation.id).exists(),
    )


def _has_request() -> Any:
    return select(_referral.id).where(_referral.conversation_id == _conversation.id).exists()


def _quiet(since: datetime) -> Any:
    """No message, no turn that waits, and nothing that the bot remembers of a form since then."""
    waits = and_(_turn.conversation_id == _conversation.id, _turn.state.in_(("waiting", "asked")))
    fresh = and_(_tracker.conversation_id == _conversation.id, _tracker.saved_at > since)
    return and_(
        func.coalesce(_conversation.last_message_at, _conversation.created_at) <= since,
        ~select(_turn.seq).where(waits).exists(),
        ~select(_tracker.conversation_id).where(fresh).exists(),
    )


def _lone_tracker_is_due(rules: Rules) -> Any:
    """Trackers of Rasa's own channels, or saved in the moment when the conversation went."""
    own = _tracker.conversation_id == _conversation.id
    kept = and_(_referral.conversation_id == _tracker.conversation_id, not_(_request_is_due(rules)))
    return and_(
        _tracker.saved_at <= rules.now - UNASKED,
        ~select(_conversation.id).where(own).exists(),
        ~select(_referral.id).where(kept).exists(),
    )


def _delivered_is_due(rules: Rules) -> Any:
    return and_(_notice.state == "done", _notice.ended_at <= rules.now - DELIVERED)


def _review_is_over(rules: Rules) -> Any:
    item = ReviewItemRow.__table__.c
    return or_(item.state.in_(("approved", "dismissed")), item.at <= rules.now - REVIEW)


def _any_notice(part: Part, rules: Rules) -> Any:
    return or_(part.condition, _delivered_is_due(rules))


def _of_staff(rules: Rules) -> tuple[Part, ...]:
    before = rules.now - SIGN_INS
    return (
        Part("ended_sign_ins", StaffSessionRow, StaffSessionRow.__table__.c.ends_at <= before),
        Part("failed_sign_ins", FailedSignInRow, FailedSignInRow.__table__.c.at <= before),
        Part(
            "handover_notes",
            HandoverNoteRow,
            HandoverNoteRow.__table__.c.done_at <= rules.now - HANDED_OVER,
        ),
    )
