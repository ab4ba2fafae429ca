"""Evaluation sets small enough to count by hand, and readers that get them right but for a few."""

from __future__ import annotations

from pathlib import Path

from first_step.evaluation.messages import LabelledMessage, read_sets
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import LABELS, NO_CRISIS, CrisisDecision
from first_step.understanding.reading import Reading

EXPLICIT = tuple(f"explicit danger number {number}" for number in range(20))
VEILED = tuple(f"veiled danger number {number}" for number in range(10))
CALM = tuple(f"a calm question number {number}" for number in range(180))
ALIKE = tuple(f"dying for a brew number {number}" for number in range(20))
FOREIGN = tuple(f"the weather number {number}" for number in range(40))


def write_sets(folder: Path) -> Path:
    """Write the sets that the gate reads: 30 messages of danger, 240 without, none of everyday."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "messages.tsv", None, [("oos", "out_of_scope", text) for text in FOREIGN])
    danger = [("uses", "crisis_suicide", "explicit", text) for text in EXPLICIT]
    danger += [("uses", "crisis_overdose", "veiled", text) for text in VEILED]
    _write(folder / "crisis.tsv", ("group", "label", "strength", "message"), danger)
    alike = [("young", "suicide", "treatment/detox", text) for text in ALIKE]
    _write(folder / "lookalikes.tsv", ("group", "looks_like", "label", "message"), alike)
    calm = [("seekers", "treatment/detox", text) for text in CALM]
    _write(folder / "general.tsv", ("group", "label", "message"), calm)
    write_everyday(folder, ())
    return folder


def write_everyday(folder: Path, texts: tuple[str, ...]) -> None:
    rows = [("shifts", "chitchat", text) for text in texts]
    _write(folder / "everyday.tsv", ("group", "label", "message"), rows)


def messages_in(folder: Path) -> list[LabelledMessage]:
    return [message for messages in read_sets(folder).values() for message in messages]


class HandMadeReader:
    """Reads every message of the sets rightly, but for those that it is told about.

    misses: no danger seen. checks: checked in instead of acted. mistakes: danger with the wrong
    card, or another label. alarms: acted on although calm. knows: more texts with their labels.
    """

    def __init__(
        self,
        misses: tuple[str, ...] = (),
        checks: tuple[str, ...] = (),
        mistakes: tuple[str, ...] = (),
        alarms: tuple[str, ...] = (),
        knows: dict[str, str] | None = None,
    ) -> None:
        self.misses, self.checks, self.mistakes, self.alarms = misses, checks, mistakes, alarms
        self._labels = {
            **dict.fromkeys(EXPLICIT, "crisis_suicide"),
            **dict.fromkeys(VEILED, "crisis_overdose"),
            **dict.fromkeys(CALM + ALIKE, "treatment/detox"),
            **dict.fromkeys(FOREIGN, "out_of_scope"),
            **(knows or {}),
        }

    def read(self, text: str) -> Reading:
        label = self._labels[text]
        if text in self.mistakes:
            label = "crisis_medical" if label in LABELS else "treatment/cost"
        return Reading((LabelProbability(label, 0.9),), self._decision(text, label), (), None)

    def _decision(self, text: str, label: str) -> CrisisDecision:
        if text in self.alarms:
            return CrisisDecision("act", "crisis_medical", (), 0.6)
        if label not in LABELS or text in self.misses:
            return NO_CRISIS
        return CrisisDecision("check" if text in self.checks else "act", label, (), 0.6)


def _write(path: Path, header: tuple[str, ...] | None, rows: list[tuple[str, ...]]) -> None:
    lines = ["\t".join(row) for row in ([header] if header else []) + rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
