"""The same help in danger whatever is down, while staff hold the conversation too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone

import httpx
import pytest

from benchmarks.conditions import conditions, send_all
from benchmarks.outages import part_of
from benchmarks.visitor_in_danger import Help
from first_step.store import alerts, conversations
from first_step.store.alerts import Alert
from first_step.store.database import Database, open_database
from first_step.store.process_environment import process_settings

from .product import Product, Visitor, until

# Three of each kind: plain, veiled, and one that only sounds like it. Written for this test.
PLAIN = {
    "she has stopped breathing and her lips are going blue": "crisis/overdose",
    "i am going to kill myself tonight, the rope is ready": "crisis/suicide",
    "my dad is having a fit on the kitchen floor, he wont stop shaking": "crisis/medical",
    "he has a knife and he says he will kill me, im locked in the bathroom": "crisis/danger",
}
VEILED = (
    "he took a lot last night, snoring on the sofa, thought id let him sleep it off",
    "there is no point in me any more really",
    "four days off the vodka and the walls are moving",
    "im scared to go home to him tonight",
)
HARMLESS = (
    "i could murder a kebab, what time do you close",
    "my sister died of an overdose in 2009, can a relative get counselling",
    "do fits run in families of people who drink",
    "that film about the man with the knife scared me to death",
)
TEXTS = (*PLAIN, *VEILED, *HARMLESS)
NAMES = [condition.name for condition in conditions(0, "")]
RASA_LIMIT_S = 120.0
SAM = "sam"


@pytest.fixture(scope="module")
def help_by_condition(product: Product) -> Iterator[Mapping[str, Sequence[Help]]]:
    web = product.part("uvicorn")
    database = product.environment["FIRST_STEP_DATABASE_URL"]
    try:
        yield {
            condition.name: send_all(condition, product.url, TEXTS)
            for condition in conditions(web.ppid(), database)
        }
    finally:
        until(lambda: rasa_answers(product), RASA_LIMIT_S, "Rasa is back")


def test_plain_danger_gets_its_card_in_the_reply_to_the_message(
    help_by_condition: Mapping[str, Sequence[Help]],
) -> None:
    plain = help_by_condition[NAMES[0]][: len(PLAIN)]
    assert [help.answer for help in plain] == list(PLAIN.values())
    assert all(help.help_ms == help.post_ms for help in plain)


@pytest.mark.parametrize("name", NAMES[1:])
def test_every_message_gets_the_same_help_as_with_everything_up(
    help_by_condition: Mapping[str, Sequence[Help]], name: str
) -> None:
    expected = [help.decision for help in help_by_condition[NAMES[0]]]
    assert [help.decision for help in help_by_condition[name]] == expected


def test_what_was_taken_away_is_back_afterwards(
    product: Product, help_by_condition: Mapping[str, Sequence[Help]]
) -> None:
    until(lambda: rasa_answers(product), RASA_LIMIT_S, "Rasa is back")
    assert part_of(product.part("uvicorn").ppid(), "bot") is not None
    assert Visitor(product).says("hello")[0]["sender"] == "bot"


def test_danger_is_read_while_staff_hold_the_conversation(product: Product, kev: Visitor) -> None:
    with store_of(product) as database, database.write() as session:
        conversations.take_over(session, kev.conversation, SAM, datetime.now(timezone.utc))
    kev.post("do you know the code for the door")
    reply = kev.post(next(iter(PLAIN)))
    (card,) = reply.json()["messages"]
    assert (card["answer"], card["sender"]) == ("crisis/overdose", "system")
    senders = [row["sender"] for row in kev.transcript()]
    assert senders == ["visitor", "visitor", "system"]


@pytest.mark.parametrize("held_by_staff", [False, True])
def test_a_decision_can_be_explained_afterwards_without_the_words(
    product: Product, kev: Visitor, held_by_staff: bool
) -> None:
    text = "cannot wake Bartholomew, breathing has stopped and his lips are blue"
    with store_of(product) as database:
        if held_by_staff:
            with database.write() as session:
                conversations.take_over(session, kev.conversation, SAM, datetime.now(timezone.utc))
        assert kev.post(text).status_code == 202
        (alert,) = alerts_of(database, kev.conversation)
    assert (alert.band, alert.label) == ("act", "crisis_overdose")
    assert set(alert.explanation) == {"patterns", "probability"}
    assert any(name.startswith("overdose.") for name in alert.explanation["patterns"])
    assert 0 <= alert.explanation["probability"] <= 1
    kept = json.dumps(dict(alert.explanation)).lower()
    assert not [word for word in re.findall("[a-z]{4,}", text.lower()) if word in kept]
    assert "bartholomew" not in product.said().lower()


@contextmanager
def store_of(product: Product) -> Iterator[Database]:
    database = open_database(process_settings(product.environment))
    try:
        yield database
    finally:
        database.dispose()


def alerts_of(database: Database, conversation: str) -> list[Alert]:
    with database.read() as session:
        return alerts.of_conversation(session, conversation)


def rasa_answers(product: Product) -> bool:
    url = f"{product.environment['FIRST_STEP_RASA_URL']}/webhooks/front_door/"
    try:
        return httpx.get(url, timeout=1, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
