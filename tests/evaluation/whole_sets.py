"""Every evaluation set with a message or two, and a reader that knows some of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import LABELS, NO_CRISIS, CrisisDecision
from first_step.understanding.reading import Reading

SETS = {
    "messages.tsv": "families\tgreet\thello <you> & me\nlookalikes\tpraise\tdying for a brew\n",
    "general.tsv": "group\tlabel\tmessage\nolder\tout_of_scope\tthe weather\n",
    "crisis.tsv": (
        "group\tlabel\tstrength\tmessage\n"
        "uses\tcrisis_overdose\texplicit\the is blue\n"
        "young\tcrisis_suicide\tveiled\tno reason to stay\n"
    ),
    "lookalikes.tsv": "group\tlooks_like\tlabel\tmessage\nuses\toverdose\tmenu\tfeeling blue\n",
    "everyday.tsv": "group\tlabel\tmessage\nshifts\tinform\tfeeling blue\npets\tinform\tthe cat\n",
    "red_flags.tsv": "codes\tmessage\nR16\tsleeping rough\n-\trough day\n",
    "sequences.tsv": "label\tmessages\ncrisis_overdose\tmy mate\tgone blue\ncalm\tmy tea\tcold\n",
}
KNOWN = {
    "hello <you> & me": "greet",
    "dying for a brew": "praise",
    "the weather": "out_of_scope",
    "he is blue": "crisis_overdose",
    "feeling blue": "crisis_overdose",
}


def write_whole_sets(folder: Path) -> Path:
    for name, text in SETS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Reader:
    """Knows a few messages by heart; the rest it takes for a greeting and asks back."""

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        label = KNOWN.get(text, "greet")
        act = label in LABELS
        return Reading(
            (LabelProbability(label, 0.9 if text in KNOWN else 0.2),),
            CrisisDecision("act", label, ("overdose.explicit.1",), 0.8) if act else NO_CRISIS,
            (),
            None if text in KNOWN else "menu",
            red_flags=("R16",) if "rough" in text else (),
        )
