from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, text

from first_step.admissions.errors import SealError, StoreError
from first_step.admissions.referral import Status
from first_step.store import conversations, failed_sign_ins, messages, referrals
from first_step.store.database import Database
from first_step.store.trackers import save_tracker

from .samples import KEV, NOW, URGENT, contact_request

SAID = "my brother Obadiah keeps collapsing"
TAPPED = "flow:pregnancy=yes"
NOTE = "rang Obadiah, mother answered"
SECRETS = [
    SAID,
    "Obadiah",
    TAPPED,
    NOTE,
    "Kevin",
    "Zebedee",
    "7700900123",
    "kev.zebedee",
    "tulip",
    "hunter2",
]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as session:
        conversations.create(session, KEV, "website", NOW)
        messages.add_reply(session, KEV, "bot", "Are you?", (("Yes", TAPPED),), None, NOW)
        messages.add_visitor_message(session, KEV, "c1", SAID, TAPPED, NOW)
        save_tracker(session, KEV, f'{{"said": "{SAID}"}}', NOW)
        made, _ = referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=URGENT,
            due_at=NOW,
            now=NOW,
        )
        referrals.move(session, made.reference, Status.ATTEMPTED, "sam", NOTE, NOW)
        failed_sign_ins.add(session, "hunter2", NOW)
    return database


def stored_text(database_url: str) -> str:
    """Return everything the database holds: its files, or each row of each table."""
    if database_url.startswith("sqlite"):
        folder = Path(database_url.removeprefix("sqlite:///")).parent
        files = [path for path in folder.iterdir() if path.is_file()]
        assert any(path.name.endswith("-wal") for path in files)
        return "".join(path.read_bytes().decode("latin-1") for path in files)
    engine = create_engine(database_url, future=True)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [
            str(row) for table in tables.sorted_tables for row in connection.execute(table.select())
        ]
    engine.dispose()
    return "".join(rows)


def test_nothing_personal_stands_in_the_database_in_plain(
    filled: Database, database_url: str
) -> None:
    stored = stored_text(database_url)
    assert KEV in stored
    assert [secret for secret in SECRETS if secret in stored] == []


def test_a_sealed_message_moved_to_another_row_does_not_open(filled: Database) -> None:
    with filled.write() as session:
        session.execute(
            text(
                "UPDATE messages SET body = (SELECT m.body FROM messages m WHERE m.seq = 2)"
                " WHERE seq = 1"
            )
        )
    with pytest.raises(SealError), filled.read() as session:
        messages.after(session, KEV, 0, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT :said FROM no_such_table",
        "UPDATE conversations SET channel = NULL, holder_id = :said",
        "INSERT INTO staff (id, name, login, password_hash, roles, active)"
        " VALUES (:said, :said, :said, 'x', '[]', false), (:said, :said, :said, 'x', '[]', false)",
    ],
)
def test_errors_of_the_database_hold_no_personal_values(filled: Database, statement: str) -> None:
    with pytest.raises(StoreError) as raised, filled.write() as session:
        session.execute(text(statement), {"said": SAID})
    told = traceback.format_exception(raised.type, raised.value, raised.tb)
    assert "Obadiah" not in "".join(told)
