"""Puts slips of the finger right: a word that nobody knows becomes the known one nearest to it.

The words that may be put in are those of the training data, `lexicon/words.tsv`. What a large list
of English knows is left alone, and so are first names and everything short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import symspellpy
from symspellpy import SymSpell, Verbosity

from first_step.understanding.lexicon import lexicon

WORDS_FILE = Path(__file__).parent / "lexicon" / "words.tsv"
_ENGLISH_FILE = Path(symspellpy.__file__).with_name("frequency_dictionary_en_82_765.txt")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
# Shorter words have too many neighbours: "sad", "dad", "mad".
_SHORTEST = 4
# Up to this length one slip is put right, in longer words two.
_ONE_SLIP = 5
_MOST_SLIPS = 2
# How often a word must stand in the training data to count as known, and to be put in for another
# one: more often when a large list of English does not have it.
_KNOWN_FROM = 2
_PUT_IN_FROM = 3
_PUT_IN_UNLISTED_FROM = 8
# How often one must stand there to be no name: of names, few stand there ten times.
_COMMON_FROM = 20


def corrected(text: str) -> str:
    """Return text in small letters with unknown words of four letters and more put right."""
    return _WORD.sub(lambda match: _corrected(match.group()), text)


def count_words(texts: Iterable[str]) -> dict[str, int]:
    """Return how often each word stands in texts, for the words that count as known.

    The most frequent comes first, equal ones in alphabetical order.
    """
    counts = Counter(word for text in texts for word in _WORD.findall(text))
    known = {word: count for word, count in counts.items() if count >= _KNOWN_FROM}
    return dict(sorted(known.items(), key=lambda pair: (-pair[1], pair[0])))


def is_common(word: str) -> bool:
    """Return whether many examples have the word, so that it is hardly anybody's name."""
    plain = word.lower().replace("\u2019", "'")
    return max(_counts().get(plain, 0), _counts().get(plain.replace("'", ""), 0)) >= _COMMON_FROM


@lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    if len(word) < _SHORTEST or word in _known() or word.replace("'", "") in _known():
        return word
    slips = 1 if len(word) <= _ONE_SLIP else _MOST_SLIPS
    near = _dictionary().lookup(word, Verbosity.CLOSEST, max_edit_distance=slips)
    # The first letter is rarely the wrong one, and without it the guess is often another word.
    likely: list[str] = [each.term for each in near if each.term[0] == word[0]]
    # Letters in the wrong order are the commonest slip: "wnat" is "want" before it is "what".
    swapped = [term for term in likely if sorted(term) == sorted(word)]
    return (swapped or likely or [word])[0]


@cache
def _counts() -> dict[str, int]:
    rows = WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return {word: int(count) for word, count in (row.split("\t") for row in rows)}


@cache
def _english() -> frozenset[str]:
    rows = _ENGLISH_FILE.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(row.split()[0] for row in rows)


@cache
def _known() -> frozenset[str]:
    return _english() | frozenset(_counts()) | frozenset(lexicon("first_names")["names"].split())


@cache
def _dictionary() -> SymSpell:
    dictionary = SymSpell(max_dictionary_edit_distance=_MOST_SLIPS)
    for word, count in _counts().items():
        enough = _PUT_IN_FROM if word in _english() else _PUT_IN_UNLISTED_FROM
        if len(word) >= _SHORTEST - 1 and count >= enough:
            dictionary.create_dictionary_entry(word, count)
    return dictionary
