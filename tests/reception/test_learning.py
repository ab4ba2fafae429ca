"""Whether the program may learn from a conversation: a consent of its own (facts P11)."""

from __future__ import annotations

import hashlib
from typing import Any

import httpx
import pytest

from first_step.store import conversations, review_items
from first_step.store.conversations import Conversation

from .fake_rasa import FakeRasa
from .house import House, Visitor

CLARIFY = {"answer": "fallback/clarify", "text": "What did you mean?", "buttons": []}


def ask(visitor: Visitor) -> dict[str, Any]:
    answer = visitor.client.get(visitor.path + "/learning", headers=visitor.bearer)
    assert answer.status_code == 200, answer.text
    return answer.json()


def tick(visitor: Visitor, on: Any) -> httpx.Response:
    return visitor.client.post(visitor.path + "/learning", json={"on": on}, headers=visitor.bearer)


def stored(house: House, visitor: Visitor) -> Conversation:
    with house.parts.database.read() as session:
        found = conversations.get(session, visitor.conversation)
    assert found is not None
    return found


def kept(house: House, visitor: Visitor) -> list[str]:
    with house.parts.database.read() as session:
        return [each.words for each in review_items.of_conversation(session, visitor.conversation)]


def test_nobody_has_agreed_before_they_were_asked(house: House) -> None:
    found = ask(house.visitor())
    assert (found["on"], found["offered"]) == (False, True)
    assert "90 days" in found["text"]


def test_a_message_is_kept_masked_only_after_a_yes_and_goes_with_a_no(
    house: House, rasa: FakeRasa
) -> None:
    rasa.replies = [CLARIFY]
    alice = house.visitor()
    alice.say("my name is Alice and nobody gets it")
    alice.wait_for_answer("fallback/clarify")
    house.wait_until_answered()
    assert kept(house, alice) == []

    assert tick(alice, True).json()["on"] is True
    last = alice.messages()[-1]["seq"]
    alice.say("ring me on 07700 900123, it is all too much")
    alice.wait_for_answer("fallback/clarify", after=last)
    house.wait_until_answered()
    (words,) = kept(house, alice)
    assert "too much" in words
    assert "900123" not in words

    assert tick(alice, False).json()["on"] is False
    assert kept(house, alice) == []
    assert ask(alice)["on"] is False


def test_what_was_agreed_to_can_be_shown_afterwards(house: House) -> None:
    alice = house.visitor()
    words = ask(alice)["text"]
    tick(alice, True)
    found = stored(house, alice)
    assert found.review_consent_at is not None
    assert found.review_consent_words == hashlib.sha256(words.encode()).hexdigest()
    tick(alice, False)
    assert stored(house, alice).review_consent_words is None


def test_in_danger_nobody_is_asked_and_no_yes_is_taken(house: House) -> None:
    alice = house.visitor()
    alice.say("he has gone blue")
    assert ask(alice)["offered"] is False
    found = tick(alice, True).json()
    assert (found["on"], found["offered"]) == (False, False)
    assert stored(house, alice).review_consent_at is None


def test_who_agreed_before_the_danger_can_still_take_it_back(house: House) -> None:
    alice = house.visitor()
    tick(alice, True)
    alice.say("he has gone blue")
    assert ask(alice) | {"title": "", "text": ""} == {
        "on": True,
        "offered": True,
        "title": "",
        "text": "",
    }
    assert tick(alice, False).json()["offered"] is False


@pytest.mark.parametrize("on", [None, "yes", 1, []])
def test_only_a_clear_yes_or_no_is_taken(shared_house: House, on: Any) -> None:
    alice = shared_house.visitor()
    assert tick(alice, on).status_code == 400
    assert ask(alice)["on"] is False


def test_nobody_answers_for_somebody_else(shared_house: House) -> None:
    alice, bob = shared_house.visitor(), shared_house.visitor()
    path = alice.path + "/learning"
    assert bob.client.get(path, headers=bob.bearer).status_code == 401
    assert bob.client.post(path, json={"on": True}, headers=bob.bearer).status_code == 401
    assert ask(alice)["on"] is False
