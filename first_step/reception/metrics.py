"""What the front door counts: never who, never words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from first_step.store import outbox
from first_step.understanding.crisis import LABELS as DANGER_LABELS

_RASA_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8)
_REQUEST_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5)


class Metrics:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        """Start every counter at nothing."""
        self.registry = CollectorRegistry()
        self._count_messages()
        self._count_what_goes_out()
        self._count_requests()
        self._gauge()

    def watch_streams(self, count: Callable[[], int]) -> None:
        """Let the gauge of open streams read `count` whenever it is asked."""
        self.streams.set_function(count)

    def watch_journal(self, count: Callable[[], int]) -> None:
        """Let the gauge of the journal read `count` whenever it is asked."""
        self.journal_waiting.set_function(count)

    def text(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return bytes(generate_latest(self.registry))

    def _count_messages(self) -> None:
        self.messages = self._counter(
            "messages",
            "Messages taken in, by how.",
            how=("typed", "tapped", "repeated", "not_kept"),
        )
        self.danger = self._counter(
            "danger",
            "Decisions that somebody may be in danger.",
            band=("check", "act"),
            label=DANGER_LABELS,
        )
        self.turns = self._counter(
            "turns",
            "Turns, by outcome.",
            outcome=("answered", "put_off", "given_up", "dropped"),
        )
        self.journal = self._counter(
            "journal",
            "Messages the database refused, by outcome.",
            outcome=("kept", "refused", "replayed", "repeated", "dead"),
        )
        self.cut_off = self._counter(
            "cut_off", "Unfinished requests, by outcome.", outcome=("recorded", "known", "failed")
        )

    def _count_what_goes_out(self) -> None:
        self.channel_messages = self._counter(
            "channel_messages",
            "Messages handed to a channel's provider, by outcome: sent, failed, refused.",
            channel=(),
            outcome=(),
        )
        self.notices = self._counter(
            "notices",
            "Notices to staff, by outcome.",
            outcome=("delivered", "put_off", "dead", "nobody_told"),
            kind=outbox.KINDS,
        )
        self.notices_held = Gauge(
            "first_step_notices_held",
            "Notices in the outbox, by state: waiting, dead.",
            ["state"],
            registry=self.registry,
        )

    def _count_requests(self) -> None:
        self.refusals = self._counter("refusals", "Requests refused, by reason.", reason=())
        self.requests = self._counter(
            "requests", "HTTP requests, by route and status.", route=(), method=(), status=()
        )
        self.webhooks = self._counter(
            "webhooks",
            "Calls of providers, by outcome: taken, forged, unreadable, put_off.",
            path=(),
            outcome=(),
        )
        self.request_seconds = Histogram(
            "first_step_request_seconds",
            "Time until a response began, by route.",
            ["route"],
            buckets=_REQUEST_SECONDS,
            registry=self.registry,
        )
        self.rasa_seconds = Histogram(
            "first_step_rasa_seconds",
            "Time Rasa took for an answer.",
            buckets=_RASA_SECONDS,
            registry=self.registry,
        )

    def _gauge(self) -> None:
        self.journal_waiting = Gauge(
            "first_step_journal_waiting",
            "Messages in the journal, not in the database yet.",
            registry=self.registry,
        )
        self.streams = Gauge(
            "first_step_streams", "Open streams of events.", registry=self.registry
        )
        self.waiting = Gauge(
            "first_step_turns_waiting", "Turns not answered yet.", registry=self.registry
        )

    def _counter(self, name: str, meaning: str, **labels: Sequence[str]) -> Counter:
        """Make a counter; every combination of known labels starts at 0.

        Prometheus sees no increase in a counter that first appears at 1: an alert would miss the
        first message that was lost. Labels without values here are known only when they come.
        """
        counter = Counter(f"first_step_{name}", meaning, list(labels), registry=self.registry)
        for values in product(*labels.values()):
            counter.labels(*values)
        return counter
