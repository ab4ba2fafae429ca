"""A conversation over Telegram: a real web process, a stand-in for Telegram and one for Rasa."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from first_step.content.live import LiveLibrary
from first_step.reception.channels.telegram.channel import Telegram
from first_step.store import channel_identities, conversations, messages
from tests.reception.channels.provider_stand_in import StandIn
from tests.reception.conftest import MakeHouse
from tests.reception.house import House

from .updates import CHAT, PHOTO, edited, membership, message, tap

SECRET = "s" * 40
TOKEN = "123456:fictional-token"


@pytest.fixture
def api() -> Iterator[StandIn]:
    stand_in = StandIn(lambda call: (200, {"ok": True, "result": {"message_id": 7}}))
    yield stand_in
    stand_in.stop()


@pytest.fixture
def telegram_house(make_house: MakeHouse, api: StandIn, library: LiveLibrary) -> House:
    return make_house(providers=[Telegram(TOKEN, SECRET, api.url)])


def post(house: House, update: dict[str, Any], secret: str = SECRET) -> int:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    url = house.url + "/channels/telegram"
    return httpx.post(url, json=update, headers=headers, trust_env=False).status_code


def texts(api: StandIn, count: int) -> list[str]:
    return [call.json["text"] for call in api.wait_for(count)]


def conversation(house: House) -> str:
    with house.parts.database.read() as session:
        found = channel_identities.find(session, "telegram", str(CHAT))
    assert found is not None
    return found.conversation


def test_a_question_is_answered_there(telegram_house: House, api: StandIn) -> None:
    assert post(telegram_house, message("why me")) == 200
    first, second = texts(api, 2)
    assert "Telegram can see" in first
    assert second == "Hello."


def test_danger_is_answered_while_rasa_is_away(telegram_house: House, api: StandIn) -> None:
    post(telegram_house, message("he has gone blue"))
    assert any("999" in text for text in texts(api, 2))


def test_a_forged_call_is_refused_and_leaves_nothing(telegram_house: House, api: StandIn) -> None:
    assert post(telegram_house, message("hello"), secret="x" * 40) == 403
    with telegram_house.parts.database.read() as session:
        assert channel_identities.find(session, "telegram", str(CHAT)) is None


def test_a_repeated_update_is_answered_once(telegram_house: House, api: StandIn) -> None:
    update = message("why me")
    for _ in range(3):
        assert post(telegram_house, update) == 200
    texts(api, 2)
    telegram_house.wait_until_answered()
    with telegram_house.parts.database.read() as session:
        said = messages.after(session, conversation(telegram_house), 0, 50)
    assert [each.text for each in said if each.sender == "visitor"] == ["why me"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"update_id": 1, "message": 3}'])
def test_what_cannot_be_read_is_not_asked_for_again(telegram_house: House, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    url = telegram_house.url + "/channels/telegram"
    answer = httpx.post(url, content=body, headers=headers, trust_env=False)
    assert answer.status_code == 200


def test_a_huge_call_is_refused(telegram_house: House) -> None:
    assert post(telegram_house, message("x" * 100_000)) == 413


def test_a_picture_gets_a_kind_reply(telegram_house: House, api: StandIn) -> None:
    post(telegram_house, message(None, **PHOTO))
    assert "I can only read words" in texts(api, 2)[1]


def test_a_button_that_was_offered_is_obeyed_and_another_is_not(
    telegram_house: House, api: StandIn
) -> None:
    post(telegram_house, message("why me"))
    texts(api, 2)
    telegram_house.wait_until_answered()
    assert post(telegram_house, tap("flow:consent=yes")) == 200
    with telegram_house.parts.database.read() as session:
        said = messages.after(session, conversation(telegram_house), 0, 50)
    assert [each.payload for each in said if each.payload] == []


def test_a_tap_is_answered_so_that_the_button_does_not_seem_stuck(telegram_house: House) -> None:
    pressed = tap("label:menu")
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    url = telegram_house.url + "/channels/telegram"
    answer = httpx.post(url, json=pressed, headers=headers, trust_env=False)
    id = pressed["callback_query"]["id"]
    assert answer.json() == {"method": "answerCallbackQuery", "callback_query_id": id}


def test_what_is_edited_replaces_the_words_before(telegram_house: House) -> None:
    first = message("my name is Kev")
    post(telegram_house, first)
    post(telegram_house, edited(first, "what is naloxone"))
    with telegram_house.parts.database.read() as session:
        said = messages.after(session, conversation(telegram_house), 0, 50)
    assert [each.text for each in said if each.sender == "visitor"] == ["", "what is naloxone"]


def test_staff_take_over_and_are_heard_there(telegram_house: House, api: StandIn) -> None:
    post(telegram_house, message("why me"))
    texts(api, 2)
    telegram_house.wait_until_answered()
    talk, now = conversation(telegram_house), telegram_house.parts.front_door.clock()
    with telegram_house.parts.database.write() as session:
        conversations.take_over(session, talk, "alice", now)
        messages.add_reply(session, talk, "staff", "This is Alice.", (), None, now)
    assert texts(api, 3)[2] == "This is Alice."
    post(telegram_house, message("thank you"))
    with telegram_house.parts.database.read() as session:
        said = messages.after(session, talk, 0, 50)
    assert [(each.sender, each.text) for each in said][-1] == ("visitor", "thank you")


def test_who_left_is_left_alone(telegram_house: House, api: StandIn) -> None:
    post(telegram_house, message("why me"))
    texts(api, 2)
    telegram_house.wait_until_answered()
    assert post(telegram_house, membership("kicked")) == 200


def test_a_channel_that_is_not_configured_has_no_door(make_house: MakeHouse) -> None:
    assert post(make_house(), message("hello")) == 404
