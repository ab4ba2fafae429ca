"""One conversation through each channel beside the website, with the real servers.

A question, danger in the middle of the form, a recorded request, a person who takes over and hands
back, and erasure. The providers' calls are signed as theirs are; what is sent goes to a stand-in.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timezone

import httpx
import pytest

from first_step.content.library import Library, load_library
from first_step.store import channel_identities, deliveries, messages, person, referrals
from first_step.store.database import Database, open_database
from first_step.store.messages import Message
from first_step.store.process_environment import process_settings
from first_step.store.referrals import Referral
from tests.reception.channels.kits import KITS, Kit

from .product import ANSWER_LIMIT_S, ROOT, Product, until
from .providers import Correspondent, Providers, squeezed

PHONES = {kit.name: f"90081{number}" for number, kit in enumerate(KITS)}
REFERENCE = re.compile(r"FS-\w+-\w+")
CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')


class Staff:
    """Somebody at the desk."""

    def __init__(self, product: Product) -> None:
        self._http = httpx.Client(
            base_url=f"{product.url}/desk", follow_redirects=True, trust_env=False, timeout=30
        )
        self._page = self._http.get("/sign-in").text
        self.does("/sign-in", login="admin", password=product.password())

    def opens(self, path: str) -> str:
        self._page = self._http.get(path).text
        return self._page

    def does(self, path: str, **fields: str) -> str:
        token = CSRF.search(self._page)
        assert token, self._page
        answer = self._http.post(path, data={"csrf": token.group(1), **fields})
        assert answer.status_code == 200, answer.text
        self._page = answer.text
        return self._page


@pytest.fixture(scope="module")
def staff(product: Product) -> Staff:
    return Staff(product)


@pytest.fixture(scope="module")
def database(product: Product) -> Iterator[Database]:
    opened = open_database(process_settings(product.environment))
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def words() -> Library:
    return load_library(ROOT / "content")


@pytest.fixture(params=KITS, ids=lambda kit: kit.name)
def kev(request: pytest.FixtureRequest, product: Product, providers: Providers) -> Correspondent:
    return Correspondent(request.param, product, providers)


def test_a_conversation_by_each_channel_from_a_question_to_erasure(
    kev: Correspondent, staff: Staff, database: Database, words: Library
) -> None:
    asks_a_question(kev, words)
    conversation = conversation_of(database, kev.kit)
    reference = asks_for_a_call(kev, words)
    is_recorded(database, words, kev.kit, reference)
    is_answered_by_a_person(kev, staff, conversation, words)
    everything_arrived_once(kev, said_in(database, conversation))
    is_erased(database, kev.kit, reference)
    assert squeezed(words.render(f"channel/{kev.kit.name}")) in squeezed(
        kev.writes("is addiction genetic?", words.render("cause/genetic"))
    )
    assert conversation_of(database, kev.kit) != conversation


def asks_a_question(kev: Correspondent, words: Library) -> None:
    heard = kev.writes("why do people get addicted to heroin?", words.render("cause/overview"))
    assert squeezed(heard).startswith(squeezed(words.render(f"channel/{kev.kit.name}")))


def asks_for_a_call(kev: Correspondent, words: Library) -> str:
    """Go through the form, with somebody's life at risk in the middle; return the reference."""
    kev.writes("can someone ring me please", words.render("flow/crisis_check"))
    kev.writes("no", "Who would the help be for?")
    kev.chooses("Me", "flow:for_whom=self", "How old are you?")
    kev.writes("31", words.consent_text(kev.kit.name)[1])
    kev.writes("yes i agree", words.render("flow/safe_contact"))
    kev.writes("no voicemail please", words.render("flow/name"))
    card = words.render("crisis/overdose")
    assert squeezed(kev.writes("hes gone blue and i cant wake him", card)).startswith(
        squeezed(card)
    )
    kev.writes("can someone ring me please", words.render("flow/name"))
    kev.writes("Kev", "What is your phone number?")
    kev.writes(f"07700 {PHONES[kev.kit.name]}", "When")
    kev.writes("any time", "Does any of this fit you?")
    kev.writes("none of these", f"07700 {PHONES[kev.kit.name]}")
    found = REFERENCE.search(kev.writes("yes send it", "Your reference is FS-"))
    assert found
    return found.group()


def is_recorded(database: Database, words: Library, kit: Kit, reference: str) -> None:
    version, agreed_to = words.consent_text(kit.name)
    row = recorded(database, reference)
    assert row is not None
    assert (row.channel, row.phone) == (kit.name, f"+447700{PHONES[kit.name]}")
    assert (row.consent_version, row.consent.text_sha256) == (
        version,
        hashlib.sha256(agreed_to.encode()).hexdigest(),
    )


def is_answered_by_a_person(
    kev: Correspondent, staff: Staff, conversation: str, words: Library
) -> None:
    page = f"/conversations/{conversation}"
    staff.opens(page)
    before = len(kev.heard)
    staff.does(f"{page}/take")
    kev.hears("You are now writing with a person.", before)
    staff.does(f"{page}/reply", text="This is Sam. I am here.", client_id=secrets.token_hex(16))
    kev.hears("This is Sam. I am here.", before)
    unanswered = len(kev.heard)
    kev.sends("thank you, is addiction genetic?")
    until(lambda: "thank you, is addiction genetic?" in staff.opens(page), ANSWER_LIMIT_S, "read")
    staff.does(f"{page}/hand-back")
    heard = kev.hears("You are writing with a computer program again.", unanswered)
    assert squeezed(words.render("cause/genetic")) not in squeezed(heard)
    kev.writes("isnt it just a choice they make", words.render("myth/choice"))


def everything_arrived_once(kev: Correspondent, said: list[Message]) -> None:
    arrived = squeezed("".join(kev.heard))
    for message in said:
        if message.sender != "visitor":
            assert squeezed(message.text) in arrived
    sent_by_staff = [message.text for message in said if message.sender == "staff"]
    assert [arrived.count(squeezed(text)) for text in sent_by_staff] == [1]


def is_erased(database: Database, kit: Kit, reference: str) -> None:
    with database.read() as session:
        before = channel_identities.find(session, kit.name, kit.address)
        assert before is not None
        assert deliveries.of_conversation(session, before.conversation)
    with database.write() as session:
        who = person.find(session, reference=reference)
        gone = person.erase(session, who, "test", datetime.now(timezone.utc))
    assert {"addresses", "deliveries", "messages", "requests"} <= set(gone)
    with database.read() as session:
        assert channel_identities.find(session, kit.name, kit.address) is None
        assert deliveries.of_conversation(session, before.conversation) == {}
    assert recorded(database, reference) is None


def conversation_of(database: Database, kit: Kit) -> str:
    with database.read() as session:
        found = channel_identities.find(session, kit.name, kit.address)
    assert found is not None
    return found.conversation


def said_in(database: Database, conversation: str) -> list[Message]:
    with database.read() as session:
        return messages.after(session, conversation, 0, 200)


def recorded(database: Database, reference: str) -> Referral | None:
    with database.read() as session:
        return referrals.find(session, reference)
