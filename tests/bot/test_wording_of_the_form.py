from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain

from bot.answer_ids import answer_id
from bot.wording import ContentWording
from first_step.admissions.contact_flow import FIELDS
from first_step.admissions.errors import UnknownAnswer
from first_step.content.library import Library

from ..installation import settings_in
from .talk import KEV, Talk, payloads

TRAUMA = "cause/trauma"


async def test_a_note_of_the_flow_takes_the_place_of_its_question(
    talk: Talk, library: Library
) -> None:
    talk.knows(requested_slot="phone", contact_request={"key": "k", "note": "try_again_phone"})
    reply = await talk.hears("utter_ask_phone")
    assert reply["text"] == library.render("flow/try_again_phone")
    assert reply["answer"] == "flow/phone"
    assert payloads(reply) == ["flow:phone=email_instead"]


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({}, "Now, back to your request.\n"),
        ({"name": "Kev"}, "Now, back to your request. I have a name.\n"),
        (
            {name: KEV[name] for name in ("name", "phone", "contact_window")},
            "Now, back to your request. I have a name, a number and a time.\n",
        ),
    ],
)
async def test_picking_up_says_by_kind_what_is_known_before_the_question(
    talk: Talk, library: Library, known: dict[str, Any], said: str
) -> None:
    note = {"key": "k", "note": "back_to_form"}
    talk.knows(requested_slot="safe_contact", contact_request=note, **known)
    reply = await talk.hears("utter_ask_safe_contact")
    assert reply["text"] == said + library.render("flow/safe_contact")
    assert payloads(reply) == [each.payload for each in library.buttons("flow/safe_contact")]


async def test_a_goodbye_after_a_pause_is_answered_without_a_question(
    talk: Talk, library: Library
) -> None:
    talk.knows(requested_slot="phone", contact_request={"key": "k", "note": "paused/again"})
    reply = await talk.hears("utter_ask_phone")
    assert reply["text"] == library.render("flow/paused", "again")
    assert "?" not in reply["text"]


async def test_a_note_without_buttons_keeps_those_of_the_question(
    talk: Talk, library: Library
) -> None:
    without = [
        f"try_again_{field}"
        for field in FIELDS
        if field != "crisis_check" and not library.buttons(f"flow/try_again_{field}")
    ]
    for note in without:
        field = note.removeprefix("try_again_")
        talk.knows(requested_slot=field, contact_request={"key": "k", "note": note})
        reply = await talk.hears(f"utter_ask_{field}")
        assert payloads(reply) == [each.payload for each in library.buttons(f"flow/{field}")]


async def test_a_yes_to_the_safety_question_shows_the_check(talk: Talk, library: Library) -> None:
    talk.knows(
        requested_slot="crisis_check", contact_request={"key": "k", "note": "crisis_check_yes"}
    )
    reply = await talk.hears("utter_ask_crisis_check")
    assert reply["text"] == library.render("crisis/check")
    assert "check:overdose" in payloads(reply)


async def test_a_note_about_another_field_is_not_shown(talk: Talk, library: Library) -> None:
    talk.knows(requested_slot="name", contact_request={"key": "k", "note": "try_again_phone"})
    assert (await talk.hears("utter_ask_phone"))["text"] == library.render("flow/phone")


async def test_red_flags_that_were_tapped_are_offered_no_more(talk: Talk) -> None:
    before = payloads(await talk.hears("utter_ask_red_flags"))
    talk.knows(requested_slot="red_flags", contact_request={"key": "k", "flags": ["R13", "R8"]})
    after = payloads(await talk.hears("utter_ask_red_flags"))
    assert set(before) - set(after) == {"flow:red_flags=R13", "flow:red_flags=R8"}


async def test_the_review_shows_what_was_said_in_words(talk: Talk) -> None:
    talk.knows(**KEV)
    text = (await talk.hears("utter_ask_review"))["text"]
    for words in ("Kev", "07700 900123", "any time", "tulip"):
        assert words in text
    assert "R8" not in text
    assert "Stopping alcohol" in text


async def test_red_flags_only_mentioned_are_not_shown_as_answers(talk: Talk) -> None:
    # They come from a reader that is sometimes wrong; the review is what the person said.
    plain: dict[str, str] = {}
    for mentioned in (None, ["R16", "R14", "R11"]):
        talk.knows(**KEV, mentioned_flags=mentioned)
        for name in ("utter_ask_review", "utter_flow_recorded", "utter_ask_red_flags"):
            extra = {"reference": "FS-ABC-123", "due": "by Friday", "level": "routine"}
            reply = await talk.hears(name, **extra)
            words = f"{reply['text']} {payloads(reply)}"
            assert words == plain.setdefault(name, words)
    assert "Stopping alcohol" in plain["utter_ask_review"]
    for words in ("Out of prison", "No safe place", "R14", "R16"):
        assert words not in plain["utter_ask_review"]


async def test_the_buttons_ask_about_the_person_meant(talk: Talk) -> None:
    talk.knows(for_whom="someone_else")
    for_someone_else = payloads(await talk.hears("utter_ask_age"))
    talk.knows(for_whom="self")
    assert for_someone_else != payloads(await talk.hears("utter_ask_age"))


async def test_the_record_names_reference_and_moment(talk: Talk) -> None:
    talk.knows(**KEV)
    reply = await talk.hears("utter_flow_recorded", reference="FS-ABC-123", due="by Friday")
    for words in ("FS-ABC-123", "by Friday", "Kev", "07700 900123"):
        assert words in reply["text"]


async def test_a_demonstration_says_that_nobody_will_ring(
    domain: Domain, tmp_path: Path, talk: Talk
) -> None:
    demo = Talk(domain, ContentWording(settings=settings_in(tmp_path, DEMO="true")))
    for each, promised in ((demo, False), (talk, True)):
        each.knows(**KEV)
        text = (await each.hears("utter_flow_recorded", reference="FS-1", due="today"))["text"]
        assert ("Nobody will ring" in text) is not promised


@pytest.mark.parametrize(
    "slots", [{}, KEV, {"for_whom": "professional"}], ids=["none", "all", "few"]
)
async def test_every_response_can_be_said(
    domain: Domain, wording: ContentWording, slots: dict[str, Any]
) -> None:
    # The front door says system/ by itself, with variables of its own.
    for name in (each for each in domain.responses if not each.startswith("utter_system_")):
        talk = Talk(domain, wording)
        talk.says("hm", TRAUMA)
        talk.knows(**slots)
        reply = await talk.hears(name)
        assert "{{" not in reply["text"]
        assert reply["answer"] in (answer_id(name), "handoff/hours_unknown")


async def test_a_response_without_words_is_an_error_and_no_response_is_nothing(
    talk: Talk, wording: ContentWording
) -> None:
    with pytest.raises(UnknownAnswer):
        await talk.hears("utter_cause/unheard_of")
    assert await wording.generate("action_listen", talk.tracker, "front_door") is None


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "telegram", "messenger"])
async def test_consent_is_asked_in_the_words_that_are_kept_and_names_the_channel(
    talk: Talk, library: Library, channel: str
) -> None:
    talk.says("31", "inform", channel=channel)
    asked = await talk.hears("utter_ask_consent")
    assert asked["text"] == library.consent_text(channel)[1]
    assert asked["text"].startswith("You are asked this ")
    assert len(asked["buttons"]) == 4


async def test_on_the_website_consent_names_no_other_channel(talk: Talk, library: Library) -> None:
    talk.says("31", "inform", channel="website")
    asked = await talk.hears("utter_ask_consent")
    assert asked["text"] == library.consent_text()[1]
