"""Writes docs/triage.md: `python -m first_step.admissions.triage_table > docs/triage.md`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from first_step.admissions.opening_hours import OpeningHours
from first_step.admissions.referral import Level
from first_step.admissions.triage_rules import (
    HELPLINES,
    PLACES,
    RAISED_BY,
    RED_FLAGS,
    RedFlag,
)

# The card that a rule goes with: the name of a file in content/crisis/.
CARDS: Mapping[str, str] = {
    "R1": "overdose",
    "R2": "suicide",
    "R3": "medical",
    "R4": "medical",
    "R5": "danger",
    "R6": "medical",
    "R7": "suicide_not_acted",
    "R13/24h": "overdose",
}

_LEVEL_NAMES: Mapping[Level, str] = {
    Level.EMERGENCY: "Emergency now",
    Level.URGENT: "Urgent, same day",
    Level.SOON: "Soon",
    Level.ROUTINE: "Routine",
}

_SAID: Mapping[Level, str] = {
    Level.EMERGENCY: "the card, 999 first and before any form",
    Level.URGENT: "999, 111 (Northern Ireland: a GP) and Samaritans, with the reference",
    Level.SOON: "999 and 111 (Northern Ireland: a GP), with the reference",
    Level.ROUTINE: "999 and 111 (Northern Ireland: a GP), with the reference",
}

_INTRODUCTION = """\
# Triage: the rules, for a clinician to sign

Written by `python -m first_step.admissions.triage_table > docs/triage.md` from
`first_step/admissions/triage_rules.py`; a test holds the two together. Do not edit it by hand,
except that signatures are kept with the signed copy, outside the repository. **Nobody has signed
these rules yet.**

Triage decides how soon a person calls back, and where to point. It is not a clinical assessment,
a diagnosis or a score of suicide risk. The rules are fixed and visible: every request shows staff
the codes that led to its level, with words (`content/desk/reasons.yml`).
"""

_COLUMNS = """\
Sources are ids of `content/sources.yml`, which says how certain each is. The words of cards stand
in `content/crisis/`, those said with the reference in `content/flow/recorded.md` and
`recorded_urgent.md`. A code with a stroke chooses the level only; staff see the part before it.
"""

_DUE_RULES = """\
- Working days are those after today on which the team works, bank holidays of England left out.
  The provider sets their number and the hours in `content/provider.yml`.
- A time chosen as safe is kept to. It puts an urgent call off by one day at most, and an
  emergency not at all: there, staff weigh the safe time themselves.
- A higher level is never due later than a lower one. What is said later brings a call forward,
  never back.
- While the provider has not said its hours, due times order the desk by office hours, and
  visitors are shown none.
"""

_READING = """\
## How the rules are read
- The highest level wins. Every rule that applies is shown, the most urgent first.
- Silence is not "no". Questions skipped, cut off or not reached, an age or the danger question
  left open, and anything that the rules do not know give R0, which is Soon and shown as "not
  assessed". R22 is left only where all was asked and nothing found.
- Where a rule is hinted and the safety questions were not answered, the next level up counts: R15
  becomes urgent, "unsure" about pregnancy counts as pregnant, an open answer to the suicide
  question counts as R2.
- The level only rises by itself. Danger and red flags written after the record raise it at once,
  substances and a pregnancy with what is added to it. Visitors who become urgent so are given the
  numbers at once.
- The order of answers does not matter. Nothing is looked at but what stands in the table: no
  ability to pay, insurance, postcode, ethnicity, nationality or past attempts.
"""

_NEVER = """\
## What triage never does
- Diagnose, or promise or refuse admission.
- Say that someone is unsuitable, too risky or not bad enough.
- Put questions before 999.
- Give doses or plans for detox, or tell anyone to stop or start a medicine.
- Phone a relative, a GP or the police itself.
- Lower urgency for a good score, politeness or humour.
- Treat a relative's view as fact.
- Press for details of abuse or crime.
- End because someone is intoxicated, rude or silent.

It may say: "they may suggest another service; the person you speak to will explain".
"""

_QUESTIONNAIRES = """\
## Questionnaires about dependence: not asked in this version
Decided for the Severity of Dependence Scale (SDS) and AUDIT-C:
- The published wording of the SDS needs its permission checked first. Reworded, it is no longer
  the SDS, and its totals must not be called a score.
- There are no agreed bands. Studies put the line at 3 for heroin, 3 or 4 for cocaine and above 4
  for amphetamine, and one advised against it for cannabis.
- It was built on adults who used heroin, cocaine, amphetamine or methadone: not for under-18s,
  not for alcohol.
- AUDIT-C is for alcohol only, is a screen and not a plan, and asks three more questions of
  somebody who came to ask for a call.
- A score could never lower a level or read "not dependent", so it would not change when anybody
  calls.

To add one: permission for the wording, a clinician's decision on what a total is shown for,
optional, after the safety questions, and never a reason for a lower level.
"""

_OPEN = """\
## For the clinician to decide
- R15: Soon for most, so that Urgent is not noise. Is that right?
- R14 said by itself ("out of prison last week") shows no card: words on tolerance and naloxone come
  first. Of a partner or a father out of prison the gentle check asks. Is that right?
- R3 and R6 are not raised by themselves: they come as R4, from the medical card. R13 within 24
  hours comes as R1, from its card, and as itself where it is typed into the form. The safety
  screen tells people to call 999 for a fit or for an overdose in the last 24 hours. Should the
  button "an overdose in the last month" ask when?
- Nothing asks for R21, nor for using alone, which counts for R15: few questions (T4), and neither
  is among the fields. They count where somebody says them: R21 anywhere, using alone in the form.
  Should the safety screen ask for either?
- "Point to" is what staff offer on the call. Beside the cards, visitors are told 999, 111 and
  Samaritans; housing services, pharmacy and naloxone are not yet named to them when they tick a
  button.
"""


def triage_document() -> str:
    """Return the whole of docs/triage.md as Markdown, ending in a newline."""
    parts = (
        _INTRODUCTION,
        f"## Rules\n{_rules_table()}\n",
        _COLUMNS,
        f"## By when somebody calls\n{_due_table()}\n\n{_DUE_RULES}",
        _READING,
        _NEVER,
        _QUESTIONNAIRES,
        _OPEN,
    )
    return "\n".join(parts)


def signpost_words(flag: RedFlag) -> str:
    """Return where a rule points, in words; "none" where it points nowhere."""
    names = {**HELPLINES, **PLACES}
    return ", ".join(names[key] for key in flag.signpost) or "none"


def _rules_table() -> str:
    head = (
        "Code",
        "What it means",
        "Level",
        "Said at once",
        "Point to",
        "How it is raised",
        "Call due",
        "Source",
        "Signed by",
        "Date",
    )
    return _table(head, [_rule_row(flag) for flag in RED_FLAGS.values()])


def _rule_row(flag: RedFlag) -> tuple[str, ...]:
    card = CARDS.get(flag.code)
    said = f"card `crisis/{card}`" if card else _SAID[flag.level]
    return (
        flag.code,
        flag.words,
        _LEVEL_NAMES[flag.level],
        said,
        signpost_words(flag),
        "; ".join(RAISED_BY[way] for way in flag.raised_by),
        _due_words(flag.level),
        ", ".join(flag.sources),
        "",
        "",
    )


def _due_table() -> str:
    rows = [
        (_LEVEL_NAMES[level], _due_words(level), _SAID[level], "", "")
        for level in sorted(Level, reverse=True)
    ]
    return _table(("Level", "Call due", "Said at once", "Signed by", "Date"), rows)


def _due_words(level: Level) -> str:
    hours = OpeningHours.unknown()
    days = {Level.SOON: hours.soon_working_days, Level.ROUTINE: hours.routine_working_days}
    if level is Level.EMERGENCY:
        return "now; closed: in the first hour of the next opening"
    if level is Level.URGENT:
        return "by the end of this opening; closed: in the first hour of the next one"
    return f"at the time chosen, else within {days[level]} working days"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(triage_document())
