"""No amount of anything that is taken, in figures or in words (facts N1, N12)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem

_NUMBER_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    "hundred|half a|a couple of|a few|several"
)
_SMALL_UNITS = (
    "mg|mgs|mcg|ug|\u00b5g|\u03bcg|milligram(?:me)?s?|microgram(?:me)?s?|g|gs|gram(?:me)?s?|"
    "kg|kilos?|oz|ounces?|ml|mls|cl|millilit(?:re|er)s?|lit(?:re|er)s?|cc"
)
_MEASURES = (
    "units?|bags?|pills?|tablets?|tabs?|capsules?|doses?|drops?|puffs?|joints?|spliffs?|wraps?|"
    "rocks?|hits?|lines?|strips?|patch(?:es)?|sachets?|blisters?|pints?|cans|bottles?|glass(?:es)?|"
    "shots?|drinks|cups?|spoons?|teaspoons?|sprays?|patches"
)
_AMOUNT = re.compile(
    rf"(?<![\w.])\d+(?:[.,/]\d+)*(?:\s?(?:to|or|-)\s?\d+)?[\s-]?(?:{_SMALL_UNITS}|{_MEASURES})(?!\w)"
    rf"|(?<!\w)(?:{_NUMBER_WORDS}) (?:more )?(?:{_SMALL_UNITS}|{_MEASURES})(?!\w)",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?<!\w)(?:half|halve|double|twice|triple|a third of|a quarter of|\d+\s?% of) "
    r"(?:of )?(?:the|your|their|a|his|her|my)? ?(?:usual |normal |daily )?"
    r"(?:dose|doses|amount|tablets?|pills?|drinks?)(?!\w)",
    re.IGNORECASE,
)


def check_amounts(inspection: Inspection) -> Iterator[Problem]:
    """Yield every amount: "20 mg", "two pills", "half your dose"."""
    for shown in inspection.shown:
        for pattern in (_AMOUNT, _CHANGE):
            for match in pattern.finditer(shown.words):
                yield shown.problem("amount", f"'{match.group()}' is an amount (N1)")
