from __future__ import annotations

import asyncio

import pytest

from first_step.admissions.errors import ChannelError, StoreError
from first_step.reception.channels.updates import (
    BlockUpdate,
    ContentUpdate,
    DeleteUpdate,
    DeliveryReport,
    EditUpdate,
    TapUpdate,
    TextUpdate,
)
from first_step.store import alerts, channel_identities, conversations, deliveries, turns

from .conftest import VISITOR, Switchboard


def test_the_first_reply_says_who_reads_along_there_and_only_the_first(
    switchboard: Switchboard,
) -> None:
    switchboard.hear("hello", "in-1")
    switchboard.hear("hello again", "in-2")
    answers = [message.answer for message in switchboard.said()]
    assert answers[0] == "channel/sms"
    assert answers.count("channel/sms") == 1


def test_a_message_waits_for_the_bot_like_any_other(switchboard: Switchboard) -> None:
    switchboard.hear("what is naloxone")
    with switchboard.database.read() as session:
        assert turns.waiting_count(session) == 1


def test_what_the_provider_repeats_is_not_doubled(switchboard: Switchboard) -> None:
    for _ in range(3):
        switchboard.hear("hello", "in-1")
    assert [each.text for each in switchboard.said() if each.sender == "visitor"] == ["hello"]


def test_danger_is_answered_before_anything_else(switchboard: Switchboard) -> None:
    switchboard.hear("she has gone blue")
    switchboard.send()
    assert "999" in " ".join(switchboard.channel.texts)
    with switchboard.database.read() as session:
        assert [alert.label for alert in alerts.unacknowledged(session)] == ["crisis_overdose"]


def test_a_number_chooses_what_was_offered(switchboard: Switchboard) -> None:
    switchboard.hear("hello", "in-1")
    switchboard.say("Which?", "Menu", "Goodbye")
    switchboard.hear("2", "in-2")
    last = switchboard.said()[-1]
    assert (last.sender, last.payload, last.text) == ("visitor", "label:goodbye", "Goodbye")


def test_a_button_that_was_never_offered_changes_nothing(switchboard: Switchboard) -> None:
    switchboard.hear("hello", "in-1")
    before = len(switchboard.said())
    switchboard.take(TapUpdate("in-2", VISITOR, "flow:consent=yes"))
    assert len(switchboard.said()) == before


@pytest.mark.parametrize("kind", ["picture", "voice", "sticker", "location", "contact", "other"])
def test_what_is_no_text_gets_a_kind_reply(switchboard: Switchboard, kind: str) -> None:
    switchboard.take(ContentUpdate("in-1", VISITOR, kind))  # type: ignore[arg-type]
    said = switchboard.said()
    assert said[-1].answer == "channel/not_words"
    assert said[-2].text == f"[{kind}]"


def test_the_words_under_a_picture_are_read(switchboard: Switchboard) -> None:
    switchboard.take(ContentUpdate("in-1", VISITOR, "picture", "he has gone blue"))
    assert "crisis/overdose" in [message.answer for message in switchboard.said()]


def test_an_edited_message_is_read_again(switchboard: Switchboard) -> None:
    switchboard.take(
        TextUpdate("in-1", VISITOR, "he is fine"),
        EditUpdate("in-1-edit-1", VISITOR, "in-1", "he has gone blue"),
    )
    assert "crisis/overdose" in [message.answer for message in switchboard.said()]


def test_the_words_before_an_edit_are_gone_and_only_the_new_ones_are_answered(
    switchboard: Switchboard,
) -> None:
    switchboard.take(
        TextUpdate("in-1", VISITOR, "my name is Kev"),
        EditUpdate("in-1-edit-1", VISITOR, "in-1", "what is naloxone"),
    )
    words = [message.text for message in switchboard.said() if message.sender == "visitor"]
    assert words == ["", "what is naloxone"]
    with switchboard.database.write() as session:
        turn = turns.claim(session, "one", switchboard.clock(), 60)
    assert turn is not None
    assert turn.text == "what is naloxone"


def test_an_edit_of_what_is_not_known_is_read_all_the_same(switchboard: Switchboard) -> None:
    switchboard.take(EditUpdate("in-1-edit-1", VISITOR, "in-1", "what is naloxone"))
    assert "what is naloxone" in [message.text for message in switchboard.said()]


def test_what_was_taken_back_before_the_bot_read_it_is_not_answered(
    switchboard: Switchboard,
) -> None:
    switchboard.take(
        TextUpdate("in-1", VISITOR, "my name is Kev"), DeleteUpdate("x", VISITOR, "in-1")
    )
    with switchboard.database.read() as session:
        assert turns.waiting_count(session) == 0


def test_a_message_taken_back_is_emptied(switchboard: Switchboard) -> None:
    switchboard.take(
        TextUpdate("in-1", VISITOR, "my name is Kev"), DeleteUpdate("x", VISITOR, "in-1")
    )
    assert "Kev" not in " ".join(message.text for message in switchboard.said())


def test_stop_start_and_help_are_obeyed_in_any_case(switchboard: Switchboard) -> None:
    for number, word in enumerate(("Help", "sToP.", "START")):
        switchboard.hear(word, f"in-{number}")
    answers = [message.answer for message in switchboard.said() if message.answer]
    assert answers == ["channel/sms", "channel/help", "channel/stopped", "channel/started"]
    with switchboard.database.read() as session:
        assert turns.waiting_count(session) == 0


def test_stop_within_a_sentence_is_just_a_word(switchboard: Switchboard) -> None:
    switchboard.hear("I cannot stop")
    assert "channel/stopped" not in [message.answer for message in switchboard.said()]


def test_a_report_finds_its_message(switchboard: Switchboard) -> None:
    switchboard.hear("hello")
    switchboard.send()
    switchboard.take(DeliveryReport("SM1", "failed", "30003"))
    with switchboard.database.read() as session:
        assert [each.problem for each in deliveries.failed(session)] == ["30003"]


def test_news_about_a_stranger_is_ignored(switchboard: Switchboard) -> None:
    switchboard.take(BlockUpdate("x", "+447700900999", True), DeliveryReport("SM77", "read"))


def test_a_message_too_long_is_refused_with_help_and_once(switchboard: Switchboard) -> None:
    for number in range(2):
        switchboard.hear("x" * 4_001, f"in-{number}")
    answers = [message.answer for message in switchboard.said()]
    assert answers.count("system/too_long") == 1


def test_somebody_who_floods_is_told_once(switchboard: Switchboard) -> None:
    for number in range(70):
        switchboard.hear("hello", f"in-{number}")
    answers = [message.answer for message in switchboard.said()]
    assert answers.count("system/too_many") == 1


def test_with_the_database_away_danger_is_answered_and_the_provider_tries_again(
    switchboard: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise StoreError("away")

    monkeypatch.setattr(switchboard.database, "write", away)
    monkeypatch.setattr(switchboard.database, "read", away)
    update = TextUpdate("in-1", VISITOR, "he has gone blue")
    with pytest.raises(StoreError):
        asyncio.run(switchboard.inbox.take(switchboard.channel, update))
    assert "999" in " ".join(switchboard.channel.texts)


def test_in_danger_the_card_comes_before_who_reads_along(switchboard: Switchboard) -> None:
    switchboard.hear("he has gone blue")
    answers = [message.answer for message in switchboard.said() if message.answer]
    assert answers == ["crisis/overdose", "channel/sms"]


def test_a_database_that_comes_back_meanwhile_does_not_mix_strangers(
    switchboard: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise StoreError("away")

    with monkeypatch.context() as patched:
        patched.setattr(channel_identities, "open_for", away)
        with pytest.raises(StoreError):
            switchboard.hear("he has gone blue")
    assert "999" in " ".join(switchboard.channel.texts)
    with switchboard.database.read() as session:
        assert conversations.get(session, "unknown") is None


def test_with_database_and_provider_away_the_provider_still_tries_again(
    switchboard: Switchboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise StoreError("away")

    monkeypatch.setattr(switchboard.database, "write", away)
    switchboard.channel.failures = [ChannelError("503")]
    with pytest.raises(StoreError):
        switchboard.hear("he has gone blue")
