from __future__ import annotations

import pytest
from rasa.core.actions.action import create_bot_utterance
from rasa.shared.core.domain import Domain

from bot.wording import CONTACT, MORE, PERSON, ContentWording
from first_step.content.labels import SAID_LABELS, TOPICS
from first_step.content.library import VARIANT_TOPICS, VARIANTS, Library

from .talk import Talk, payloads

TRAUMA = "cause/trauma"
# What it means to ask for more or for a call depends on what came before.
SAID = [f"utter_say_{label}" for label in SAID_LABELS if label not in ("ask_more",)]


async def test_a_topic_is_answered_with_more_related_topics_and_a_way_to_a_person(
    talk: Talk, library: Library
) -> None:
    reply = await talk.hears(f"utter_{TRAUMA}")
    assert (reply["answer"], reply["section"]) == (TRAUMA, "answer")
    assert reply["text"] == library.render(TRAUMA)
    related = [f"label:{label}" for label in library.reply(TRAUMA).related]
    assert payloads(reply) == [MORE, *related, CONTACT]
    assert all(button["title"] for button in reply["buttons"])


async def test_asked_a_second_time_it_is_said_in_other_words(talk: Talk, library: Library) -> None:
    first = await talk.hears(f"utter_{TRAUMA}")
    again = await talk.hears(f"utter_{TRAUMA}")
    assert (again["answer"], again["section"]) == (TRAUMA, "again")
    assert again["text"] == library.render(TRAUMA, "again") != first["text"]
    assert payloads(again) == payloads(first)


async def test_every_topic_can_be_asked_again_and_again(
    domain: Domain, wording: ContentWording
) -> None:
    for topic in TOPICS:
        talk = Talk(domain, wording)
        for _ in range(4):
            assert (await talk.hears(f"utter_{topic}"))["answer"] == topic


@pytest.mark.parametrize("name", [*(f"utter_{t}" for t in TOPICS), *SAID])
async def test_the_third_asking_in_a_row_says_something_else_and_offers_a_person(
    talk: Talk, name: str
) -> None:
    replies = [await talk.hears(name) for _ in range(3)]
    texts = [reply["text"] for reply in replies]
    assert texts[0] != texts[1] != texts[2]
    assert {PERSON, CONTACT} <= set(payloads(replies[2]))
    assert payloads(replies[2])[0] == PERSON
    assert len(payloads(replies[2])) == len(set(payloads(replies[2])))


async def test_the_third_asking_of_a_topic_tells_what_was_not_told_yet(
    talk: Talk, library: Library
) -> None:
    for _ in range(2):
        await talk.hears(f"utter_{TRAUMA}")
    third = await talk.hears(f"utter_{TRAUMA}")
    assert third["section"] == "more"
    assert third["text"].startswith(library.render(TRAUMA, "more"))
    assert third["text"].endswith(library.render("fallback/not_enough"))
    assert MORE not in payloads(third)


async def test_a_topic_of_variants_keeps_its_warnings_at_the_third_asking(talk: Talk) -> None:
    texts = [(await talk.hears("utter_treatment/home_detox"))["text"] for _ in range(3)]
    assert texts[2].startswith(texts[0])


async def test_thanks_after_each_answer_are_no_reason_to_offer_a_person(talk: Talk) -> None:
    for topic in ("cause/trauma", "cause/stress", "cause/peers"):
        await talk.hears(f"utter_{topic}")
        assert PERSON not in payloads(await talk.hears("utter_say_thank"))[:1]


async def test_another_substance_is_not_the_same_answer_again(talk: Talk, library: Library) -> None:
    await talk.hears("utter_treatment/detox")
    talk.knows(substance="alcohol/alcohol")
    reply = await talk.hears("utter_treatment/detox")
    assert reply["text"] == library.render("treatment/detox", variant="alcohol")
    again = await talk.hears("utter_treatment/detox")
    assert again["text"].startswith(library.render("system/again"))


async def test_a_topic_of_variants_says_so_when_it_is_asked_again(
    talk: Talk, library: Library
) -> None:
    first = await talk.hears("utter_treatment/detox")
    again = await talk.hears("utter_treatment/detox")
    assert again["text"] == f"{library.render('system/again')}\n{first['text']}"


@pytest.mark.parametrize(
    ("substance", "variant"),
    [
        (None, "not_said"),
        ("opioids/heroin", "opioids"),
        ("alcohol/alcohol", "alcohol"),
        ("sedatives/GHB", "sedatives"),
        ("stimulants/crack", "stimulants"),
        ("other/cannabis", "not_said"),
    ],
)
async def test_the_substance_spoken_of_decides_the_variant(
    talk: Talk, library: Library, substance: str | None, variant: str
) -> None:
    talk.knows(substance=substance)
    reply = await talk.hears("utter_treatment/detox")
    assert reply["text"] == library.render("treatment/detox", variant=variant)


def test_every_topic_of_variants_has_a_text_for_every_group(library: Library) -> None:
    for topic in VARIANT_TOPICS:
        texts = {library.render(topic, variant=variant) for variant in VARIANTS}
        assert len(texts) >= 2, topic


async def test_tell_me_more_is_about_the_topic_answered_last(talk: Talk, library: Library) -> None:
    await talk.hears("utter_myth/choice")
    await talk.hears(f"utter_{TRAUMA}")
    await talk.hears("utter_say_thank")
    more = await talk.hears("utter_say_ask_more")
    assert (more["answer"], more["section"]) == (TRAUMA, "more")
    assert more["text"] == library.render(TRAUMA, "more")
    assert MORE not in payloads(more)
    assert CONTACT in payloads(more)


async def test_once_more_was_told_there_is_nothing_more(talk: Talk) -> None:
    await talk.hears(f"utter_{TRAUMA}")
    await talk.hears("utter_say_ask_more")
    assert (await talk.hears("utter_say_ask_more"))["answer"] == "fallback/nothing_more"
    assert MORE not in payloads(await talk.hears(f"utter_{TRAUMA}"))


async def test_more_about_nothing_asks_for_a_topic(talk: Talk) -> None:
    assert (await talk.hears("utter_say_ask_more"))["answer"] == "say/ask_more"


async def test_a_crisis_card_is_never_said_in_other_words(talk: Talk) -> None:
    first = await talk.hears("utter_crisis_overdose")
    again = await talk.hears("utter_crisis_overdose")
    assert again["text"] == first["text"]
    assert "999" in first["text"].split("\n")[0] + first["text"].split("\n")[1]


async def test_clarify_offers_the_likeliest_labels_as_questions(
    talk: Talk, library: Library
) -> None:
    others = ("crisis_suicide", "greet", "myth/choice", "treatment/cost", "sign/health")
    talk.says("hm", TRAUMA, *others)
    reply = await talk.hears("utter_fallback_clarify")
    offered = ("label:cause/trauma", "label:myth/choice", "label:treatment/cost")
    assert tuple(payloads(reply)[:3]) == offered
    titles = [button["title"] for button in reply["buttons"][:3]]
    assert titles == [library.reply(each.removeprefix("label:")).question for each in offered]
    assert "label:sign/health" not in payloads(reply)
    assert payloads(reply)[3:] == ["label:menu"]
    assert reply["buttons"][3]["title"] == "None of these"


async def test_a_third_choice_that_is_hardly_likely_is_not_offered(talk: Talk) -> None:
    talk.says("hm", TRAUMA, "myth/choice", "treatment/cost")
    assert talk.tracker.latest_message
    rows = talk.tracker.latest_message.parse_data["intent_ranking"]
    for row, share in zip(rows, (0.4, 0.35, 0.05), strict=True):
        row["confidence"] = share
    offered = payloads(await talk.hears("utter_fallback_clarify"))
    assert offered == [f"label:{TRAUMA}", "label:myth/choice", "label:menu"]


async def test_nothing_hardly_likely_is_asked_about(talk: Talk) -> None:
    talk.says("asdfgh", "out_of_scope", "complain", TRAUMA, confidence=0.1)
    assert (await talk.hears("utter_fallback_clarify"))["answer"] == "fallback/menu"


async def test_clarify_and_menu_are_worded_otherwise_the_second_time(talk: Talk) -> None:
    for name in ("clarify", "menu", "unreadable", "person"):
        talk.says("hm", TRAUMA, "myth/choice")
        first = await talk.hears(f"utter_fallback_{name}")
        again = await talk.hears(f"utter_fallback_{name}")
        assert first["text"] != again["text"]
        assert payloads(first) == payloads(again)


async def test_after_misunderstandings_a_person_a_call_the_number_and_999_are_offered(
    talk: Talk, library: Library
) -> None:
    reply = await talk.hears("utter_fallback_person")
    assert {PERSON, CONTACT} <= set(payloads(reply))
    assert library.provider.phone in reply["text"]
    assert "999" in reply["text"]


async def test_the_second_question_is_answered_under_its_own_name(
    talk: Talk, library: Library
) -> None:
    talk.says("is it genetic and is it a choice", "cause/genetic", second_label="myth/choice")
    first = await talk.hears("utter_cause/genetic")
    assert MORE not in payloads(first)
    second = await talk.hears("utter_second_answer")
    assert second["text"] == library.render("myth/choice")
    assert second["answer"] == "myth/choice"
    assert MORE in payloads(second)
    # As Rasa does before it stores the reply.
    second["utter_action"] = "utter_second_answer"
    stored = create_bot_utterance(second).metadata
    assert stored["utter_action"] == "utter_myth/choice"
    assert stored["answer"] == "myth/choice"


@pytest.mark.parametrize(
    ("disclosed", "kind"),
    [("disclose_use", "system/heard_use"), ("express_distress", "system/heard_distress")],
)
async def test_what_was_told_beside_a_question_is_heard_before_the_answer(
    talk: Talk, library: Library, disclosed: str, kind: str
) -> None:
    talk.says("i use again. what is detox", TRAUMA, disclosed=disclosed)
    reply = await talk.hears(f"utter_{TRAUMA}")
    assert reply["text"] == f"{library.render(kind)}\n{library.render(TRAUMA)}"
    talk.says("i do. is it a choice", "myth/choice", disclosed=disclosed)
    later = await talk.hears("utter_myth/choice")
    assert later["text"].startswith(library.render(kind, "again"))
    talk.says("and stress", "cause/stress")
    assert (await talk.hears("utter_cause/stress"))["text"] == library.render("cause/stress")


async def test_who_left_prison_or_care_is_told_each_time_that_the_body_copes_with_less(
    talk: Talk, library: Library
) -> None:
    told = library.render("system/heard_use", "released")
    assert "copes with less" in told
    for section in ("answer", "again"):
        talk.says("i came out of prison last week", "harm/naloxone", disclosed="released")
        reply = await talk.hears("utter_harm/naloxone")
        assert reply["text"] == f"{told}\n{library.render('harm/naloxone', section)}"
    assert {"title": "Ask for a call", "payload": "label:request_contact"} in reply["buttons"]


async def test_with_nothing_to_offer_clarify_is_the_menu(talk: Talk) -> None:
    talk.says("hm", "greet", "crisis_danger")
    assert (await talk.hears("utter_fallback_clarify"))["answer"] == "fallback/menu"


async def test_asking_for_sources_names_those_of_the_topic_before(
    talk: Talk, library: Library
) -> None:
    await talk.hears(f"utter_{TRAUMA}")
    reply = await talk.hears("utter_about/sources")
    for source in library.reply(TRAUMA).public_sources:
        assert source in reply["text"]


async def test_with_unknown_hours_nobody_is_promised(talk: Talk, library: Library) -> None:
    assert library.provider.hours is None
    assert (await talk.hears("utter_handoff_waiting"))["answer"] == "handoff/hours_unknown"
