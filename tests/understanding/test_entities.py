from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.understanding.entities import Entity, find_entities, substance_groups


def found(text: str, *kinds: str) -> list[tuple[str, str]]:
    return [(each.kind, each.value) for each in find_entities(text) if each.kind in kinds]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("he is on heroin", "opioids/heroin"),
        ("he is on SMACK", "opioids/heroin"),
        ("subbies", "opioids/buprenorphine"),
        ("a bottle of vodka a day", "alcohol/alcohol"),
        ("street vallies", "sedatives/etizolam"),
        ("crack cocaine", "stimulants/crack"),
        ("cocaine", "stimulants/cocaine"),
        ("black mamba", "other/spice"),
    ],
)
def test_a_substance_is_found_under_its_street_names(text: str, value: str) -> None:
    assert found(text, "substance") == [("substance", value)]


def test_the_longest_name_wins_over_one_inside_it() -> None:
    assert found("my ex brother in law", "relation") == [("relation", "partner")]
    assert found("my brother in law", "relation") == [("relation", "relative")]
    assert found("crystal meth", "substance") == [("substance", "stimulants/methamphetamine")]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("my son needs help", "child"),
        ("My Missus drinks", "partner"),
        ("my mam", "parent"),
        ("my twin", "sibling"),
        ("my mate", "friend"),
        ("my client", "client"),
    ],
)
def test_whom_it_is_about_is_found(text: str, relation: str) -> None:
    assert found(text, "relation") == [("relation", relation)]


def test_a_son_who_is_not_the_writers_is_no_relation() -> None:
    assert found("his son is well, the mate of a mate", "relation") == []


@pytest.mark.parametrize(
    "number", ["07700 900123", "07700900123", "+44 7700 900123", "07700-900-123", "07700.900.123"]
)
def test_a_phone_number_is_found_however_it_is_spaced(number: str) -> None:
    assert len(found(f"ring me on {number} please", "phone")) == 1


@pytest.mark.parametrize("text", ["999", "I am 52", "since 2019", "20 mg", "1234567890123456789"])
def test_other_numbers_are_no_phone_numbers(text: str) -> None:
    assert found(text, "phone") == []


def test_addresses_places_and_names_are_found() -> None:
    text = "my name is Zoe, zoe@example.org LS1 4AB or bt12"
    assert found(text, "email") == [("email", "zoe@example.org")]
    assert found(text, "postcode_area") == [("postcode_area", "LS1"), ("postcode_area", "BT12")]
    assert found(text, "name") == [("name", "Zoe")]


def test_entities_stand_in_the_order_of_the_text_and_name_their_place() -> None:
    text = "It is my son, he takes gear, ring 07700 900123"
    entities = find_entities(text)
    assert [each.kind for each in entities] == ["relation", "substance", "phone"]
    assert [text[each.start : each.end] for each in entities] == ["my son", "gear", "07700 900123"]


def test_groups_of_substances_are_named_once_in_order() -> None:
    entities = find_entities("vodka, gear, methadone and lager")
    assert substance_groups(entities) == ("alcohol", "opioids")
    assert substance_groups((Entity("name", "Kev", 0, 3),)) == ()


@given(st.text(st.characters(), max_size=120))
def test_any_text_can_be_searched_and_places_lie_inside_it(text: str) -> None:
    for entity in find_entities(text):
        assert 0 <= entity.start < entity.end <= len(text)


@pytest.mark.parametrize("text", ["a" * 4000, "1 " * 2000, "a@" * 2000, "my " * 1300, "9" * 4000])
def test_a_message_made_to_be_slow_is_searched_all_the_same(text: str) -> None:
    find_entities(text)
