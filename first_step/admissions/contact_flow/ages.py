"""Reads age bands: under 13, 13 to 17, 18 or over; never a date of birth (facts 5a)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from first_step.admissions.contact_flow.message import NO_ANSWER, Answer, Turn, answer
from first_step.admissions.contact_flow.state import FlowState
from first_step.admissions.details import without_details
from first_step.admissions.phrases import made_of, phrases, plain, says_skip, says_unsure

_OLDEST = 115
_LONGEST_ANSWER = 15
_ONES = {
    word: number
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
            *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
            *("seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[ -]({'|'.join(list(_ONES)[1:10])}))?|({'|'.join(_ONES)}))\b"
)
_DECADES = re.compile(r"\b(twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies\b")
# What may follow a number that is an age: "31", "31, and", "31 years old"; not "3 kids", "20mg".
_AFTER_AGE = (
    r"(?=\s*$|\s*[,.;!?)&](?!\d)|\s?(?:years?|yrs?)(?:[ -]?old|\s*$)|\s?(?:yo|y/o|ish)\b|"
    r"\s(?:and|but|or|from|he|she|they|him|her|hes|shes|i|i'?m|my|the|who|with|now|next|last|this|"
    r"so|if|me|old|odd|mate|please|thanks|in|on|today|soon|both)\b)"
)
_AGE = re.compile(
    r"(?P<below>\b(?:under|below|less than|younger than)(?: the age of)?\s)?"
    r"(?P<nearly>\b(?:nearly|almost|turning|not yet|not quite|just under|about to be)\s)?"
    r"(?P<above>\b(?:over|above|older than|more than|at least)(?: the age of)?\s)?"
    rf"(?<![\d.:/+\u00a3$-])\b(?P<age>\d{{1,3}})(?P<plus>s|\+)?(?:{_AFTER_AGE}|"
    r"(?= (?:or|and) (?:over|above|older)))"
)
_A_TIME_BEFORE = re.compile(
    r"\b(?:after|before|at|by|until|till|til|past|half|between|gone|since|was|were)\s$"
)
# Below this a number is an age only with words that say so: "the one", "2 of us".
_SMALL_NUMBER = 8
_YEARS = re.compile(r"\b(?:years?|yrs?|yo|y/o)\b")
_IS_OR_AGED = re.compile(
    r"(?:\b(?:is|are|im|i'm|aged?|turned|turning)|'s|'re) (?:only |just |nearly )?$"
)
_BAND = re.compile(rf"\b(\d{{1,2}})\s?(?:-|\u2013|to)\s?(\d{{1,2}})\b{_AFTER_AGE}")
_PERSON = re.compile(
    r"\b(?:he|she|they|him|her|them|it'?s my|my \w+|our \w+|me \w+|the \w+|his|their|theyre|"
    r"hes|shes|"
    r"client|patient|person|who|son|daughter|brother|sister|partner|husband|wife|friend|mum|"
    r"dad|mate)"
    r"(?:'s|s|'re)?(?: is| are| was| will be| turns| age[sd]?|'s)?(?: \w+)? ?$"
)
_WRITER = re.compile(
    r"\b(?:i'?m|i am|me|myself|my age(?: is|'s)?|i|aged? me|mine(?: is)?)(?: am| is|"
    r"'m)?(?: \w+)? ?$"
)
_BOTH = re.compile(
    r"\bboth\b|\ball (?:of us )?(?:over|adults)|\bsame(?: age)?\b|\bwe(?:'re| are|re) "
    r"(?:both |all )?(?:over|adults|grown|in our|18)"
)
_ADULT = re.compile(
    r"\b(?:adults?|grown[- ]?ups?|grown (?:man|woman|men|women)|pensioners?|retired|"
    r"middle[- ]aged|oap|"
    r"elderly|old enough|of age|legal age)\b"
)
_TEEN = re.compile(r"\b(?:teens?|teenagers?|teenaged?|adolescents?)\b")
_TOO_YOUNG = re.compile(r"\b(?:primary school|little kid|small child|toddler)\b")
_STATED_WRITER = re.compile(r"\b(?:i'?m|i am|my age is|aged|me,?) (?=(?P<rest>\S.*))")
_STATED_PERSON = re.compile(
    r"\b(?:(?:he|she|they)(?:'s| is|s|'re| are)|who(?:'s| is)|(?:my|our) (?:\w+ )?\w+(?:'s| is|,)"
    r"(?: aged)?) (?=(?P<rest>\S.*))"
)
_STARTS_WITH_AGE = re.compile(
    rf"^(?:nearly |almost |only |just )?\d{{1,2}}{_AFTER_AGE}(?! (?:last|on|off|next|in)\b)"
)
_NOT_SAID = phrases("old enough to know better, mind your own business, why does it matter")


@dataclass(frozen=True)
class _Found:
    """One age: its band, None when it could be two, and whose it is ("" when not said)."""

    band: str | None
    whose: str


def read_age(turn: Turn) -> Answer:
    """Return the age or ages, from an answer to that question.

    The value is {"writer": band, "person": band}, with what was understood, or "not_said".
    """
    if says_skip(turn.text) or says_unsure(turn.text) or made_of(turn.text, _NOT_SAID, _NOT_SAID):
        return answer("age", "not_said")
    if turn.aside or len(turn.text.split()) > _LONGEST_ANSWER:
        bands = find_ages(turn.text)
        return answer("age", bands) if bands else NO_ANSWER
    text = with_numbers(plain(without_details(turn.text)))
    found = _found_ages(text) or _found_words(text)
    if not found or any(each.band is None for each in found):
        return NO_ANSWER
    bands = _assigned(found, turn.state, bool(_BOTH.search(text)))
    return answer("age", bands) if bands else NO_ANSWER


def find_ages(text: str) -> dict[str, str]:
    """Return ages stated beside other things: "I'm 31", "about my husband, he's 46"."""
    words = with_numbers(plain(without_details(text)))
    bands: dict[str, str] = {}
    for whose, pattern in (("writer", _STATED_WRITER), ("person", _STATED_PERSON)):
        for match in pattern.finditer(words):
            rest = match.group("rest")
            if _STARTS_WITH_AGE.match(rest):
                found = _found_ages(rest[:14])
                if found and found[0].band:
                    bands.setdefault(whose, found[0].band)
    return bands


def settled_age(for_whom: str | None, partial: Mapping[str, str]) -> str | None:
    """Return the value of the field once every age it needs is known, None before."""
    writer, person = partial.get("writer"), partial.get("person")
    if for_whom == "self":
        return writer
    if for_whom == "professional":
        return person
    return f"{writer}+{person}" if for_whom and writer and person else None


def with_numbers(text: str) -> str:
    """Return the text with number words as digits: "thirty one" gives "31"."""
    text = _DECADES.sub(lambda match: str(_tens_of(match.group(1))), text)
    return _NUMBER_WORD.sub(_as_digits, text)


def _tens_of(stem: str) -> int:
    return next(value for word, value in _TENS.items() if word.startswith(stem))


def _as_digits(match: re.Match[str]) -> str:
    tens, ones, alone = match.groups()
    return str(_ONES[alone] if alone else _TENS[tens] + _ONES.get(ones or "zero", 0))


def _found_ages(text: str) -> list[_Found]:
    band = _BAND.search(text)
    if band:
        low, high = _band(int(band.group(1))), _band(int(band.group(2)))
        return [_Found(low if low == high else None, _whose(text[: band.start()]))]
    return [
        _Found(_band_of(match), _whose(text[: match.start()]))
        for match in _AGE.finditer(text)
        if _is_age(match, text[: match.start()])
    ]


def _is_age(match: re.Match[str], before: str) -> bool:
    """Return whether a number is an age and no time, nor a count."""
    age = int(match.group("age"))
    said = _YEARS.search(match.group()) or _IS_OR_AGED.search(before)
    if age > _OLDEST or (age < _SMALL_NUMBER and not said):
        return False
    return not _A_TIME_BEFORE.search(before)


def _found_words(text: str) -> list[_Found]:
    rows = ((_ADULT, "adult"), (_TEEN, "teen"), (_TOO_YOUNG, "child"))
    matches = sorted(
        ((match.start(), band) for pattern, band in rows for match in pattern.finditer(text)),
    )
    return [_Found(band, _whose(text[:start])) for start, band in matches]


def _band_of(match: re.Match[str]) -> str | None:
    age = int(match.group("age"))
    if match.group("nearly"):
        return _band(age - 1)
    if match.group("below"):
        return "child" if age <= 13 else None
    if match.group("above") or match.group("plus") == "+":
        return "adult" if age >= 17 else None
    return _band(age)


def _band(age: int) -> str:
    if age < 13:
        return "child"
    return "teen" if age < 18 else "adult"


def _whose(before: str) -> str:
    clause = re.split(r"[,.;]| and | but ", before)[-1]
    if _PERSON.search(clause):
        return "person"
    return "writer" if _WRITER.search(clause) else ""


def _assigned(found: list[_Found], state: FlowState, both: bool) -> dict[str, str]:
    """Return whose ages these are; empty when that cannot be told."""
    bands = {each.whose: each.band or "" for each in reversed(found) if each.whose}
    unsaid = [each.band or "" for each in found if not each.whose]
    if state.for_whom != "someone_else":
        wanted = "person" if state.for_whom == "professional" else "writer"
        single = bands.get(wanted) or next(iter(unsaid), None) or next(iter(bands.values()), None)
        return {wanted: single} if single else {}
    if both and len({each.band for each in found}) == 1:
        return {"writer": found[0].band or "", "person": found[0].band or ""}
    open_places = [whose for whose in ("writer", "person") if whose not in bands]
    known = {**state.notes.partial_age}
    if len(unsaid) == 1 and len(open_places) == 2:
        open_places = [whose for whose in open_places if whose not in known]
        if len(open_places) != 1:
            return bands
    return {**bands, **dict(zip(open_places, unsaid, strict=False))}
