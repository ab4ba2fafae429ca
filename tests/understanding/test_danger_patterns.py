from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from first_step.understanding.danger_patterns import (
    KINDS,
    DangerSigns,
    compile_pattern,
    find_danger_signs,
)
from first_step.understanding.english import english, token_matcher
from first_step.understanding.lexicon import lexicon
from first_step.understanding.normalise import readable_text, written_out

NOTHING = DangerSigns({}, {}, {}, ())


def signs(typed: str) -> DangerSigns:
    return find_danger_signs(readable_text(typed))


def matches(line: str, text: str) -> bool:
    matcher = token_matcher()
    matcher.add("line", [compile_pattern(line)])
    return bool(matcher(Doc(english().vocab, words=text.split())))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("im gonna kill meself", "suicide"),
        ("wanna die", "suicide"),
        ("gonna end it 2nite", "suicide"),
        ("i dont wanna live anymore", "suicide"),
        ("k i l l myself", "suicide"),
        ("KILL MYSELF", "suicide"),
        ("my missus wants to die", "suicide"),
        ("shes gone blue", "overdose"),
        ("hes gone bl\u200bue", "overdose"),
        ("he\u2019s stopped breathing", "overdose"),
        ("cant wake her up", "overdose"),
        ("she wont wake up", "overdose"),
        ("he cannae breathe", "overdose"),
        ("hes od'd", "overdose"),
        ("my bf took too many vallies", "overdose"),
        ("hes having a fit", "medical"),
        ("im throwing up blood", "medical"),
        ("can someone call an ambulance", "medical"),
        ("need an ambo now", "medical"),
        ("send me an ambulance", "medical"),
        ("hes got a knife", "danger"),
        ("he wont let me leave", "danger"),
        ("my ex punched me", "danger"),
        ("she wont wake", "overdose"),
        ("i cannot breathe", "overdose"),
        ("i want to killlll myself", "suicide"),
        ("its all over tonight", "suicide"),
        ("It\u2019s all over for me tomorrow", "suicide"),
        ("it will all be over by tonight", "suicide"),
    ],
)
def test_explicit_danger_is_found_however_it_is_typed(typed: str, kind: str) -> None:
    found = signs(typed)
    assert kind in {**found.sure, **found.explicit}
    assert found.softeners == ()


@pytest.mark.parametrize(
    "typed",
    [
        "what does an overdose look like",
        "how would i know if someone has overdosed",
        "he overdosed ten years ago",
        "in case he stops breathing",
        "i am not suicidal",
        "when i was a kid my dad hit me",
        "watching a film where he overdosed",
        "essay about suicide",
    ],
)
def test_information_the_past_and_denial_soften(typed: str) -> None:
    assert signs(typed).softeners


@pytest.mark.parametrize(
    "typed",
    [
        "i had enough of living",
        "naloxone quick",
        "not safe at home",
        "its all over the news tonight",
    ],
)
def test_a_hint_is_not_explicit(typed: str) -> None:
    found = signs(typed)
    assert found.hints
    assert found.explicit == {}
    assert found.sure == {}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?",
        "thats odd",
        "is the odeon open",
        "how much is rehab",
        "why do people take heroin",
        "my name is Kev",
        "07700 900123",
    ],
)
def test_everyday_messages_hold_no_sign(typed: str) -> None:
    assert signs(typed) == NOTHING


def test_names_of_patterns_never_hold_words() -> None:
    found = signs("he overdosed years ago and wants to die, naloxone quick")
    named = [
        name
        for row in (found.sure, found.explicit, found.hints)
        for each in row.values()
        for name in each
    ]
    for name in (*named, *found.softeners):
        assert re.fullmatch(r"(?:(?:suicide|overdose|medical|danger)\.\w+|softener)\.\d+", name)


def test_every_line_compiles_and_matches_its_own_plainest_words() -> None:
    for line in every_line():
        words = [word for word in map(plainest, line.split()) if word]
        assert words, line
        assert matches(line, " ".join(words)), line


def test_every_kind_has_explicit_lines_and_hints() -> None:
    danger = lexicon("danger")
    assert set(danger) == {*KINDS, "softeners"}
    for kind in KINDS:
        assert danger[kind]["sure"]
        assert danger[kind]["explicit"]
        assert danger[kind]["hint"]


def test_every_place_of_a_line_can_be_met_by_a_message_as_it_is_read() -> None:
    # A message is written out before it is searched: slang alone in a place would never match.
    unreachable = [
        line
        for line in every_line()
        for place in line.split()
        if options(place) and all(written_out(word) != word for word in options(place))
    ]
    assert unreachable == []


@pytest.mark.parametrize(
    ("line", "text", "expected"),
    [
        ("kill myself", "kill myself", True),
        ("kill myself", "myself kill", False),
        ("a|b c", "b c", True),
        ("want to end it ?all", "want to end it", True),
        ("want to end it ?all", "want to end it all", True),
        ("gone _ blue", "gone very blue", True),
        ("gone _ blue", "gone so very blue", False),
        ("gone __ blue", "gone so very very blue", True),
        ("gone __ blue", "gone so very very very blue", False),
        ("self harm*", "self harming", True),
        ("self harm*", "self arm", False),
        ("will ?not wake|rouse", "will rouse", True),
    ],
)
def test_the_signs_of_a_line_mean_what_the_list_says(line: str, text: str, expected: bool) -> None:
    assert matches(line, text) is expected


def test_punctuation_does_not_hide_danger() -> None:
    assert "suicide" in signs("kill...myself").explicit
    assert "overdose" in signs("(he is not breathing!!!)").sure


def test_danger_at_the_end_of_a_very_long_message_is_found() -> None:
    assert "suicide" in signs("well " * 790 + "kill myself").explicit


@given(st.text(st.characters(), max_size=120))
def test_any_text_can_be_searched(text: str) -> None:
    signs(text)


def every_line() -> list[str]:
    danger = lexicon("danger")
    rows = [danger[kind][strength] for kind in KINDS for strength in ("explicit", "hint")]
    return [line for row in (*rows, danger["softeners"]) for line in row]


def options(word: str) -> list[str]:
    return [option.strip("?*") for option in word.split("|") if option.strip("?*_")]


def plainest(word: str) -> str:
    """Return the first word that fills a place, "" for a place that may stay empty."""
    if word in ("_", "__") or any(option.startswith("?") for option in word.split("|")):
        return ""
    return options(word)[0]
