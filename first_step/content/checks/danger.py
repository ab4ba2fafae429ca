"""Words of danger keep the numbers first in sight, short, and honest about who answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from first_step.content.checks.inspection import LANGUAGE, Inspection
from first_step.content.checks.problem import Problem

MOST_LINES = 8
# Cards that stand alone, so each says that a program cannot call for anybody (facts W4).
_CARDS = ("suicide", "suicide_acted", "suicide_not_acted", "overdose", "medical", "danger", "check")
# Who reads that somebody knows waits for them and does not ring (hazards H14, H15).
_SOMEBODY_KNOWS = re.compile(
    r"\b(?:(?:staff|team|somebody|someone|person|people|colleagues?|we|I)"
    r"(?:'ve| have| has| were| was| are| is|'ll| will)(?: been| be)?(?: now| just)?"
    r" (?:told|tell|alerted|alert|informed|inform|notified|notify|called|calling|sent|sending"
    r"|coming|on (?:their|the) way)"
    r"|help is (?:coming|on (?:its|the) way))\b",
    re.IGNORECASE,
)


def check_danger(inspection: Inspection) -> Iterator[Problem]:
    """Yield cards without 999 or Samaritans where due, too long, or untrue about who knows."""
    samaritans = inspection.library.helplines.get("samaritans")
    for shown in inspection.sections:
        card = shown.reply.id.startswith("crisis/")
        if not card and not shown.reply.id.startswith(LANGUAGE):
            continue
        if "999" not in shown.words:
            yield shown.problem("danger", "does not name 999")
        if knows := _SOMEBODY_KNOWS.search(shown.words.replace("\u2019", "'")):
            yield shown.problem("danger", f"'{knows.group()}': nobody may have been told")
        if not card and samaritans and samaritans.contact not in shown.words:
            yield shown.problem("danger", "does not name Samaritans")
        if len(shown.words.splitlines()) > MOST_LINES:
            yield shown.problem("too-long", f"more than {MOST_LINES} lines")
        if shown.reply.id.removeprefix("crisis/") in _CARDS and "program" not in shown.words:
            yield shown.problem("danger", "does not say that a computer program answers (W4)")
