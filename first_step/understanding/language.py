"""The language of a message: which card to show to somebody who does not write English.

Nearly every message is English, so the whole is slow to believe in another language. Letters and a
few everyday words decide whether the model of `lingua` is asked at all.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Any

from first_step.understanding.lexicon import lexicon
from first_step.understanding.normalise import plain_text

# Those with a card of their own in content/language/.
SUPPORTED = ("pl", "ro", "pa", "ur", "bn", "ar", "cy", "es", "pt")
OTHER = "other"

# What the model chooses among: those with a card, and what is likeliest to be taken for them.
_COMPARED = (
    *("EN", "PL", "RO", "CY", "ES", "PT", "AR", "UR", "FA"),
    *("FR", "IT", "DE", "NL", "LT", "LV", "TR", "HU", "SQ", "CS", "SK", "SO"),
)
# One or two words of Latin letters can be a name, slang or a slip of the thumb.
_FEWEST_WORDS = 3
# Of the words of a message: more English ones than this, and it is English or mostly so.
_MOST_ENGLISH = 0.2
# Accents alone, without an everyday word of a language, can be somebody's name and street.
_SHORT, _ACCENTS = 4, 2
# What comes after this many characters does not change the language.
_READ = 400
# One word of the roman list shows nothing: "hun" and "aur" are said in English too.
_FEWEST_ROMAN = 2
# The model's probabilities, 0 to 1: above the first the message may be English after all, below
# the second it is not sure which of the other languages it is. Where from: docs/understanding.md.
_MAYBE_ENGLISH = 0.02
_SURE = 0.8
# How many times likelier each everyday word makes its language. The model sees three letters at a
# time, so that a short message may look like a neighbour's language to it.
_WORD_WEIGHT = 10.0
_FEWEST_LETTERS = 3

_ADDRESS = re.compile(r"\S*(?:@|://|www\.)\S*")
# With the apostrophes inside it.
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# Letters that Unicode does not take for a plain one with an accent.
_PLAIN = {"\u0142": "l", "\u0131": "i", "\u00df": "s", "\u00e6": "a", "\u00f8": "o", "\u0111": "d"}
_LATIN = "LATIN"
_ARABIC = "ARABIC"
# Letters that neither Arabic nor Persian has: a short question may hold little else to go by.
_URDU = re.compile("[\u0679\u0688\u0691\u06ba\u06c1\u06d2]")
_ONE_LANGUAGE = {"GURMUKHI": "pa", "BENGALI": "bn"}


class LanguageFinder:
    """Finds the language of a message; safe to share between threads.

    Making one loads the model, which takes some 0.2 s and 40 MB.
    """

    def __init__(self) -> None:
        # Imported here: the models stand inside a library of 90 MB.
        from lingua import IsoCode639_1, LanguageDetectorBuilder

        codes = [getattr(IsoCode639_1, code) for code in _COMPARED]
        builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
        # Three letters at a time is accurate enough after the first look, in a tenth of the memory.
        self._model: Any = builder.with_low_accuracy_mode().with_preloaded_language_models().build()

    def find(self, text: str) -> str | None:
        """Return the ISO 639-1 code of the language that `text` is surely written in.

        One of SUPPORTED; OTHER for a language that is neither English nor one of them; None for
        English, and for whatever is not surely anything: names, numbers, slang, a word or two.
        """
        readable = _ADDRESS.sub(" ", plain_text(text)[:_READ])
        if not readable.isascii():
            script = _script(readable)
            if script != _LATIN:
                return self._by_script(script, readable)
        return self._in_latin_letters(readable)

    def _by_script(self, script: str, text: str) -> str:
        if script != _ARABIC:
            return _ONE_LANGUAGE.get(script, OTHER)
        if _URDU.search(text):
            return "ur"
        probabilities = self._probabilities(text)
        code = max(probabilities, key=lambda each: probabilities[each])
        return code if code in SUPPORTED else OTHER

    def _in_latin_letters(self, text: str) -> str | None:
        words = _Words(text)
        if not words.look_foreign():
            return None
        if words.look_roman():
            return OTHER
        shares = self._shares(text, words)
        if shares.get("en", 1.0) > _MAYBE_ENGLISH:
            return None
        code = max(shares, key=lambda each: shares[each])
        return code if shares[code] >= _SURE and code in SUPPORTED else OTHER

    def _shares(self, text: str, words: _Words) -> dict[str, float]:
        """Return the model's probabilities, weighed with everyday words, each 0 to 1."""
        weighed = {
            code: probability * _WORD_WEIGHT ** words.speaking_for(code)
            for code, probability in self._probabilities(text).items()
        }
        whole = sum(weighed.values()) or 1.0
        return {code: weight / whole for code, weight in weighed.items()}

    def _probabilities(self, text: str) -> dict[str, float]:
        values = self._model.compute_language_confidence_values(text)
        return {value.language.iso_code_639_1.name.lower(): value.value for value in values}


class _Words:
    """The words of a message in Latin letters, in small letters."""

    def __init__(self, text: str) -> None:
        written = _WORD.findall(text.lower())
        self._words = [_without_accents(word) for word in written]
        self._accented = [a != b for a, b in zip(written, self._words, strict=True)]
        # "don't" is known as "dont", "l'adresse" by its two halves.
        self._parts = [{word.replace("'", ""), *word.split("'")} for word in self._words]

    def look_foreign(self) -> bool:
        """Return whether there are enough words, hardly an English one, and some foreign ones."""
        count = len(self._words)
        if count < _FEWEST_WORDS:
            return False
        if self.count("en") > _MOST_ENGLISH * count:
            return False
        known = _every_foreign()
        if any(not known.isdisjoint(parts) for parts in self._parts):
            return True
        return count > _SHORT and sum(self._accented) >= _ACCENTS

    def look_roman(self) -> bool:
        """Return whether it reads as Urdu, Punjabi, Hindi or Bengali in Latin letters."""
        return self.count("roman") >= _FEWEST_ROMAN

    def count(self, language: str) -> int:
        """Return how many words are, or contain ("l'adresse"), an everyday one of the language."""
        known = _everyday(language)
        return sum(not known.isdisjoint(parts) for parts in self._parts)

    def speaking_for(self, code: str) -> int:
        """Return how many words speak for a language; one with an accent speaks against English."""
        return self.count(code) - (sum(self._accented) if code == "en" else 0)


def _script(text: str) -> str:
    """Return the script that other letters than Latin ones are of, in Unicode's words ("ARABIC").

    It is Latin while those are fewer than half, or no two stand side by side: a face like
    (\u0ca0_\u0ca0) is no language.
    """
    letters = [_script_of(character) for character in text if character.isalpha()]
    others = Counter(script for script in letters if script != _LATIN)
    if 2 * sum(others.values()) < len(letters) or not others:
        return _LATIN
    script = others.most_common(1)[0][0]
    pairs = itertools.pairwise(map(_script_of, text))
    return script if (script, script) in pairs else _LATIN


def _script_of(character: str) -> str:
    return unicodedata.name(character, "").split(" ")[0]


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    return "".join(_PLAIN.get(c) or unicodedata.normalize("NFD", c)[0] for c in word)


@cache
def _everyday(language: str) -> frozenset[str]:
    words = frozenset(str(lexicon("languages").get(language, "")).split())
    if language != "en":
        return words
    # Text-speak is English too; "y" and "r" are words elsewhere.
    return words | {short for short in lexicon("slang") if len(short) >= _FEWEST_LETTERS}


@cache
def _every_foreign() -> frozenset[str]:
    words = lexicon("languages").items()
    return frozenset(word for key, value in words if key != "en" for word in value.split())
