from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from first_step.store import proofs, referrals
from first_step.store.database import Database, Session
from first_step.store.proofs import Proof

from .samples import KEV, MARGARET, NOW, URGENT, contact_request, later

PHONE, WRONG = "+447700900123", "+447700900999"
UNKNOWN = "FS-00000-0"


@pytest.fixture
def reference(with_kev: Database) -> str:
    with with_kev.write() as session:
        made, _ = referrals.record(
            session,
            contact_request(),
            conversation_id=KEV,
            channel="website",
            triage=URGENT,
            due_at=later(60),
            now=NOW,
        )
    return made.reference


def tried(
    database: Database, reference: str, phone: str | None, where: str = KEV, seconds: float = 0
) -> Proof:
    with database.write() as session:
        return proofs.prove(session, reference, where, later(seconds), phone=phone)


@contextmanager
def statements_of(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []
    bind = session.get_bind()

    def note(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(bind, "before_cursor_execute", note)
    yield seen
    event.remove(bind, "before_cursor_execute", note)


def test_the_reference_with_its_phone_or_address_is_proof(
    with_kev: Database, reference: str
) -> None:
    assert tried(with_kev, reference, PHONE) == Proof(reference, too_many=False)
    with with_kev.write() as session:
        by_mail = proofs.prove(session, reference, KEV, NOW, email="Kev.Zebedee@example.org")
    assert by_mail.reference == reference


def test_a_guesser_gets_one_answer_after_the_same_statements_whatever_is_wrong(
    with_kev: Database, reference: str
) -> None:
    seen, answers = [], []
    for name, phone in ((reference, WRONG), (UNKNOWN, PHONE), (UNKNOWN, WRONG)):
        with with_kev.write() as session, statements_of(session) as statements:
            answers.append(proofs.prove(session, name, KEV, NOW, phone=phone))
        seen.append(list(statements))
    assert answers == [Proof(None, too_many=False)] * 3
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0]) >= 3


def test_five_wrong_tries_in_an_hour_end_it_for_a_conversation(
    with_kev: Database, reference: str, other_process: Database
) -> None:
    for number in range(proofs.MOST_WRONG):
        assert not tried(with_kev, f"FS-0000{number}-0", PHONE).too_many
    assert tried(other_process, reference, PHONE) == Proof(None, too_many=True)
    assert tried(with_kev, reference, PHONE, MARGARET).reference == reference
    hour = proofs.WRONG_COUNT_FOR + timedelta(seconds=1)
    assert tried(with_kev, reference, PHONE, seconds=hour.total_seconds()).reference == reference


def test_five_wrong_tries_end_it_for_a_reference_from_anywhere_known_or_not(
    with_kev: Database, reference: str
) -> None:
    for name in (reference, UNKNOWN):
        for number in range(proofs.MOST_WRONG):
            tried(with_kev, name, WRONG, f"conversation-{name}-{number}")
        assert tried(with_kev, name, PHONE, f"fresh-{name}") == Proof(None, too_many=True)
