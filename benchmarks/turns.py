"""One turn end to end through the front door, against the same Rasa server asked directly."""

from __future__ import annotations

import itertools
import time
import uuid

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
TURNS = 60
# The front door limits how fast one visitor writes; a new one every few turns stays below it.
TURNS_A_VISITOR = 6


def measure_turns(product: RunningProduct) -> list[Row]:
    """Return the rows; the peer has no transcript, no queue and no crisis decision before it."""
    texts = list(itertools.islice(itertools.cycle(QUESTIONS), TURNS))
    visitors = _Visitors(product.web)
    ours = milliseconds(visitors.ask, texts)
    sender = uuid.uuid4().hex
    with httpx.Client(trust_env=False, timeout=30) as http:
        url = f"{product.rasa}/webhooks/rest/webhook"
        peer = milliseconds(
            lambda text: http.post(url, json={"sender": sender, "message": text}), texts
        )
    return side_by_side("a turn, message to stored reply (peer: Rasa's REST alone)", ours, peer)


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
