from __future__ import annotations

import json

from first_step.admissions.settings import Settings
from first_step.reception.incoming import Incoming
from first_step.reception.journal import Kept, open_journal
from first_step.store import (
    audit,
    conversations,
    messages,
    person,
    referrals,
    safeguarding,
    turns,
)
from first_step.store.database import Database

from .cast import NOW, Browser, add_referral, contact_request


def audited(database: Database, about: str) -> list[str]:
    with database.read() as session:
        return [entry.event for entry in audit.latest(session, 50, about=about)]


def test_admissions_neither_give_out_nor_erase(alice: Browser, database: Database) -> None:
    reference = add_referral(database).reference
    page = alice.open(f"/referrals/{reference}")
    assert "Download the file" not in page
    assert "Erase" not in page
    for path, fields in (("export", {"sure": "yes"}), ("erase", {"typed": reference})):
        alice.open(f"/referrals/{reference}")
        alice.send(f"/referrals/{reference}/{path}", **fields)
        assert alice.status == 403
    assert audited(database, "export_and_erase") == ["refused", "refused"]
    with database.read() as session:
        assert referrals.get(session, reference)


def test_the_file_holds_all_about_them_and_is_written_down(
    bob: Browser, database: Database
) -> None:
    reference = add_referral(database, contact_request(name="Zebedee")).reference
    with database.write() as session:
        safeguarding.add_note(session, reference, "bob", "A child at home", NOW)
    page = bob.open(f"/referrals/{reference}")
    assert "The file is not sealed. It may name other people" in page
    page = bob.send(f"/referrals/{reference}/export")
    assert bob.status == 400
    assert "Say that you checked who asks." in page
    assert "person_exported" not in audited(database, reference)
    given = json.loads(bob.send(f"/referrals/{reference}/export", sure="yes"))
    assert given["requests"][0]["name"] == "Zebedee"
    assert given["safeguarding_notes"][0]["text"] == "A child at home"
    assert audited(database, reference)[0] == "person_exported"


def test_the_file_is_saved_and_not_shown_or_kept_by_the_browser(
    bob: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    bob.open(f"/referrals/{reference}")
    csrf = bob.text.split('name="csrf" value="')[1].split('"')[0]
    answer = bob.client.post(
        f"/desk/referrals/{reference}/export", data={"csrf": csrf, "sure": "yes"}
    )
    assert answer.headers["content-disposition"] == f'attachment; filename="{reference}.json"'
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_duty_for_safeguarding_its_notes_are_left_out(
    dana: Browser, database: Database
) -> None:
    reference = add_referral(database).reference
    with database.write() as session:
        safeguarding.add_note(session, reference, "bob", "A child at home", NOW)
    dana.open(f"/referrals/{reference}")
    given = dana.send(f"/referrals/{reference}/export", sure="yes")
    assert dana.status == 200
    assert "A child at home" not in given
    assert "left out" in json.loads(given)["safeguarding_notes"]


def test_erasing_needs_the_reference_typed_and_leaves_linked_ones(
    bob: Browser, database: Database
) -> None:
    other = add_referral(database, contact_request("1")).reference
    reference = add_referral(database, contact_request("2")).reference
    page = bob.open(f"/referrals/{reference}")
    assert "Linked requests stay" in page
    for typed in ("", other, "yes"):
        page = bob.send(f"/referrals/{reference}/erase", typed=typed)
        assert bob.status == 400
        assert f"Type {reference} to erase it." in page
    page = bob.send(f"/referrals/{reference}/erase", typed=reference.lower())
    assert bob.status == 200
    assert f"Everything about {reference} is gone: 1 request." in page
    assert other in page
    assert audited(database, reference)[0] == "person.erased"
    with database.read() as session:
        assert referrals.find(session, reference) is None
        assert referrals.get(session, other)
    bob.open(f"/referrals/{reference}")
    assert bob.status == 404


def test_while_the_bot_answers_them_nothing_is_erased(bob: Browser, database: Database) -> None:
    with database.write() as session:
        conversations.create(session, "kev", "website", NOW)
        said, _ = messages.add_visitor_message(session, "kev", "m1", "hello", None, NOW)
        turns.queue(session, "kev", said.seq, None, NOW)
        turns.claim(session, "worker", NOW, 30.0)
    reference = add_referral(database, conversation="kev").reference
    bob.open(f"/referrals/{reference}")
    page = bob.send(f"/referrals/{reference}/erase", typed=reference)
    assert bob.status == 409
    assert "nothing was erased" in page
    with database.read() as session:
        assert person.find(session, reference=reference).references == (reference,)


def test_the_desk_gives_out_and_erases_what_was_never_stored(
    bob: Browser, database: Database, settings: Settings
) -> None:
    reference = add_referral(database, conversation="kev").reference
    journal = open_journal(settings.data_dir, database.sealer)
    journal.keep(Kept("kev", Incoming("m9", "ask for Zebedee"), "website", False))
    bob.open(f"/referrals/{reference}")
    given = json.loads(bob.send(f"/referrals/{reference}/export", sure="yes"))
    assert [each["text"] for each in given["journal_messages"]] == ["ask for Zebedee"]
    bob.open(f"/referrals/{reference}")
    page = bob.send(f"/referrals/{reference}/erase", typed=reference)
    assert "1 message that was never stored" in page
    assert journal.of(("kev",)) == []
