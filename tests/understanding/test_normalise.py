from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from first_step.understanding.lexicon import lexicon
from first_step.understanding.normalise import has_words, plain_text, readable_text

# Every character there is, lone surrogates and NUL too.
ANYTHING = st.text(st.characters(), max_size=80)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("im gonna be sick", "I am going to be sick"),
        ("wot u on about m8", "what you on about m8"),
        ("he's on smack n vallies", "he is on heroin n diazepam"),
        ("he cannae stop", "he can not stop"),
        ("can't", "can not"),
        ("can\u2019t", "can not"),
        ("CANT", "can not"),
        ("my bairn", "my child"),
        ("yep", "yes"),
        ("nah", "no"),
        ("killlll", "kill"),
        ("sooooo", "so"),
        ("noooooo", "no"),
        ("H E L P", "help"),
        ("h.e.l.p", "help"),
        ("street vallies", "etizolam"),
        ("somking heorin", "smoking heroin"),
    ],
)
def test_slang_is_written_out(typed: str, read: str) -> None:
    assert readable_text(typed) == read


def test_a_word_that_only_contains_slang_stays() -> None:
    assert readable_text("urban area, spiced, methodical") == "urban area, spiced, methodical"


def test_lone_surrogates_are_replaced_and_pairs_kept() -> None:
    assert plain_text("a\ud800b\udfff") == "a\ufffdb\ufffd"
    assert plain_text("ok \ud83d\ude00") == "ok \U0001f600"


def test_nul_is_a_space() -> None:
    assert plain_text("he\x00is\x00\x00blue\x00") == "he is blue"


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u202e", "\u200d"])
def test_characters_that_nobody_sees_split_no_word(unseen: str) -> None:
    assert plain_text(f"{unseen}bre{unseen}athing{unseen}") == "breathing"


def test_look_alikes_of_letters_become_letters() -> None:
    assert plain_text("ｈｅｌｐ ﬁne") == "help fine"


def test_quotes_and_dashes_of_phones_become_plain() -> None:
    assert plain_text("\u201cI\u2019m\u201d \u2013 \u2014") == '"I\'m" - -'


def test_case_and_spaces_stay_readable_as_plain_text() -> None:
    assert plain_text("  Kev \n\t rang ") == "Kev rang"


@given(ANYTHING)
def test_any_text_can_be_read_and_encoded(text: str) -> None:
    for form in (plain_text(text), readable_text(text)):
        form.encode("utf-8")
        assert "\x00" not in form
        assert form == " ".join(form.split())


@given(ANYTHING)
def test_plain_text_of_plain_text_is_the_same(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)


@pytest.mark.parametrize("text", ["hi", "7", "٣", "是的", "a b", "ok!"])
def test_two_letters_or_a_number_can_be_read(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", " ", "?", "...", "😀😀", "x", "\ufffd", "-"])
def test_nothing_else_can(text: str) -> None:
    assert not has_words(text)


def test_slang_is_words_in_lower_case() -> None:
    # YAML takes an unquoted yes or no for a truth value.
    slang = lexicon("slang").items()
    assert [pair for pair in slang if not all(isinstance(word, str) for word in pair)] == []
    assert [short for short, _ in slang if short != short.lower()] == []


def test_no_street_name_means_two_substances() -> None:
    seen: dict[str, str] = {}
    for group in lexicon("substances").values():
        for name, streets in group.items():
            for street in streets:
                assert street not in seen, f"{street} means {name} and {seen[street]}"
                seen[street] = name


def test_a_short_form_is_reachable_as_it_is_looked_up() -> None:
    # Apostrophes are taken out before looking up, so one that holds any is never found.
    unreachable = [short for short in lexicon("slang") if "'" in short]
    assert unreachable == []
