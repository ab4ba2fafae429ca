from __future__ import annotations

import pytest
from sqlalchemy import text

from first_step.admissions.errors import StoreError
from first_step.store import audit
from first_step.store.database import Database, Session

from .samples import NOW, at_once, later

REFERENCE = "FS-7K3M-QX"


@pytest.fixture
def written(database: Database) -> Database:
    with database.write() as session:
        for number in range(4):
            details = {"page": number, "share": 0.1}
            audit.write(session, "sam", "referral_opened", REFERENCE, later(number), details)
    return database


def tamper(session: Session, *statements: str) -> None:
    """Change the log as somebody with the database's password could."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_no_update"))
        session.execute(text("DROP TRIGGER audit_no_delete"))
    else:
        session.execute(text("DROP TRIGGER audit_no_change ON audit"))
    for statement in statements:
        session.execute(text(statement))


def test_an_untouched_log_is_whole(written: Database) -> None:
    with written.read() as session:
        check = audit.verify_chain(session)
        entries = audit.latest(session, 2)
    assert check.whole
    assert check.entries == 4
    assert [entry.seq for entry in entries] == [4, 3]
    assert (entries[0].actor, entries[0].about, entries[0].at) == ("sam", REFERENCE, later(3))


def test_an_empty_log_is_whole(database: Database) -> None:
    with database.read() as session:
        assert audit.verify_chain(session).whole


def test_entries_are_read_page_by_page_and_by_record(written: Database) -> None:
    with written.write() as session:
        audit.write(session, "alex", "signed_in", "alex", NOW)
        assert [entry.seq for entry in audit.latest(session, 2, before=4)] == [3, 2]
        assert [entry.seq for entry in audit.latest(session, 9, about="alex")] == [5]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit SET actor = 'alex' WHERE seq = 2", "DELETE FROM audit WHERE seq = 4"],
)
def test_the_database_refuses_to_change_an_entry(written: Database, statement: str) -> None:
    with pytest.raises(StoreError), written.write() as session:
        session.execute(text(statement))
    with written.read() as session:
        assert audit.verify_chain(session).whole


@pytest.mark.parametrize(
    ("statements", "broken_at"),
    [
        (["UPDATE audit SET actor = 'alex' WHERE seq = 2"], 2),
        (["""UPDATE audit SET details = '{"page": 9}' WHERE seq = 3"""], 3),
        (["DELETE FROM audit WHERE seq = 1"], 1),
        (["DELETE FROM audit WHERE seq = 3"], 3),
        (["DELETE FROM audit WHERE seq = 4"], 4),
        (
            [
                "DELETE FROM audit WHERE seq = 4",
                "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE seq = 3)",
            ],
            4,
        ),
    ],
)
def test_an_edit_of_the_log_is_detected(
    written: Database, statements: list[str], broken_at: int
) -> None:
    with written.write() as session:
        tamper(session, *statements)
    with written.read() as session:
        check = audit.verify_chain(session)
    assert not check.whole
    assert check.broken_at == broken_at


def test_entries_written_at_once_form_one_chain(
    database: Database, other_process: Database
) -> None:
    def work(opened: Database, actor: str) -> None:
        for number in range(4):
            with opened.write() as session:
                audit.write(session, actor, "referral_opened", REFERENCE, later(number))

    at_once(
        lambda: work(database, "sam"),
        lambda: work(database, "alex"),
        lambda: work(other_process, "charlie"),
    )
    with database.read() as session:
        check = audit.verify_chain(session)
    assert (check.entries, check.whole) == (12, True)
