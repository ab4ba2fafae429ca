"""Stand-ins written by hand: a reader that knows three words, and a clock that is told the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from first_step.understanding.crisis import NO_CRISIS, CrisisDecision
from first_step.understanding.reading import Reading

OVERDOSE = CrisisDecision("act", "crisis_overdose", ("overdose.explicit.1",), 0.97)
CHECK = CrisisDecision("check", "crisis_suicide", ("suicide.hint.1",), 0.3)


class FakeReader:
    """Finds an overdose in "blue", a hint in "hopeless", danger in "breathing" after "my mate".

    "Prison" mentions R14.
    """

    def __init__(self) -> None:
        self.ready = False
        self.broken = False
        self.read_texts: list[str] = []

    def load(self) -> None:
        self.ready = True

    def read(self, text: str, before: Sequence[str] = ()) -> Reading:
        if self.broken:
            raise RuntimeError(f"cannot read {text}")
        self.read_texts.append(text)
        flags = ("R14",) if "prison" in text else ()
        return Reading((), self._danger(text, before), (), None, flags)

    def _danger(self, text: str, before: Sequence[str]) -> CrisisDecision:
        if "blue" in text or ("breathing" in text and "my mate" in " ".join(before)):
            return OVERDOSE
        return CHECK if "hopeless" in text else NO_CRISIS


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
