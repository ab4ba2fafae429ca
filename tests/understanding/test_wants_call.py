"""A plain wish to be called counts beside whatever else is said."""

from __future__ import annotations

import pytest

from first_step.understanding.normalise import readable_text
from first_step.understanding.wants_call import may_ask_beside, wants_call


@pytest.mark.parametrize(
    "words",
    [
        "worried about my daughter, can someone call me",
        "how long does rehab take and can someone call me back?",
        "what does it cost and can i get a callback",
        "is it genetic? also please call me",
        "my mum won't stop drinking. id like someone to ring me",
        "dont know what to do about my husband could you give me a call tomorrow",
        "I'd appreciate a call back about my dad",
        "my sister is drinking again. want someone to phone me",
        "she's using again. get someone to ring me please",
        "struggling with coke. can I have a call please",
        "what is detox like? could one of you call us this evening",
        "my boy's stealing from us, give us a ring",
        "he needs rehab. ring me on 07700 900123",
        "I am scared about my partner's drinking - can somebody get in touch with me?",
        "do you treat ketamine? would love a call back",
        "how much is it, i would like to be contacted",
        "ok so what are the signs. also can you ring me after 6",
        "my daughter is 19 and on ket call me please",
        "my brother's on spice. someone ring me please",
        "if someone could call me about my son that would be great",
        "is it possible for someone to call me",
        "any chance someone could ring me about my mum",
        "worried sick about my lad. wondering if someone can phone me",
        "would someone be able to call me about my son",
    ],
)
def test_a_plain_wish_for_a_call_is_heard(words: str) -> None:
    assert wants_call(readable_text(words))


@pytest.mark.parametrize(
    "words",
    [
        "can someone call an ambulance",
        "can you call me an ambulance",
        "can someone call me a taxi",
        "somebody call the police",
        "can I call someone anonymously?",
        "could someone call me anonymously?",
        "can you call me without my wife knowing",
        "can i call you",
        "what number can you call me on",
        "what number do you call me from",
        "do you call me or do I call you",
        "how soon can someone call me",
        "when will someone call me",
        "who will call me",
        "why did you call me",
        "what happens if someone calls me",
        "what happens if someone can call me at home",
        "if you call me will my boss know",
        "can you call me when I'm in rehab",
        "can my mum call me when I'm in rehab",
        "can he call me from rehab",
        "can I get a phone call home from rehab",
        "call me Dave",
        "please call me Dave",
        "my mates call me Kev",
        "people call me a junkie",
        "would you call me an addict",
        "please dont call me",
        "do not ring me",
        "i don't want a call",
        "she won't call me back",
        "he says he will call me tomorrow",
        "tell him to call me please",
        "they said someone would call me back",
        "someone called me yesterday",
        "can you call my son",
        "i need to call my mum",
        "need a call centre job",
        "what if i want a call but my husband is home",
    ],
)
def test_other_calls_names_questions_and_refusals_are_no_wish(words: str) -> None:
    assert not wants_call(readable_text(words))


@pytest.mark.parametrize("label", ["cause/genetic", "disclose_use", "greet", "request_human"])
def test_a_wish_outweighs_topics_and_talk(label: str) -> None:
    assert may_ask_beside(label)


@pytest.mark.parametrize(
    "label",
    ["crisis_danger", "check_status", "complain", "delete_data", "cancel", "correct_details"],
)
def test_a_wish_outweighs_neither_danger_nor_what_is_said_of_a_request(label: str) -> None:
    assert not may_ask_beside(label)
