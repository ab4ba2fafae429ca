"""Names that somebody spells: "it's Jon without an h", "Sarah with an h on the end", "J-O-N"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeAlias

from first_step.admissions.details import DetailProblem
from first_step.admissions.phrases import LONGEST_READ
from first_step.admissions.words_not_names import is_no_name

Spelt: TypeAlias = "str | DetailProblem | None"
_UNCLEAR = DetailProblem("not_a_name")
_SAID = {"aitch": "h", "haitch": "h", "zed": "z", "zee": "z", "kay": "k", "jay": "j", "ess": "s"}
_TWO_LETTERS = r"[cgkpst]h|ck|ie|e[aey]|[ao]e|ll|nn|tt|ss|rr|mm|zz|dd|pp"
_LETTER = rf"(?:[a-z]|{_TWO_LETTERS}|{'|'.join(_SAID)})"
_WORD = r"[^\W\d_]{2,30}(?:['-][^\W\d_]{1,30})*"
_LEAD = (
    rf"(?:(?:no(?!\s+(?:an? |the )?['\"]?{_LETTER}\b)|nope|sorry|soz|oh|and|actually|it'?s|it is|"
    r"that'?s|that is|this is|i'?m|i am|(?:my |the |first )*name(?:'s| is)?|is|should be|be|"
    r"i meant?|meant|i spell it|you spell it|spelt|spelled|written|as|like|but)[\s,:.-]+)*"
)
_HOW_MANY = (
    r"(?:(?P<many>two|2|double|three|3)|(?P<one>one|1|a single|single|only one|just one)|"
    r"(?P<article>an?|the|any))"
)
_WHERE = (
    r"(?:\s+(?:(?P<end>(?:on|at|in) the (?:end|back)|last)|"
    r"(?P<start>(?:at|in) the (?:start|beginning|front)|first)|in it|in the middle|in there))?"
)
_INSTEAD = (
    r"(?:[\s,]+(?:and |but )?(?:not|instead of|rather than|no) (?:with )?(?:an? |the )?"
    rf"['\"]?(?P<other>{_LETTER})['\"]?)?"
)
_HOW = (
    r"(?P<how>(?P<without>without|no|not|minus|(?:there is|there'?s|has) no|does ?n[o']t have|w/o)|"
    r"(?:and |but |has |there'?s )?(?:with|w/|has|have))"
)
_END = r"(?: (?:please|pls|thanks|mate))?[\s.!,]*"
_DESCRIBED = re.compile(
    rf"{_LEAD}(?P<name>{_WORD})??[\s,-]*\b(?:{_HOW}\s+)?(?:{_HOW_MANY}\s+)?"
    rf"['\"]?(?P<letter>{_LETTER})['\"]?(?:'?s\b)?{_WHERE}{_INSTEAD}{_END}",
    re.IGNORECASE,
)
# "J-O-N", "capital s a r a h", "Jon, that's J O N".
_ONE_BY_ONE = re.compile(
    rf"(?P<lead>{_LEAD})(?:(?P<name>{_WORD})[\s,:.-]+{_LEAD})?(?:capital |big )?"
    rf"(?P<letters>[^\W\d_](?:[\s.,-]+[^\W\d_])+){_END}",
    re.IGNORECASE,
)
_SPELLS = re.compile(r"\bspel(?:t|led|l)\b|\bname\b", re.IGNORECASE)
# Words by themselves ("no I", "with a"): letters only where more says so.
_ALSO_WORDS = frozenset("aikoux")
_LONGEST = 80
_FEWEST = 3
_ALIKE = 0.5


@dataclass(frozen=True)
class _Spelling:
    """What a description says of one letter: whether it is there, how often and where."""

    letter: str
    there: bool
    times: int | None
    place: str | None
    other: str | None

    def fits(self, name: str) -> bool:
        word = name.casefold()
        if self.other and self.other in word:
            return False
        if not self.there:
            return not (word.endswith(self.letter) if self.place == "end" else self.letter in word)
        if self.place == "end" and not word.endswith(self.letter):
            return False
        if self.place == "start" and not word.startswith(self.letter):
            return False
        times = word.count(self.letter)
        return times >= 1 if self.times is None else times == self.times

    def applied(self, name: str) -> str | None:
        """Return the name put right, None where the description leaves open how."""
        letter, times = self.letter, name.casefold().count(self.letter)
        if self.other:
            once = self.there and name.casefold().count(self.other) == 1
            return re.sub(self.other, letter, name, flags=re.IGNORECASE) if once else None
        if not self.there:
            if self.place == "end":
                return name[: -len(letter)]
            return re.sub(letter, "", name, flags=re.IGNORECASE) if times == 1 else None
        if self.times == 2 and times == 1:
            return re.sub(letter, letter * 2, name, flags=re.IGNORECASE)
        if self.times == 1 and times == 2 and letter * 2 in name.casefold():
            return re.sub(letter * 2, letter, name, flags=re.IGNORECASE)
        if self.times is None and self.place == "end":
            return name + letter
        return letter + name.casefold() if self.times is None and self.place == "start" else None


def read_spelt_name(text: str, known: str | None = None, asked: bool = False) -> Spelt:
    """Return the name that a text spells, a problem where it is not clear which, None elsewhere.

    Args:
        text: what somebody wrote; only a text that does nothing but spell counts.
        known: the name given before, which "with an h on the end" means.
        asked: whether the name is asked for or was just given, so that letters alone are one.
    """
    straight = re.sub(r"\s+", " ", text[:LONGEST_READ].replace("\u2019", "'")).strip()
    if len(straight) > _LONGEST:
        return None
    described = _DESCRIBED.fullmatch(straight)
    if described:
        return _from_description(described, known)
    spelt = _ONE_BY_ONE.fullmatch(straight)
    return _from_letters(spelt, known, asked) if spelt else None


def described_name(text: str) -> str | None:
    """Return the name in a text that gives one with how it is spelt, and says nothing else."""
    described = _DESCRIBED.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    return described.group("name") if described else None


def _from_description(found: re.Match[str], known: str | None) -> Spelt:
    given = found.group("name")
    if given and is_no_name(given):
        return None
    name = given or known
    bare_word = found.group("letter").casefold() in _ALSO_WORDS
    plainly = given or found.group("article") or found.group("end") or found.group("start")
    counted = found.group("many") or found.group("one")
    if not found.group("how") and not (counted or found.group("end") or found.group("start")):
        return None
    if not name or (bare_word and not plainly):
        return None
    spelling = _spelling(found)
    right = name if spelling.fits(name) else spelling.applied(name)
    return _with_capital(right) if right and len(right) > 1 else _UNCLEAR


def _spelling(found: re.Match[str]) -> _Spelling:
    many, place = found.group("many"), "end" if found.group("end") else None
    times = (3 if many.casefold() in ("three", "3") else 2) if many else None
    return _Spelling(
        letter=_letter(found.group("letter")),
        there=not found.group("without"),
        times=1 if found.group("one") else times,
        place="start" if found.group("start") else place,
        other=_letter(found.group("other")) if found.group("other") else None,
    )


def _letter(said: str) -> str:
    small = said.casefold()
    return _SAID.get(small, small)


def _from_letters(found: re.Match[str], known: str | None, asked: bool) -> Spelt:
    name = "".join(character for character in found.group("letters") if character.isalpha())
    given, spells = found.group("name"), bool(_SPELLS.search(found.group("lead")))
    if is_no_name(name) or not (spells or given or len(name) >= _FEWEST):
        return None
    earlier: Sequence[str] = [each for each in (given, known) if each]
    if spells or asked or any(_alike(name, each) for each in earlier):
        return _with_capital(name.casefold())
    return None


def _alike(one: str, other: str) -> bool:
    first, second = one.casefold(), other.casefold()
    return first[:1] == second[:1] and SequenceMatcher(None, first, second).ratio() >= _ALIKE


def _with_capital(name: str) -> str:
    return name[:1].upper() + name[1:]
