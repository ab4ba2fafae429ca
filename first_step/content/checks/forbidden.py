"""Words that hurt, promise, scare or mislead (facts 3c, W1, W6, N6-N8, P10)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from first_step.content.checks.inspection import Inspection
from first_step.content.checks.problem import Problem

# Each pattern stands between word boundaries; the reason is what the author reads.
_WORDS: tuple[tuple[str, str], ...] = (
    (
        r"users?|addicts?|junk(?:y|ie|ies)|smackheads?|druggies?|abusers?|misusers?|alcoholics?",
        "say person (3c)",
    ),
    (r"(?:drug|drugs|substance|alcohol|heroin|solvent) (?:ab|mis)use", "say drug use (3c)"),
    (r"abus(?:e|es|ed|ing|e of) (?:drugs?|alcohol|heroin|substances?)", "say drug use (3c)"),
    (r"habits?", "say drug use or dependence (3c)"),
    (r"cleans?|cleaned|dirty", "say not using, sterile, negative or positive (3c)"),
    (r"(?:fell|fall|fallen|falling) off the wagon|relapsed again", "say returned to use (3c)"),
    (r"fail(?:s|ed|ing|ure|ures)?", "say it without blame (3c, F33)"),
    (r"replacement drugs?|just another addiction", "say medicine (3c)"),
    (
        r"in denial|non-?compliant|refus(?:e|es|ed|ing) (?:help|treatment)",
        "say declined, or not ready yet (3c)",
    ),
    (r"dealers?|scum", "say person who sells drugs (3c)"),
    (r"the homeless", "say person experiencing homelessness (3c)"),
    (r"enabl(?:er|ers|ing)|co-?dependen(?:t|cy|ce)", "say family member, supporter (3c)"),
    (
        r"commit(?:s|ted|ting)? suicide|(?-i:OD(?:'?e?d|'?ing|s)?)",
        "say died by, or overdosed (3c, W6)",
    ),
    (
        r"(?:un)?successful (?:attempt|suicide)|attention[- ]seek(?:ing|er)|doing something silly",
        "say attempt, and ask plainly (W1, W6)",
    ),
    (
        r"you(?:'ll| will) be (?:fine|ok|okay|safe|all right|alright)|low risk|"
        r"(?:not|isn't) an overdose|nothing to worry about",
        "never play danger down (N6)",
    ),
    (
        r"you are (?:not )?(?:addicted|dependent)|you have an addiction",
        "only an assessment can say (N6)",
    ),
    (
        r"guarantee(?:s|d)?|we promise|i promise|will cure|success rate|28-day|"
        r"a (?:bed|place) is (?:free|ready|waiting)",
        "never promise (N6, F27)",
    ),
    (r"you(?:'ll| will| could| might) die", "never scare (N7)"),
    (
        r"100% (?:confidential|private)|(?:completely|totally|fully) (?:confidential|private)|"
        r"never tell (?:the )?police",
        "private, with limits (P10)",
    ),
    (
        r"hang(?:ing|ed)? (?:yourself|himself|herself|themselves)|nooses?|slit(?:ting)?|"
        r"jump(?:ing)? off|lethal (?:dose|amount)",
        "never name a method (N8)",
    ),
    (r"unfortunately|i understand how you feel|calm down", "say it plainly and kindly"),
)
_MARKS: tuple[tuple[str, str], ...] = (
    ("!", "no exclamation marks"),
    ("[\u2013\u2014]", "no dashes: two sentences, or a comma"),
    (r"\*\*|__|`|\]\(|(?<!\w)[*~]\w|(?m:^#)", "no Markdown: no channel shows it as it is meant"),
    ("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]", "no emoji or symbols (A11)"),
)
# Proper names, and quoted myths, in which such a word may stand.
ALLOWED = ("Alcoholics Anonymous",)

_RULES = (
    *((re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), why) for words, why in _WORDS),
    *((re.compile(mark), why) for mark, why in _MARKS),
)


def check_forbidden(inspection: Inspection) -> Iterator[Problem]:
    """Yield each word that may not be said, with what to say in its place."""
    for shown in inspection.shown:
        if not shown.in_english:
            continue
        words = shown.words.replace("\u2019", "'")
        for name in ALLOWED:
            words = words.replace(name, "")
        for pattern, why in _RULES:
            for match in pattern.finditer(words):
                yield shown.problem("forbidden-word", f"'{match.group()}': {why}")
