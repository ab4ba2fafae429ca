"""Names, phone numbers and e-mail addresses, in an answer or in the middle of a message."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from first_step.admissions.phone_numbers import (
    chosen_number,
    number_without_zero,
    uk_numbers,
    why_not,
    with_zeros,
)
from first_step.admissions.phrases import LONGEST_READ, is_question
from first_step.admissions.referral import LONGEST_NAME
from first_step.admissions.words_not_names import is_no_answer, is_no_name, starts_a_sentence

ProblemCode = Literal[
    "emergency_number",
    "not_uk_number",
    "not_a_number",
    "premium",
    "not_an_email",
    "not_a_name",
    "question",
]


@dataclass(frozen=True)
class DetailProblem:
    """Why a text is not the detail asked for."""

    code: ProblemCode


_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_LONGEST_EMAIL = 254
_SAID = (
    r"(?:my (?:first |nick)?name(?:'s| is| =)|names?(?:'s| is)|the name'?s|name\s*[:=-]|"
    r"(?:i'?m|i am|they|people|everyone|mates|friends) (?:called|named|known as|call me)|"
    r"(?:you can |just |pls |please )*(?:call me|ask for)|i go by|it'?s|this is|i'?m|i am)"
)
_LEAD_IN = re.compile(
    rf"^(?:(?:hi|hello|hiya|hey|yes|yeah|ok|okay|sure|well|um|oh|so|just|only|please)[\s,.!]+)*"
    rf"(?:{_SAID})?\s*",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"[\s,.!]+(?:please|pls|thanks|thank you|ta|is fine|will do|works|here|by the way|btw|mate)"
    r"[\s.!]*$",
    re.IGNORECASE,
)
_NAME_WORD = r"[^\W\d_][^\s\d,;:!?@()\"<>/\\+=*#|{}\[\]_]{0,30}"
_IN_NAMES = "'.-\u200c\u200d"
_MOST_NAME_WORDS = 5
_MOST_SMALL_WORDS = 2
_STATED = re.compile(
    rf"\b(?:my (?:first |nick)?name(?:'s| is)|names(?:'s| is)?|name's|name is|name\s*[:=]|"
    rf"(?:i'?m|i am) (?:called|named)|they call me|i go by|(?:can )?ask for)\s+"
    rf"(?P<name>{_NAME_WORD}(?: (?-i:[A-Z])[\w'-]{{1,30}})?)",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    rf"(?:^|[.,;!]\s*|\b(?:hi|hello|hiya|hey|yes|yeah|no|ok|okay|alright|right|so|well|soz|sorry|"
    rf"actually)[\s,.!]+)"
    rf"(?:i'?m|i am|it'?s|this is|call me)\s+(?P<name>{_NAME_WORD})(?![^\W\d_])"
    rf"(?=\s*(?:[,.;!]|$|\d|\+|(?:and|my|on|here|from|speaking)\b))",
    re.IGNORECASE,
)
_ALONE_BEFORE_DETAIL = re.compile(
    rf"(?:^|[.,;]\s*)(?P<name>{_NAME_WORD})(?: here)?\s*[.,;:]?\s+"
    rf"(?=[+(]?\d(?:[\s()-]?\d){{8}}|\S{{1,64}}@)"
)
# "can someone ring me im kev 07700 900123": introduced anywhere, with a number or address next.
_INTRODUCED_BEFORE_DETAIL = re.compile(
    rf"\b(?:i'?m|it'?s|this is|name'?s)\s+(?P<name>{_NAME_WORD})(?: here)?\s*[.,;:]?\s+"
    rf"(?=[+(]?\d(?:[\s()-]?\d){{8}}|\S{{1,64}}@)",
    re.IGNORECASE,
)
# "07700 900123 kev ring me": one word between the number and what else is asked for.
_ALONE_AFTER_NUMBER = re.compile(
    rf"\d(?:[\s()-]?\d){{8}}\d*[,.]?\s+(?:(?:its|it's|name|im|i'm)\s+)?(?P<name>{_NAME_WORD})"
    rf"(?=\s*(?:[,.;]|$)|\s+(?:here|ring|call|txt|text|after|before|any|no|dont|don't|and|"
    r"tonight|today|tomorrow|mornings?|evenings?|afternoons?|week ?days?|week ?ends?|asap)\b)",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\bname (?!is\b)(?P<name>{_NAME_WORD})(?=\s*(?:[,.;]|\+?\d|$)|\s+(?:number|phone|mobile)\b)",
    re.IGNORECASE,
)

_IN_THIS_ORDER = (
    *(_STATED, _INTRODUCED, _INTRODUCED_BEFORE_DETAIL),
    *(_LABELLED, _ALONE_BEFORE_DETAIL, _ALONE_AFTER_NUMBER),
)
_CORRECTED = tuple(
    re.compile(words, flags)
    for words, flags in (
        (
            rf"\bname(?:'?s)?(?: is| was| should)?(?: be)? (?:to|be|spelt|spelled|down as) "
            rf"(?:as |like )?(?P<name>{_NAME_WORD})",
            re.IGNORECASE,
        ),
        (
            rf"\b(?:call me|ask for) (?P<name>{_NAME_WORD})(?=\s*(?:[,.;!]|$)| (?:instead|please|"
            rf"pls|and|not|then|from now)\b)",
            re.IGNORECASE,
        ),
        (
            r"\b(?:[Aa]ctually|[Ss]orry|[Ii] meant?|soz),? (?:it'?s |its |i'?m |I'm )?"
            rf"(?P<name>(?=[A-Z]){_NAME_WORD})(?=\s*(?:[,.;!]|$)| (?:and|not)\b)",
            0,
        ),
    )
)


def read_phone(text: str) -> str | DetailProblem:
    """Return a UK number in E.164, or why there is none.

    Problems: emergency_number, not_uk_number, premium, not_a_number (facts 5a).
    """
    text = _short(text)
    number = chosen_number(text) or number_without_zero(text)
    return number or DetailProblem(why_not(text))  # type: ignore[arg-type]


def find_phones(text: str) -> list[str]:
    """Return every UK number in the text that somebody can be rung on, E.164, without repeats."""
    return list(dict.fromkeys(number for number, _, _ in uk_numbers(_short(text))))


def find_phone(text: str) -> str | None:
    """Return the number somebody means to give, passing over ones called old or wrong."""
    return chosen_number(_short(text))


def find_ways_to_reach(text: str) -> tuple[str | None, str | None]:
    """Return a UK number in E.164, also without its first 0, and an address; None without one."""
    phone = find_phone(text) or number_without_zero(_short(text))
    return phone, next(iter(find_emails(text)), None)


def read_email(text: str) -> str | DetailProblem:
    """Return the first address in the text; only its form is checked, nothing is looked up."""
    found = find_emails(text)
    return found[0] if found else DetailProblem("not_an_email")


def find_emails(text: str) -> list[str]:
    """Return the addresses in the text, without repeats."""
    found = (_address(match.group()) for match in _EMAIL.finditer(_short(text)))
    return list(dict.fromkeys(address for address in found if address))


def read_name(text: str) -> str | DetailProblem:
    """Return the name somebody answered with, 1 to 60 characters of any script.

    Problems: question, not_a_name.
    """
    short = _one_line(text)
    if is_question(short):
        return DetailProblem("question")
    stated = find_name(short)
    if stated:
        return stated
    name = _TRAILING.sub("", _LEAD_IN.sub("", short, count=1)).strip(" ,.;:!\"'()")
    if not _looks_like_name(name) or is_no_name(name) or starts_a_sentence(short):
        return DetailProblem("not_a_name")
    return _tidy(name)


def find_name(text: str) -> str | None:
    """Return a name that is plainly given in a message: "I'm Kev, 07...", "my name is Ana"."""
    short = _one_line(text.replace("\n", ", "))
    for pattern in _IN_THIS_ORDER:
        for match in pattern.finditer(short):
            name = match.group("name").strip(" .'-")
            plainly = pattern is _STATED and "ask for" not in match.group().casefold()
            refused = is_no_answer(name) if plainly else is_no_name(name)
            if not _looks_like_name(name) or refused:
                continue
            if _is_believable(pattern, name, short):
                return _tidy(name)
    return None


def find_corrected_name(text: str, known: str) -> str | None:
    """Return the name that is to stand in place of the known one, None when none is given."""
    short = _one_line(text)
    for pattern in (*_CORRECTED, *_instead_of(known)):
        for match in pattern.finditer(short):
            name = match.group("name").strip(" .'-")
            if _looks_like_name(name) and not is_no_name(name):
                return _tidy(name)
    return None


def _instead_of(known: str) -> tuple[re.Pattern[str], ...]:
    """Return how the known name is turned down: "not Kev, Dave", "Davie, not Kev"."""
    old = re.escape(known)
    return (
        re.compile(
            rf"\bnot {old}[\s,.;-]+(?:but |it'?s |its |i'?m )?(?P<name>{_NAME_WORD})", re.IGNORECASE
        ),
        re.compile(rf"(?P<name>{_NAME_WORD}),? (?:and )?not {old}\b", re.IGNORECASE),
    )


def _is_believable(pattern: re.Pattern[str], name: str, text: str) -> bool:
    """Return whether it is a name and not "this is useless", or the first word of a log file."""
    if pattern is _STATED or (pattern is _INTRODUCED and name[0] != name[0].lower()):
        return True
    return bool(_EMAIL.search(text)) or any(uk_numbers(text))


def _looks_like_name(name: str) -> bool:
    """Return whether it is one to five words of letters of any script."""
    words = name.split()
    return (
        len(name) <= LONGEST_NAME
        and 0 < len(words) <= _MOST_NAME_WORDS
        and all(_is_name_word(word) for word in words)
        and (len(words) <= _MOST_SMALL_WORDS or sum(word == word.lower() for word in words) < 3)
    )


def _is_name_word(word: str) -> bool:
    letters = [character for character in word if character not in _IN_NAMES]
    kinds = {unicodedata.category(character)[0] for character in letters}
    return "L" in kinds and kinds <= {"L", "M"}


def national(phone: str) -> str:
    """Return an E.164 number as people in the UK write it: "07700 900123"."""
    try:
        number = phonenumbers.parse(phone, "GB")
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def without_details(text: str) -> str:
    """Return the text with phone numbers and addresses blanked, so that no digit is misread."""
    readable = with_zeros(_EMAIL.sub(" , ", _short(text)))
    for _, start, end in reversed(list(uk_numbers(readable))):
        readable = readable[:start] + " , " + readable[end:]
    return re.sub(r"(?:\d[\s-]?){7,}", " , ", readable)


def _address(written: str) -> str | None:
    if len(written) > _LONGEST_EMAIL:
        return None
    try:
        return validate_email(written.strip(".'"), check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _tidy(name: str) -> str:
    """Return the name with capitals when it was typed all in small letters."""
    if name != name.lower():
        return name
    return re.sub(r"(?:^|(?<=[ -]))\w", lambda match: match.group().upper(), name)


def _one_line(text: str) -> str:
    straight = _short(text).replace("\u2019", "'").replace("\u2018", "'")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", straight)).strip()


def _short(text: str) -> str:
    return text[:LONGEST_READ]
