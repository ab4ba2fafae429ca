from __future__ import annotations

from collections.abc import Sequence

from first_step.evaluation.messages import MessageRun
from first_step.evaluation.sequences import read_runs, sequence_figures
from first_step.understanding.crisis import NO_CRISIS, CrisisDecision
from first_step.understanding.reading import Reading

ACT = CrisisDecision("act", "crisis_overdose", ("overdose.explicit.1",), 0.8)
CHECK = CrisisDecision("check", "crisis_suicide", (), 0.2)
RUN = MessageRun("crisis_overdose", ("my mate", "did a hit", "gone blue"))


class Listening:
    """Acts when it was told what came before."""

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        seen = text == "gone blue" and tuple(before) == ("my mate", "did a hit")
        return Reading((), ACT if seen else NO_CRISIS, (), None)


def test_the_last_message_is_read_after_all_those_before_it() -> None:
    assert read_runs(Listening(), [RUN]) == [(RUN, ACT)]


def test_runs_of_danger_and_calm_runs_are_counted_apart() -> None:
    calm = MessageRun("calm", ("my tea", "has gone cold"))
    figures = sequence_figures(
        [
            (RUN, ACT),
            (MessageRun("crisis_suicide", ("a", "b")), ACT),
            (MessageRun("crisis_suicide", ("missed", "this")), NO_CRISIS),
            (calm, CHECK),
            (calm, ACT),
        ]
    )
    counted = {
        name: (figures[name]["hits"], figures[name]["total"])
        for name in ("caught", "acted", "right_card", "calm_acted", "calm_any_band")
    }
    assert counted == {
        "caught": (2, 3),
        "acted": (2, 3),
        "right_card": (1, 2),
        "calm_acted": (1, 2),
        "calm_any_band": (2, 2),
    }
    assert [(one["text"], one["label"]) for one in figures["missed"]] == [
        ("missed / this", "crisis_suicide")
    ]
    assert figures["acted_without_danger"][0]["card"] == "crisis_overdose"
