from __future__ import annotations

import pytest

from first_step.content.checks import check_library
from first_step.content.labels import (
    CRISIS_LABELS,
    FAMILIES,
    LABELS,
    PLAIN_LABELS,
    SAID_LABELS,
    TOPICS,
)
from first_step.content.library import Library, load_library
from first_step.content.review import review_group, unreviewed

from .house import REAL, TODAY

SOURCES = {
    "S": range(1, 56),
    "C": range(1, 8),
    "N": range(1, 13),
    "F": range(1, 62),
    "R": range(23),
    "T": range(1, 7),
    "W": range(1, 10),
    "P": range(1, 15),
    "H": range(1, 13),
    "Q": range(1, 7),
    "A": range(1, 16),
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL)


def test_every_text_that_visitors_can_see_passes_the_check(library: Library) -> None:
    assert check_library(library, TODAY) == []


def test_every_source_has_its_line(library: Library) -> None:
    expected = {f"{letter}{number}" for letter, numbers in SOURCES.items() for number in numbers}
    assert set(library.sources) == expected
    assert all(source.public for source in library.sources.values())


def test_what_the_article_says_is_called_seed_and_nothing_else_is(library: Library) -> None:
    seeds = {source.id for source in library.sources.values() if source.certainty == "seed"}
    assert seeds == {f"S{number}" for number in SOURCES["S"]}


def test_no_rule_against_saying_something_is_told_to_visitors_as_a_public_source(
    library: Library,
) -> None:
    for source in library.sources.values():
        if source.id.startswith("N"):
            assert source.certainty == "design"


def test_a_text_names_a_public_source_for_what_it_cites(library: Library) -> None:
    for reply in library.answers.values():
        if any(source.startswith("S") for source in reply.sources):
            assert "Article on the root causes of heroin addiction" in reply.public_sources


def test_every_text_belongs_to_one_group_of_review(library: Library) -> None:
    listed = [answer_id for ids in unreviewed(library).values() for answer_id in ids]
    nameless = [reply.id for reply in library.answers.values() if not reply.reviewed_by]
    assert sorted(listed) == sorted(nameless)
    assert review_group("flow/consent") == "consent"


def test_labels_are_68_topics_in_seven_families_and_26_plain_ones() -> None:
    assert len(FAMILIES) == 7
    assert (len(TOPICS), len(PLAIN_LABELS), len(CRISIS_LABELS)) == (68, 26, 4)
    assert set(SAID_LABELS) == set(PLAIN_LABELS) - set(CRISIS_LABELS)
    assert len(set(LABELS)) == len(LABELS) == 94


def test_every_answer_to_a_danger_can_be_shown_without_a_database_or_a_visitor(
    library: Library,
) -> None:
    for answer_id in library.answers:
        if answer_id.startswith(("crisis/", "system/", "language/")):
            named = {"system/source": {"sources": "NHS"}, "system/handed_back": {"name": "Sam"}}
            variables = named.get(answer_id, {})
            assert library.render(answer_id, **variables)
