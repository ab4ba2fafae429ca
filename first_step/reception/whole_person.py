"""Everything about one person, in the database and in the journal beside it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from first_step.reception.journal import Found, Journal
from first_step.store import person as people
from first_step.store.database import Database, Session
from first_step.store.person import Person

_KIND = "journal_messages"


def export(session: Session, journal: Journal, person: Person) -> dict[str, Any]:
    """Return all that is stored about the person as JSON values; raises SealError."""
    waiting = [_plain(each) for each in journal.of(person.conversation_ids)]
    return {**people.export(session, person), _KIND: waiting}


def parts_count(session: Session, journal: Journal, person: Person) -> Counter[str]:
    """Return how many records of each kind `erase` would delete; nothing is changed."""
    beside = Counter({_KIND: len(journal.of(person.conversation_ids))})
    return +(people.parts_count(session, person) + beside)


def erase(
    database: Database, journal: Journal, wanted: dict[str, Any], actor: str, now: datetime
) -> tuple[Person, Counter[str]]:
    """Delete all of it but the audit log; return who it was and what went, by kind.

    wanted: who is meant, as `people.find` takes it. The journal is held meanwhile: a first message
    that is replayed would bring the conversation back. Raises NotFound when there is no such
    request, StoreError while the bot is answering; then nothing has changed.
    """
    with journal.held(), database.write() as session:
        person = people.find(session, **wanted)
        records = journal.of(person.conversation_ids)
        gone = people.erase(session, person, actor, now, {_KIND: len(records)})
        journal.forget(records)
    return person, gone


def _plain(record: Found) -> dict[str, Any]:
    kept = record.kept
    return {
        "conversation_id": kept.conversation,
        "at": record.at.isoformat(),
        "text": kept.incoming.text,
        "payload": kept.incoming.payload,
        "channel": kept.channel,
        "waits": record.waits,
    }
