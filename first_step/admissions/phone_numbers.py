"""Phone numbers that the team can ring back: UK, and somebody's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import phonenumbers

# Emergency numbers, short helplines and text codes: nobody can be rung back on them (facts 3a).
_SHORT_CODES = frozenset(
    {
        *("999", "112", "111", "101", "105", "119", "116123", "116000", "116111"),
        *("18000", "18001", "85258", "88247", "82111", "08001111"),
    }
)
_SEPARATORS = r"[\s().\-/]{0,4}"
_NOT_INSIDE = r"(?<![\w.+@/-])"
_UK_NUMBER = re.compile(
    _NOT_INSIDE
    + rf"(?:(?:\+|\(\+|00){_SEPARATORS}44{_SEPARATORS}(?:0{_SEPARATORS})?|\(?0{_SEPARATORS})"
    + rf"[1-9](?:{_SEPARATORS}\d){{8,9}}(?!\d)"
)
_MISSING_ZERO = re.compile(rf"{_NOT_INSIDE}[127](?:{_SEPARATORS}\d){{9}}(?!\d)")
_ABROAD = re.compile(rf"{_NOT_INSIDE}(?:\+|00)(?:{_SEPARATORS}\d){{7,14}}(?!\d)")
_SHORT = re.compile(r"(?<![\d+])\d(?:[\s-]?\d){2,7}(?!\d)")
_LETTER_O = re.compile(r"(?<=\d)[oO]+(?=[\d\s]|$)|(?<![^\W\d_])[oO]+(?=\s?\d)")
# Ofcom's ranges for drama, which libphonenumber calls invalid; needed for tests and demonstrations.
_FICTIONAL = re.compile(
    r"7700900\d{3}|1632960\d{3}|1\d\d49[68]0\d{3}|2079460\d{3}|2896496\d{3}|2920180\d{3}|"
    r"3069990\d{3}"
)
_OWN_NUMBER = re.compile(r"[123]|5[56]|7(?!0|6(?!24))")
_NOT_THIS_ONE = re.compile(
    r"\b(?:not|isn't|isnt|wasn't|wasnt|old|wrong|instead of|rather than|lost|used to be|no longer|"
    r"don't (?:ring|call|use)|dont (?:ring|call|use))\b"
    r"(?:(?!,? (?:it['\u2019]?s|it is|but|use|try) )[^\d.;]){0,20}$",
    re.IGNORECASE,
)
_CALLED_OLD_AFTER = re.compile(
    r"^\s*(?:'?s|is|was)\s(?:\w+\s){0,2}(?:old|wrong|lost|dead|off|broken|no good)\b", re.IGNORECASE
)

# The end of a number given alone: "900457 at the end", "the last three are 457"; no time of day.
_END = r"\d(?:[ -]?\d){1,6}(?![\d:]|\.\d| ?(?:am|pm|o'?clock)\b)"
_END_GIVEN = tuple(
    re.compile(words)
    for words in (
        rf"(?<!\d)(?P<end>{_END}),? (?:is |goes )?(?:at|on) the (?:end|back)\b",
        rf"\b(?:ends?|ending)(?: (?:in|with|on|is|it|its|it's|should|be|are|the|number|digits))*"
        rf" (?P<end>{_END})",
        r"\blast (?:bit|part|(?:\w+ )?(?:digits?|numbers?|figures?)|two|three|four|five|six|[2-6])"
        r"(?: (?:of|it|my|the|number|phone|is|it's|its|are|should|be|to))*:? "
        rf"(?P<end>{_END})",
    )
)
# "457 not 123": only where the end called wrong is the known one.
_END_SWAPPED = (
    re.compile(rf"(?<!\d)(?P<end>{_END}),? (?:and )?not (?P<old>{_END})"),
    re.compile(rf"\bnot (?P<old>{_END}),? (?:but |it'?s |it is )?(?P<end>{_END})"),
)
# "I meant 900457": only where it begins as the known end does.
_END_MEANT = re.compile(rf"\b(?:meant|mean|should be|it'?s)(?: to (?:be|put|say))? (?P<end>{_END})")
_SAME_BEGINNING = 2
_ENDS_OF_OTHER_THINGS = re.compile(r"\b(?:post ?code|house|flat|card|door|shift|work|school)\b")
_SHORTEST_MEANT = 4


def uk_numbers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield (E.164, start, end) of numbers that can be rung back, in the order of the text."""
    readable = with_zeros(text)
    for match in _UK_NUMBER.finditer(readable):
        number = _own_number(match.group())
        if number:
            yield number, match.start(), match.end()


def chosen_number(text: str) -> str | None:
    """Return the number meant: the first that is not called old, wrong or somebody's to avoid."""
    readable = with_zeros(text)
    wanted = [
        number
        for number, start, end in uk_numbers(text)
        if not _NOT_THIS_ONE.search(readable[:start])
        and not _CALLED_OLD_AFTER.match(readable[end:])
    ]
    return wanted[0] if wanted else None


def number_without_zero(text: str) -> str | None:
    """Return the number of "7700 900123", None when there is none."""
    match = _MISSING_ZERO.search(with_zeros(text))
    return _own_number("0" + match.group()) if match else None


def with_end_corrected(text: str, known: str) -> str | None:
    """Return the known E.164 number with its last digits as the text puts them right.

    None when the text gives no other end, or a whole number.
    """
    words = with_zeros(text).casefold().replace("\u2019", "'")
    if next(uk_numbers(words), None) or _ENDS_OF_OTHER_THINGS.search(words):
        return None
    for end in _ends_given(words, known):
        number = _own_number("0" + known[3 : -len(end)] + end)
        if number and not known.endswith(end):
            return number
    return None


def _ends_given(words: str, known: str) -> Iterator[str]:
    for pattern in _END_SWAPPED:
        for match in pattern.finditer(words):
            if known.endswith(_digits(match.group("old"))):
                yield _digits(match.group("end"))
    for pattern in _END_GIVEN:
        for match in pattern.finditer(words):
            yield _digits(match.group("end"))
    for match in _END_MEANT.finditer(words):
        end = _digits(match.group("end"))
        begins_alike = known[-len(end) :][:_SAME_BEGINNING] == end[:_SAME_BEGINNING]
        if len(end) >= _SHORTEST_MEANT and begins_alike:
            yield end


def _digits(written: str) -> str:
    return re.sub(r"\D", "", written)


def why_not(text: str) -> str:
    """Return why a text holds no number to ring: the code of a problem."""
    readable = with_zeros(text)
    for match in _UK_NUMBER.finditer(readable):
        national = _national_digits(match.group())
        if national.startswith(("9", "84", "87", "70", "76", "118")):
            return "premium"
        if national.startswith("80"):
            return "emergency_number"
    for match in _ABROAD.finditer(readable):
        if not re.sub(r"\D", "", match.group()).lstrip("0").startswith("44"):
            return "not_uk_number"
    if any(re.sub(r"\D", "", found) in _SHORT_CODES for found in _SHORT.findall(readable)):
        return "emergency_number"
    return "not_a_number"


def with_zeros(text: str) -> str:
    """Return the text, of the same length, with a letter O among digits as a zero."""
    return _LETTER_O.sub(lambda match: "0" * len(match.group()), text)


def _own_number(written: str) -> str | None:
    national = _national_digits(written)
    if not _OWN_NUMBER.match(national):
        return None
    number = phonenumbers.PhoneNumber(country_code=44, national_number=int(national))
    if phonenumbers.is_valid_number(number) or _FICTIONAL.fullmatch(national):
        return "+44" + national
    return None


def _national_digits(written: str) -> str:
    """Return the digits after the 0 or +44."""
    digits = re.sub(r"\D", "", written)
    if written.lstrip("( ").startswith("+") or digits.startswith("0044"):
        digits = digits.lstrip("0").removeprefix("44")
    return digits.lstrip("0")
