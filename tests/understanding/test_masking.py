from __future__ import annotations

import pytest

from first_step.understanding.masking import mask, neutral

# What must not remain, after the message it stands in.
EXAMPLES = [
    ("my name is Kevin Zebedee and my number is 07700 900123, call after 6", "kevin zebedee 07700"),
    ("its my son kev hes on crack in Leeds LS11 4AB", "kev leeds ls11 4ab"),
    ("kev.zebedee@example.org is me", "zebedee example"),
    ("Siobhan told me you ring on 020 7946 0958", "siobhan 020 7946 0958"),
    ("ring me 0 7 7 0 0 9 0 0 1 2 3", "7 0 9"),
    ("i'm Margaret, I live at 14 Elm Road", "margaret 14 elm road"),
    ("my name\u2019s kevin zebedee ok", "kevin zebedee"),
    ("My brother Tommy Quill keeps nodding off. tommy is blue", "tommy quill"),
    ("born 12/03/1985, @kev_z on insta, www.kevz.example", "12 1985 kev kevz"),
    ("zebedee here, when will you ring", "zebedee"),
    ("MY NAME IS KEVIN", "kevin"),
]


@pytest.mark.parametrize(("text", "gone"), EXAMPLES)
def test_no_detail_remains(text: str, gone: str) -> None:
    masked = mask(text, ["Kevin Zebedee"]).lower()
    assert [part for part in gone.split() if part in masked] == []


@pytest.mark.parametrize(
    "text",
    [
        "how do i get my brother into detox",
        "Can i mix Heroin and Pregabalin with beer",
        "I'm on it since March. I can't stop",
        "hes rattling bad what do i do",
    ],
)
def test_words_without_details_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("text", [text for text, _ in EXAMPLES])
def test_the_sentence_to_start_from_has_nothing_left_to_mask(text: str) -> None:
    start = neutral(mask(text, ["Kevin Zebedee"]))
    assert "[" not in start
    assert mask(start) == start
