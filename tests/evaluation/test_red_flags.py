from __future__ import annotations

from first_step.evaluation.messages import MessageWithFlags
from first_step.evaluation.red_flags import read_flags, red_flag_figures
from first_step.understanding.crisis import NO_CRISIS
from first_step.understanding.reading import Reading

ROWS = [
    (MessageWithFlags(("R8", "R16"), "both"), ("R8",)),
    (MessageWithFlags(("R8",), "one"), ("R8", "R10")),
    (MessageWithFlags((), "near"), ("R8",)),
    (MessageWithFlags((), "far"), ()),
]


def test_recall_and_precision_are_counted_by_code() -> None:
    by_code = {one["code"]: one for one in red_flag_figures(ROWS)["codes"]}
    assert (by_code["R8"]["recall"]["hits"], by_code["R8"]["recall"]["total"]) == (2, 2)
    assert (by_code["R8"]["precision"]["hits"], by_code["R8"]["precision"]["total"]) == (2, 3)
    assert by_code["R16"]["recall"]["share"] == 0
    assert by_code["R16"]["precision"]["share"] is None
    assert by_code["R10"]["precision"]["share"] == 0
    assert len(by_code) == 13


def test_all_codes_together_are_sums_not_means() -> None:
    figures = red_flag_figures(ROWS)
    assert (figures["recall"]["hits"], figures["recall"]["total"]) == (2, 3)
    assert (figures["precision"]["hits"], figures["precision"]["total"]) == (2, 4)


def test_near_misses_and_mistakes_are_listed() -> None:
    figures = red_flag_figures(ROWS)
    assert figures["near_misses_noted"]["hits"] == 1
    assert [(one["text"], one["missed"]) for one in figures["missed"]] == [("both", ["R16"])]
    wrong = [(one["text"], one["wrong"]) for one in figures["noted_wrongly"]]
    assert wrong == [("one", ["R10"]), ("near", ["R8"])]


class Noting:
    def read(self, text: str) -> Reading:
        return Reading((), NO_CRISIS, (), None, red_flags=("R13", "R21"))


def test_the_trained_codes_come_from_the_reading() -> None:
    message = MessageWithFlags(("R13",), "od'd last week")
    assert read_flags(Noting(), [message]) == [(message, ("R13",))]
