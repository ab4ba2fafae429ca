from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from first_step.admissions.errors import SealError
from first_step.admissions.keys import SealingKey
from first_step.admissions.referral import Status
from first_step.store import (
    channel_identities,
    conversations,
    handover_notes,
    messages,
    referrals,
    review_items,
    rotation,
    safeguarding,
    sign_in_secrets,
    staff,
)
from first_step.store.database import Database, open_database
from first_step.store.tables import metadata
from first_step.store.trackers import load_tracker, save_tracker

from .samples import (
    KEV,
    MARGARET,
    NOW,
    URGENT,
    add_conversation,
    at_once,
    contact_request,
    say,
    settings_for,
)

NEW_KEY = SealingKey("k2", bytes((number * 7 + 3) % 256 for number in range(32)))
# Columns of text that rotation reads: all that the schema test below knows to be sealed.
SEALED = {
    "messages.body",
    "trackers.body",
    "referrals.body",
    "referral_events.note",
    "channel_identities.address",
    "safeguarding_notes.body",
    "staff.totp_secret",
    "handover_notes.body",
    "review_items.body",
    "review_items.example",
}
YEAR = timedelta(days=365)


@pytest.fixture
def filled(with_kev: Database) -> Database:
    with with_kev.write() as session:
        add_conversation(session, MARGARET)
        for number in range(5):
            say(session, f"message {number}", number)
            say(session, f"hers {number}", number, MARGARET)
        save_tracker(session, KEV, '{"slots": 1}', NOW)
        made = record(session)
        referrals.move(session, made.reference, Status.ATTEMPTED, "sam", "rang, no answer", NOW)
        safeguarding.add_note(session, made.reference, "sam", "children there", NOW)
        handover_notes.add(session, "sam", "he rings back after six", NOW)
        conversations.set_review_consent(session, KEV, True, NOW)
        review_items.put(session, KEV, 1, "clarified", "greet", 0.4, "hi [name]", NOW)
        item = review_items.undecided(session, 1)[0]
        review_items.approve(session, item.id, "greet", "hi someone", "sam", NOW)
        channel_identities.open_for(session, "sms", "+447700900123", NOW, YEAR)
        sam = staff.add(session, "Sam", "sam", "x", [])
        sign_in_secrets.put_secret(session, sam.id, "JBSWY3DPEHPK3PXP")
    return with_kev


def record(session: object) -> referrals.Referral:
    return referrals.record(
        session,  # type: ignore[arg-type]
        contact_request(),
        conversation_id=KEV,
        channel="website",
        triage=URGENT,
        due_at=NOW,
        now=NOW,
    )[0]


@pytest.fixture
def rotated(filled: Database, database_url: str) -> Iterator[Database]:
    """Return the filled database as opened with a new key before the old one."""
    settings = settings_for(database_url)
    opened = open_database(replace(settings, sealing_keys=(NEW_KEY, *settings.sealing_keys)))
    yield opened
    opened.dispose()


@pytest.fixture
def behind(database_url: str) -> Iterator[Database]:
    """Return the database as open in a process that seals with the old key and knows the new."""
    settings = settings_for(database_url)
    opened = open_database(replace(settings, sealing_keys=(*settings.sealing_keys, NEW_KEY)))
    yield opened
    opened.dispose()


def only_with(database_url: str, *keys: SealingKey) -> Database:
    return open_database(replace(settings_for(database_url), sealing_keys=keys))


def test_after_rotation_everything_opens_with_the_new_key_alone(
    rotated: Database, database_url: str
) -> None:
    batches = list(rotation.rotate(rotated, batch=3))
    assert sum(batch.resealed for batch in batches) == 19
    assert max(batch.resealed for batch in batches) == 3
    opened = only_with(database_url, NEW_KEY)
    with opened.read() as session:
        assert rotation.usage(session, rotated.sealer) == {"k2": 19, "k1": 0}
        said = [each.text for each in messages.after(session, KEV, 0, 10)]
        assert said == [f"message {number}" for number in range(5)]
        assert load_tracker(session, KEV) == '{"slots": 1}'
        referral = referrals.list_all(session)[0]
        assert (referral.name, referral.history[-1].note) == ("Kevin Zebedee", "rang, no answer")
    opened.dispose()


def test_every_column_that_holds_sealed_text_is_rotated(filled: Database) -> None:
    found = set()
    with filled.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(table.select()).mappings():
                found |= {
                    f"{table.name}.{name}"
                    for name, value in row.items()
                    if isinstance(value, str) and value.startswith("k1:")
                }
    assert found == SEALED
    assert {str(each.column) for each in rotation.SEALED_COLUMNS} == SEALED


def test_a_rotation_that_was_stopped_goes_on_with_what_is_left(rotated: Database) -> None:
    batches = rotation.rotate(rotated, batch=3)
    first = [next(batches), next(batches), next(batches)]
    batches.close()
    again = list(rotation.rotate(rotated, batch=3))
    assert sum(batch.resealed for batch in (*first, *again)) == 19
    assert list(rotation.rotate(rotated)) == []


def test_what_others_write_between_two_batches_is_kept(
    rotated: Database, other_process: Database
) -> None:
    batches = rotation.rotate(rotated, batch=2)
    next(batches)
    with other_process.write() as session:
        save_tracker(session, KEV, '{"slots": 2}', NOW)
        say(session, "one more", 9)
    list(batches)
    with rotated.read() as session:
        assert load_tracker(session, KEV) == '{"slots": 2}'
        assert messages.latest(session, KEV, 1)[0].text == "one more"


def test_a_row_changed_after_it_was_read_is_not_overwritten(
    rotated: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer, so the change is made in the moment between reading and writing."""
    newer = rotated.sealer.seal('{"slots": 3}', f"tracker:{KEV}")
    seal = type(rotated.sealer).seal
    with rotated.write() as session:

        def change_first(sealer: object, body: str, purpose: str) -> str:
            if purpose == f"tracker:{KEV}":
                session.execute(text("UPDATE trackers SET body = :body"), {"body": newer})
            return seal(sealer, body, purpose)  # type: ignore[arg-type]

        monkeypatch.setattr(type(rotated.sealer), "seal", change_first)
        trackers = next(each for each in rotation.SEALED_COLUMNS if each.kind == "trackers")
        rotation._reseal_batch(session, rotated.sealer, trackers, None, 10)
    with rotated.read() as session:
        assert load_tracker(session, KEV) == '{"slots": 3}'


def test_a_missing_key_is_named_and_nothing_changes(filled: Database, database_url: str) -> None:
    opened = only_with(database_url, NEW_KEY)
    with pytest.raises(SealError, match="'k1'"):
        list(rotation.rotate(opened))
    with filled.read() as session:
        assert rotation.usage(session, filled.sealer) == {"k1": 19}
    opened.dispose()


def test_damaged_text_is_counted_and_stops_nothing(rotated: Database) -> None:
    with rotated.write() as session:
        session.execute(text("UPDATE messages SET body = 'k1:AAAA' WHERE seq = 2"))
    batches = list(rotation.rotate(rotated, batch=3))
    assert sum(batch.damaged for batch in batches) == 2
    assert sum(batch.resealed for batch in batches) == 17


def test_nothing_is_lost_while_another_connection_writes(
    rotated: Database, behind: Database
) -> None:
    with rotated.read() as session:
        reference = referrals.list_all(session)[0].reference

    def write() -> None:
        for number in range(20):
            with behind.write() as session:
                referrals.add_details(
                    session, reference, {f"area_{number}": "Leeds"}, by="visitor", now=NOW
                )
                save_tracker(session, KEV, f'{{"slots": {number}}}', NOW)

    def rotate() -> None:
        for _ in range(10):
            list(rotation.rotate(rotated, batch=1))

    # The process that is behind seals with the old key, so each rotation finds rows anew.
    at_once(write, rotate)
    list(rotation.rotate(rotated))
    with rotated.read() as session:
        assert len(referrals.get(session, reference).extras) == 20
        assert load_tracker(session, KEV) == '{"slots": 19}'
        assert rotation.usage(session, rotated.sealer)["k1"] == 0
