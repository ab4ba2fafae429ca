"""Makes what people type readable for the encoder and the danger patterns.

The visitor's own words are stored and shown unchanged; these forms are for reading only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from first_step.understanding.lexicon import lexicon
from first_step.understanding.spelling import corrected

# Apostrophes, quotation marks and dashes as keyboards and phones produce them.
_PLAIN = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-"}
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_LONG_REPEAT = re.compile(r"([a-z!?.])\1{2,}")
# Stretched words with l mostly end in two of them: kill, pill, will, all.
_TWICE = frozenset("l")
_SPACED_LETTERS = re.compile(r"\b(?:[a-z][ .*_-]){2,}[a-z]\b")
_WORD = re.compile(r"[a-z0-9'-]+")


def plain_text(text: str) -> str:
    """Return text in NFKC, without invisible characters and lone surrogates, spaces collapsed."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    composed = unicodedata.normalize("NFKC", whole).translate(_PLAIN)
    visible = _INVISIBLE.sub("", composed).replace("\x00", " ")
    return " ".join(visible.split())


def readable_text(text: str) -> str:
    """Return text as `written_out` gives it, with slips of the finger put right."""
    written = written_out(text)
    right = corrected(written)
    return written if right == written else _with_plain_names(right)


def written_out(text: str) -> str:
    """Return text in lower case with slang, street names and text-speak written out."""
    return _with_plain_names(without_slang(text))


def without_slang(text: str) -> str:
    """Return text in lower case with slang and text-speak written out, street names kept."""
    lowered = _LONG_REPEAT.sub(_shortened, plain_text(text).lower())
    joined = _SPACED_LETTERS.sub(lambda match: re.sub(r"[ .*_-]", "", match.group()), lowered)
    slang = _slang()
    return _WORD.sub(lambda match: slang.get(match.group().replace("'", ""), match.group()), joined)


def has_words(text: str) -> bool:
    """Return whether text holds at least two letters or a number: something one can read."""
    letters = sum(1 for character in text if character.isalpha())
    return letters >= 2 or any(character.isdigit() for character in text)


def _with_plain_names(text: str) -> str:
    return _street_names().sub(lambda match: _plain_names()[match.group()], text)


def _shortened(repeat: re.Match[str]) -> str:
    letter = repeat.group(1)
    return letter * 2 if letter in _TWICE else letter


@cache
def _slang() -> dict[str, str]:
    return {str(key): str(value) for key, value in lexicon("slang").items()}


@cache
def _plain_names() -> dict[str, str]:
    return {
        street.lower(): name
        for group in lexicon("substances").values()
        for name, streets in group.items()
        for street in streets
    }


@cache
def _street_names() -> re.Pattern[str]:
    names = sorted(_plain_names(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b")
