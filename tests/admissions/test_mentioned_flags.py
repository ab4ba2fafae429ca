"""Red flags said in passing join the answers: they make a request more urgent, never less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.admissions.contact_flow import cut_off_request, ready
from first_step.admissions.errors import FlowError
from first_step.admissions.referral import ContactRequest, Level
from first_step.admissions.triage import ASKED_FLAGS, RED_FLAGS, Triage, TriageFacts, triage
from first_step.understanding.red_flags import CODES

from .visitor import Visitor

CUT_OFF = {"consent": "flow:consent=yes_if_cut_off"}
PLAIN = Visitor(None).state
UNFINISHED = Visitor("contact_window", **CUT_OFF).state
# Any mixture of rules, what the reader gives, and what no rule knows.
MENTIONED = st.lists(st.sampled_from((*CODES, *RED_FLAGS)) | st.text(max_size=4), max_size=6)
ANSWERED = st.lists(st.sampled_from(sorted(RED_FLAGS)), max_size=3).map(tuple)


def level_of(request: ContactRequest | None) -> Triage:
    assert request is not None
    return triage(TriageFacts.of(request))


def test_a_flag_mentioned_makes_a_plain_request_urgent() -> None:
    before, after = level_of(ready(PLAIN)), level_of(ready(PLAIN, ["R14"]))
    assert (before.level, before.reasons) == (Level.ROUTINE, ("R22",))
    assert (after.level, after.reasons) == (Level.URGENT, ("R14",))


@pytest.mark.parametrize("code", CODES)
def test_every_code_that_is_read_becomes_a_reason_and_raises_the_level(code: str) -> None:
    found = level_of(ready(PLAIN, [code]))
    assert found.reasons == (code,)
    assert found.level is RED_FLAGS[code].level
    assert found.level > Level.ROUTINE


def test_answers_come_first_and_nothing_is_doubled() -> None:
    visitor = Visitor("red_flags")
    visitor.taps("flow:red_flags=R8")
    visitor.taps("flow:red_flags=done")
    visitor.answer()
    assert ready(visitor.state, ["R14", "R8", "R16", "R14"]).red_flags == ("R8", "R14", "R16")


def test_none_of_these_does_not_take_back_what_was_mentioned() -> None:
    assert PLAIN.red_flags == ()
    assert ready(PLAIN, ["R16"]).red_flags == ("R16",)


def test_skipping_the_screen_stays_not_assessed_beside_what_was_mentioned() -> None:
    skipped = Visitor(None, red_flags="flow:red_flags=not_said").state
    request = ready(skipped, ["R16"])
    assert request.red_flags_state == "skipped"
    assert level_of(request).reasons == ("R16", "R0")


@pytest.mark.parametrize("code", ["R99", "", "r14", "R13/25h", "out of prison"])
def test_codes_that_no_rule_knows_are_left_out(code: str) -> None:
    for request in (ready(PLAIN, [code, "R16"]), cut_off_request(UNFINISHED, [code, "R16"])):
        assert request is not None
        assert request.red_flags == ("R16",)


def test_a_request_that_was_cut_off_carries_what_was_mentioned() -> None:
    before = level_of(cut_off_request(UNFINISHED))
    request = cut_off_request(UNFINISHED, ["R14", "R14"])
    assert request is not None
    assert (request.red_flags, request.red_flags_state) == (("R14",), "not_reached")
    assert level_of(request).reasons == ("R14", "R0")
    assert level_of(request).level > before.level


def test_ticks_of_a_screen_that_was_not_finished_join_what_was_mentioned() -> None:
    visitor = Visitor("red_flags", **CUT_OFF)
    visitor.taps("flow:red_flags=R8")
    request = cut_off_request(visitor.state, ["R16", "R8"])
    assert request is not None
    assert request.red_flags == ("R8", "R16")


def test_what_was_mentioned_is_no_consent_and_completes_nothing() -> None:
    with pytest.raises(FlowError) as raised:
        ready(Visitor("red_flags").state, ["R14"])
    assert raised.value.fields == ("red_flags", "review")
    assert cut_off_request(Visitor("contact_window").state, ["R14"]) is None


@given(ANSWERED, MENTIONED, MENTIONED)
def test_what_is_mentioned_never_lowers_a_level_or_takes_a_reason_away(
    answered: tuple[str, ...], first: list[str], then: list[str]
) -> None:
    finished = replace(PLAIN.with_notes(flags=answered), red_flags=answered)
    for state, build in ((finished, ready), (UNFINISHED, cut_off_request)):
        fewer, more = level_of(build(state, first)), level_of(build(state, [*first, *then]))
        assert more.level >= fewer.level >= level_of(build(state)).level
        assert set(more.reasons) >= set(fewer.reasons) - {"R22"}


@given(MENTIONED)
def test_the_union_holds_every_known_code_once(mentioned: list[str]) -> None:
    request = ready(PLAIN, mentioned)
    assert len(set(request.red_flags)) == len(request.red_flags)
    assert set(request.red_flags) == set(mentioned) & set(RED_FLAGS)


def test_what_is_asked_on_the_screen_is_among_what_is_read() -> None:
    assert set(ASKED_FLAGS) <= set(CODES)
