"""Turns end to end through the front door, against the same Rasa server asked directly."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Sequence

import httpx

from benchmarks.running import RunningProduct
from benchmarks.timing import Row, milliseconds, side_by_side

# Few enough for one conversation each, and apart enough in content not to be joined.
QUESTIONS = (
    "why do people get addicted to heroin",
    "is addiction genetic",
    "what is naloxone",
    "how long does detox take",
    "is it a choice",
    "can trauma cause it",
)
# What somebody types on the way through the contact flow; each visitor begins anew.
IN_THE_FLOW = ("can someone ring me", "no", "me", "31", "yes", "no voicemail please")
TURNS = 60
# The front door limits how fast one visitor writes; a new one every few turns stays below it.
TURNS_A_VISITOR = 6


def measure_turns(product: RunningProduct) -> list[Row]:
    """Return the rows; the peer has no transcript, no queue and no crisis decision before it."""
    about = "message to stored reply (peer: Rasa's REST alone)"
    return [
        *_measure(product, QUESTIONS, f"a turn, {about}"),
        *_measure(product, IN_THE_FLOW, f"a turn inside the contact flow, {about}"),
    ]


def _measure(product: RunningProduct, one_visit: Sequence[str], measure: str) -> list[Row]:
    texts = list(itertools.islice(itertools.cycle(one_visit), TURNS))
    ours, peer = _Visitors(product.web), _Senders(product.rasa)
    # A visit more at first, so that nothing timed is the first of its kind.
    for text in one_visit:
        ours.ask(text)
        peer.ask(text)
    return side_by_side(
        measure,
        milliseconds(ours.ask, texts, warm_up=0),
        milliseconds(peer.ask, texts, warm_up=0),
    )


class _Senders:
    """People who talk to Rasa's own REST channel, a new one every `TURNS_A_VISITOR` messages."""

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(trust_env=False, timeout=30)
        self._url = f"{address}/webhooks/rest/webhook"
        self._asked = 0
        self._sender = ""

    def ask(self, text: str) -> None:
        if self._asked % TURNS_A_VISITOR == 0:
            self._sender = uuid.uuid4().hex
        self._asked += 1
        sent = self._http.post(self._url, json={"sender": self._sender, "message": text})
        sent.raise_for_status()


class _Visitors:
    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        self._asked = 0
        self._path = ""

    def ask(self, text: str) -> None:
        if self._asked % TURNS_A_VISITOR == 0:
            begun = self._http.post("/api/conversations").json()
            self._http.headers["Authorization"] = f"Bearer {begun['token']}"
            self._path = f"/api/conversations/{begun['conversation']}/messages"
        self._asked += 1
        sent = self._http.post(self._path, json={"id": uuid.uuid4().hex, "text": text})
        self._await_reply(sent.raise_for_status().json()["seq"])

    def _await_reply(self, seq: int) -> None:
        while True:
            rows = self._http.get(self._path, params={"after": seq}).json()["messages"]
            if any(row["sender"] == "bot" for row in rows):
                return
            time.sleep(0.002)
