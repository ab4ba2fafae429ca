"""The rules as data: what they point to exists, and how they are raised is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from first_step.admissions.contact_flow.flag_words import FLAG_WORDS
from first_step.admissions.contact_flow.flags import PLAIN_ANYWHERE
from first_step.admissions.triage import ASKED_FLAGS, RED_FLAGS, SIGNS, RedFlag
from first_step.admissions.triage_rules import HELPLINES, PLACES, RAISED_BY
from first_step.content.helplines import read_helplines
from first_step.content.sources import read_sources
from first_step.understanding.red_flags import BY_WORDS, CODES

CONTENT = Path(__file__).parents[2] / "content"
RULES = pytest.mark.parametrize("flag", RED_FLAGS.values(), ids=lambda flag: flag.code)


def raised_by(way: str) -> set[str]:
    return {code for code, flag in RED_FLAGS.items() if way in flag.raised_by}


def test_every_code_of_the_facts_has_its_rule() -> None:
    assert {flag.reason for flag in RED_FLAGS.values()} == {f"R{number}" for number in range(23)}


@RULES
def test_a_rule_says_what_it_means_where_it_points_and_where_it_comes_from(flag: RedFlag) -> None:
    assert flag.words
    assert flag.raised_by
    assert set(flag.raised_by) <= set(RAISED_BY)
    assert set(flag.signpost) <= {*HELPLINES, *PLACES}
    assert flag.reason in flag.sources
    assert set(flag.sources) <= set(read_sources(CONTENT))


@RULES
def test_who_is_urgent_is_pointed_somewhere_and_an_emergency_to_999_first(flag: RedFlag) -> None:
    assert bool(flag.signpost) == (flag.level >= "urgent" or flag.reason == "R15")
    assert (flag.signpost[:1] == ("emergency",)) == (flag.level == "emergency")


@pytest.mark.parametrize(
    ("code", "points_to"),
    [
        ("R7", "nhs_mental_health"),
        ("R8", "nhs_111"),
        ("R12", "a_and_e"),
        ("R14", "naloxone"),
        ("R16", "streetlink"),
        ("R17", "refuge"),
        ("R18", "safeguarding"),
        ("R19", "pharmacy"),
    ],
)
def test_rules_point_where_the_facts_say(code: str, points_to: str) -> None:
    assert points_to in RED_FLAGS[code].signpost


def test_helplines_are_called_as_in_the_content() -> None:
    known = read_helplines(CONTENT)
    assert {key: known[key].name for key in HELPLINES} == HELPLINES


def test_places_are_not_helplines() -> None:
    assert set(PLACES).isdisjoint(read_helplines(CONTENT))


def test_how_a_rule_is_raised_is_true() -> None:
    assert raised_by("screen") == set(ASKED_FLAGS)
    assert raised_by("mentioned") == {*CODES, BY_WORDS, *PLAIN_ANYWHERE}
    assert raised_by("screen") | raised_by("typed") == {*FLAG_WORDS, "R13/24h"}
    assert raised_by("screen").isdisjoint(raised_by("typed"))
    assert raised_by("card") == set(SIGNS.values())
