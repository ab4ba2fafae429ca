"""Messages with readings made by hand."""

from __future__ import annotations

from first_step.evaluation.measures import Read
from first_step.evaluation.messages import LabelledMessage
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import CrisisDecision
from first_step.understanding.reading import Abstain, Reading


def row(
    label: str,
    *guesses: str,
    sure: float = 0.9,
    abstain: Abstain = None,
    band: str = "none",
    card: str | None = None,
    patterns: tuple[str, ...] = (),
    text: str = "a message",
    **about: str,
) -> Read:
    """Return a message that should get `label`, read as the guesses, the likeliest first.

    sure: the probability of the first guess. card: the kind of danger decided on, by default the
    right one where there is a band.
    """
    labels = tuple(
        LabelProbability(guess, sure if at == 0 else (1 - sure) / 10)
        for at, guess in enumerate(guesses)
    )
    decision = CrisisDecision(
        band, None if band == "none" else card or label, patterns, 0.0 if band == "none" else 0.7
    )
    message = LabelledMessage(about.pop("source", "general"), label, text, **about)
    return message, Reading(labels, decision, (), abstain)
