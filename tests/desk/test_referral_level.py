from __future__ import annotations

import pytest

from first_step.admissions.referral import LOWERED, RAISED, Level, Status
from first_step.desk.referral.words import LOWERED_NAMES, RAISED_NAMES
from first_step.store import audit, referrals
from first_step.store.database import Database

from .cast import Browser, add_referral, contact_request


def level_of(database: Database, reference: str) -> Level:
    with database.read() as session:
        return referrals.get(session, reference).priority


def test_every_reason_has_its_words() -> None:
    assert set(LOWERED_NAMES) == set(LOWERED)
    assert set(RAISED_NAMES) == set(RAISED)


def test_a_person_lowers_a_level_and_answers_for_it(alice: Browser, database: Database) -> None:
    reference = add_referral(database, level=Level.URGENT).reference
    page = alice.open(f"/referrals/{reference}")
    assert "The program never lowers a level." in page
    wanted = {"form": "lower", "level": "soon", "why": "said_in_error", "level_words": "a slip"}
    page = alice.send(f"/referrals/{reference}/lower", **wanted)
    assert alice.status == 400
    assert "Say that you decided this." in page
    assert level_of(database, reference) is Level.URGENT
    page = alice.send(f"/referrals/{reference}/lower", sure="yes", **wanted)
    assert "The level is lowered." in page
    assert "Level lowered" in page
    assert "It was said or tapped by mistake: a slip" in page
    assert level_of(database, reference) is Level.SOON
    with database.read() as session:
        entry = next(each for each in audit.latest(session, 50) if each.event == "level_lowered")
    assert dict(entry.details) == {"before": "urgent", "after": "soon", "reason": "said_in_error"}
    assert "slip" not in repr(entry)


def test_a_person_raises_a_level_and_the_call_comes_forward(
    alice: Browser, database: Database
) -> None:
    reference = add_referral(database, level=Level.ROUTINE, reasons=("R22",)).reference
    before = "due today by 16:05"
    assert before in alice.open(f"/referrals/{reference}")
    wanted = {"form": "raise", "level": "emergency", "why": "told_on_the_call"}
    page = alice.send(f"/referrals/{reference}/raise", **wanted)
    assert "The level is raised" in page
    assert "due now" in page
    assert "They told us on the call" in page
    assert level_of(database, reference) is Level.EMERGENCY


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("lower", {"level": "urgent"}, ""),
        ("lower", {"level": "emergency"}, ""),
        ("raise", {"level": "soon", "why": "other"}, ""),
        ("lower", {"level": "none"}, "Choose a level."),
        ("lower", {"why": "bored"}, "Choose why."),
        ("raise", {"level": "emergency", "why": "said_in_error"}, "Choose why."),
        ("raise", {"level": "emergency", "why": "other", "level_words": "x" * 201}, "Say it short"),
    ],
)
def test_only_the_other_way_with_a_known_reason(
    alice: Browser, database: Database, path: str, fields: dict[str, str], words: str
) -> None:
    reference = add_referral(database, level=Level.URGENT).reference
    alice.open(f"/referrals/{reference}")
    sent = {"form": path, "level": "soon", "why": "other", "sure": "yes", **fields}
    page = alice.send(f"/referrals/{reference}/{path}", **sent)
    assert alice.status == 400
    assert words in page
    assert level_of(database, reference) is Level.URGENT


def test_a_more_urgent_one_that_joins_it_keeps_it_high(alice: Browser, database: Database) -> None:
    lead = add_referral(database, contact_request("1"), level=Level.URGENT).reference
    add_referral(database, contact_request("2"), level=Level.URGENT)
    alice.open(f"/referrals/{lead}")
    wanted = {"level": "routine", "why": "other", "sure": "yes"}
    assert "the level stays higher" in alice.send(f"/referrals/{lead}/lower", **wanted)
    assert level_of(database, lead) is Level.URGENT


def test_there_is_no_way_beyond_the_ends_nor_after_the_end(
    bob: Browser, database: Database
) -> None:
    low = add_referral(database, contact_request("1"), level=Level.ROUTINE).reference
    assert "/lower" not in bob.open(f"/referrals/{low}")
    other = contact_request("2", phone="+447700900456")
    high = add_referral(database, other, level=Level.EMERGENCY).reference
    assert "/raise" not in bob.open(f"/referrals/{high}")
    with database.write() as session:
        referrals.move(
            session, high, Status.CLOSED, "bob", None, referrals.get(session, high).due_at, "other"
        )
    page = bob.open(f"/referrals/{high}")
    assert "/lower" not in page
    bob.send(f"/referrals/{high}/lower", level="soon", why="other", sure="yes")
    assert bob.status == 400
