"""No phone number that content/ does not vouch for: a wrong one costs a life its moment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem
from first_step.content.checks.samples import SAMPLE_PHONE
from first_step.content.library import Library

BY_HAND = ("999", "111")
# Years and dates are no phone numbers.
_DATES = re.compile(r"(?<!\d)(?:19|20)\d\d(?:-\d\d-\d\d|\s?(?:-|to|and)\s?(?:19|20)\d\d)(?!\d)")
_LONG = re.compile(r"(?<![\w.,])\+?\d(?:[ -]?\d){4,}(?!\w)")
_SHORT = re.compile(
    r"(?<!\w)(?:call|calls|ring|dial|text|phone|contact|try|on|to|or|is|number|line:)\s+"
    r"(\d{3,4})(?![\w%]|[ -]?\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def check_numbers(inspection: Inspection) -> Iterator[Problem]:
    """Yield numbers of no known service, and known ones that were written by hand."""
    known = known_numbers(inspection.library)
    for shown in inspection.shown:
        for found in phone_like(shown.words):
            if _digits(found) not in known:
                yield shown.problem(
                    "phone-number", f"{found} is neither in helplines.yml nor in provider.yml"
                )
    for reply in inspection.library.answers.values():
        for section, template in reply.sections.items():
            for found in phone_like(template):
                if _digits(found) in known and _digits(found) not in BY_HAND:
                    yield Problem(
                        reply.file, "phone-number", f"{section}: write {found} as {{{{ … }}}}"
                    )


def known_numbers(library: Library) -> frozenset[str]:
    """Return the digits of every number that may be shown."""
    phone = library.provider.phone_number
    words = [*BY_HAND, phone.display, phone.e164, SAMPLE_PHONE]
    for line in library.helplines.values():
        words += [line.number or "", line.sms or "", *phone_like(line.contact)]
    return frozenset(_digits(text) for text in words if text)


def phone_like(words: str) -> list[str]:
    """Return what a reader could take for a number to ring or text."""
    words = _DATES.sub("", words)
    short = [found for found in _SHORT.findall(words) if not _YEAR.fullmatch(found)]
    return [*_LONG.findall(words), *short]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
