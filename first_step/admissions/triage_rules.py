"""The rules of triage as data (facts 4c): what each means, how soon, and where to point.

`docs/triage.md` is written from this module, for a clinician to sign (`triage_table.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from first_step.admissions.referral import Level

# How a rule comes to apply: what was asked, shown, told or read. Words for people.
RAISED_BY: Mapping[str, str] = {
    "screen": "the safety screen, tapped or typed",
    "typed": "typed in answer to the safety screen",
    "card": "a card of danger was shown, or its question answered",
    "mentioned": "written in passing, anywhere in the conversation",
    "answers": "worked out from other answers",
    "other_code": "its card is shown, under the code in brackets",
}

# Where to point. These are ids of content/helplines.yml, with the names that stand there.
HELPLINES: Mapping[str, str] = {
    "emergency": "Emergency services",
    "nhs_111": "NHS 111",
    "nhs_mental_health": "NHS mental health crisis line",
    "samaritans": "Samaritans",
    "childline": "Childline",
    "nspcc": "NSPCC",
    "refuge": "National Domestic Abuse Helpline (Refuge)",
    "mens_advice": "Men's Advice Line",
    "modern_slavery": "Modern Slavery and Exploitation Helpline",
    "frank": "FRANK",
}

# Where to point that is no helpline of ours; no number is kept for these.
PLACES: Mapping[str, str] = {
    "a_and_e": "A&E",
    "gp": "GP",
    "maternity": "midwife or maternity unit",
    "prescriber": "prescriber",
    "pharmacy": "pharmacy",
    "council": "council housing team",
    "streetlink": "StreetLink",
    "shelter": "Shelter",
    "naloxone": "naloxone information",
    "duty_manager": "our duty manager",
    "safeguarding": "our safeguarding lead",
}


@dataclass(frozen=True)
class RedFlag:
    """One row of facts 4c.

    words: what the code means, for people who read the rules. raised_by: keys of `RAISED_BY`.
    signpost: keys of `HELPLINES` and `PLACES`, the first one first. sources: ids of
    content/sources.yml.
    """

    code: str
    level: Level
    words: str
    raised_by: tuple[str, ...]
    signpost: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The rule's id, without the part that only chooses the level."""
        return self.code.partition("/")[0]


def _rule(
    code: str, level: Level, words: str, *, raised_by: str, signpost: str = "", also: str = ""
) -> RedFlag:
    """Return a rule; lists are written with blanks between, the rule's own source comes first."""
    sources = (code.partition("/")[0], *also.split())
    return RedFlag(code, level, words, tuple(raised_by.split()), tuple(signpost.split()), sources)


_EMERGENCY = (
    _rule(
        "R1",
        Level.EMERGENCY,
        "an overdose, or took too much, even if feeling well",
        raised_by="card",
        signpost="emergency a_and_e duty_manager",
        also="F40",
    ),
    _rule(
        "R2",
        Level.EMERGENCY,
        "danger of suicide or serious self-harm now, or the question about it left open",
        raised_by="card",
        signpost="emergency samaritans duty_manager",
    ),
    _rule(
        "R3",
        Level.EMERGENCY,
        "a fit, or severe withdrawal now (as R4)",
        raised_by="other_code",
        signpost="emergency a_and_e duty_manager",
        also="F30",
    ),
    _rule(
        "R4",
        Level.EMERGENCY,
        "a medical emergency",
        raised_by="card",
        signpost="emergency a_and_e nhs_111 duty_manager",
        also="F59",
    ),
    _rule(
        "R5",
        Level.EMERGENCY,
        "violence, threat or a child in danger now",
        raised_by="card",
        signpost="emergency refuge mens_advice nspcc childline modern_slavery duty_manager",
    ),
    _rule(
        "R6",
        Level.EMERGENCY,
        "pregnant with bleeding, pain or severe withdrawal (as R4)",
        raised_by="other_code",
        signpost="emergency maternity duty_manager",
    ),
)
_URGENT = (
    _rule(
        "R7",
        Level.URGENT,
        "thoughts of suicide, or recent self-harm",
        raised_by="card typed",
        signpost="nhs_mental_health samaritans",
    ),
    _rule(
        "R8",
        Level.URGENT,
        "stopping alcohol, calming pills or GHB",
        raised_by="screen mentioned",
        signpost="nhs_111",
    ),
    _rule(
        "R9",
        Level.URGENT,
        "fits, or seeing things in withdrawal",
        raised_by="screen mentioned",
        signpost="nhs_111",
    ),
    _rule(
        "R10",
        Level.URGENT,
        "pregnant, or gave birth recently; unsure counts as yes",
        raised_by="screen mentioned answers",
        signpost="maternity gp",
        also="F60",
    ),
    _rule(
        "R11",
        Level.URGENT,
        "under 18, whoever writes or would get help",
        raised_by="answers mentioned",
        signpost="childline frank safeguarding",
        also="P9",
    ),
    _rule(
        "R12",
        Level.URGENT,
        "sore, hot or swollen skin from injecting",
        raised_by="screen mentioned",
        signpost="gp nhs_111 a_and_e",
        also="F59",
    ),
    _rule(
        "R13",
        Level.URGENT,
        "an overdose in the last month",
        raised_by="screen mentioned",
        signpost="nhs_111 naloxone",
    ),
    _rule(
        "R13/24h",
        Level.EMERGENCY,
        "an overdose in the last 24 hours (as R1)",
        raised_by="other_code typed mentioned",
        signpost="emergency a_and_e duty_manager",
        also="F50",
    ),
    _rule(
        "R14",
        Level.URGENT,
        "out of prison, hospital or rehab lately",
        raised_by="screen mentioned",
        signpost="naloxone",
        also="F18 F8",
    ),
    _rule(
        "R15",
        Level.SOON,
        "opioids together with alcohol or calming pills",
        raised_by="answers mentioned",
        signpost="naloxone",
        also="F56",
    ),
    _rule(
        "R15/urgent",
        Level.URGENT,
        "R15 with a recent overdose, lost tolerance or using alone, or with safety not assessed",
        raised_by="answers",
        signpost="naloxone nhs_111",
        also="F56 T2",
    ),
    _rule(
        "R16",
        Level.URGENT,
        "no safe place to sleep tonight",
        raised_by="screen mentioned",
        signpost="council streetlink shelter",
    ),
    _rule(
        "R17",
        Level.URGENT,
        "being hurt, scared or used by someone",
        raised_by="screen mentioned",
        signpost="refuge mens_advice modern_slavery",
    ),
    _rule(
        "R18",
        Level.URGENT,
        "worry about a child at home",
        raised_by="screen mentioned",
        signpost="safeguarding nspcc",
    ),
    _rule(
        "R19",
        Level.URGENT,
        "script or medicine lost or run out",
        raised_by="screen mentioned",
        signpost="prescriber pharmacy nhs_111",
    ),
    _rule(
        "R20",
        Level.URGENT,
        "hearing voices, or in very poor health",
        raised_by="screen mentioned",
        signpost="nhs_mental_health nhs_111 gp",
    ),
)
_REST = (
    _rule(
        "R21",
        Level.SOON,
        "daily use, gambling debts, a recent lapse, insecure housing, caring alone, a date, or a "
        "bed asked for tonight",
        raised_by="typed mentioned",
    ),
    _rule(
        "R0",
        Level.SOON,
        "health and safety not assessed: skipped, cut off, an age or danger left open, or unknown",
        raised_by="answers",
        also="T2",
    ),
    _rule("R22", Level.ROUTINE, "asked, none found", raised_by="answers"),
)

RED_FLAGS: Mapping[str, RedFlag] = {flag.code: flag for flag in (*_EMERGENCY, *_URGENT, *_REST)}

# The order of the buttons on the safety screen.
ASKED_FLAGS = ("R13", "R8", "R9", "R10", "R14", "R12", "R19", "R16", "R17", "R18", "R20")

# Danger that the conversation showed: crisis labels and replies to the danger check (facts 4d).
SIGNS: Mapping[str, str] = {
    "overdose": "R1",
    "suicide": "R2",
    "suicide_not_acted": "R7",
    "medical": "R4",
    "danger": "R5",
}
