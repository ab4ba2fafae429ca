"""A visitor who writes one message that matters, and what help is seen to come, from outside."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from first_step.reception.words import CARDS, CRISIS_CHECK

Kind = Literal["acted", "checked", "none"]

# Everything but the words comes by tapping, so that no earlier words are read with the message.
_INTO_THE_FORM = ("label:request_contact", "flow:crisis_check=no")
_NEXT_IN_THE_FORM = "flow:for_whom=self"
_TURN_LIMIT_S = 30.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Help:
    """What help came to one message.

    kind: "acted" is a card, "checked" the gentle check, "none" neither. answer: id of the card or
    of the check. status: of the reply to the POST. post_ms: until that reply. help_ms: until help
    was there to be read, None without help.
    """

    kind: Kind
    answer: str | None
    status: int
    post_ms: float
    help_ms: float | None = None

    @property
    def decision(self) -> tuple[Kind, str | None]:
        """What must be the same whatever is down."""
        return self.kind, self.answer


class Visitor:
    """One visitor in a new conversation; safe to use from one thread at a time."""

    def __init__(self, http: httpx.Client) -> None:
        """Open the conversation."""
        self._http = http
        begun = http.post("/api/conversations").raise_for_status().json()
        self._path = f"/api/conversations/{begun['conversation']}/messages"
        self._headers = {"Authorization": f"Bearer {begun['token']}"}
        self._sent_at = 0.0
        self._seq: int | None = None
        self.help: Help | None = None
        self.answered = False

    def go_into_the_form(self) -> None:
        """Ask for a call and answer its first question; raises RuntimeError when that fails."""
        answer = self._turn({"text": "hello"})
        for payload in _INTO_THE_FORM:
            answer = self._turn({"payload": payload})
        if not answer.startswith("flow/"):
            raise RuntimeError("the contact form was not reached")

    def answer_the_form(self) -> None:
        """Answer the form's next question, without waiting for what comes of it."""
        self._post({"payload": _NEXT_IN_THE_FORM}).raise_for_status()

    def write(self, text: str) -> None:
        """Send the message; a card in the reply is help at once. Raises HTTPStatusError."""
        self._sent_at = time.perf_counter()
        reply = self._post({"text": text})
        post_ms = self._since_sent()
        if reply.status_code not in (202, 503):
            reply.raise_for_status()
        body = reply.json()
        self._seq = body.get("seq")
        kind, answer = _kind(body.get("messages", ()))
        self.help = Help(kind, answer, reply.status_code, post_ms, post_ms if answer else None)
        # What was not stored gets no other answer than this.
        self.answered = bool(answer) or self._seq is None

    def look(self) -> None:
        """See whether anything has come since, and what."""
        assert self.help is not None
        assert self._seq is not None
        came = self._came_after(self._seq)
        if not came:
            return
        self.answered = True
        kind, answer = _kind(came)
        before = self.help
        if answer:
            waited = self._since_sent()
            self.help = Help(kind, answer, before.status, before.post_ms, waited)

    def _turn(self, said: Mapping[str, str]) -> str:
        seq = self._post(said).raise_for_status().json()["seq"]
        deadline = time.monotonic() + _TURN_LIMIT_S
        while time.monotonic() < deadline:
            came = self._came_after(seq)
            if came:
                return str(came[-1]["answer"])
            time.sleep(_LOOK_EVERY_S)
        raise RuntimeError("a turn before the message was not answered")

    def _post(self, said: Mapping[str, str]) -> httpx.Response:
        body = {"id": uuid.uuid4().hex, **said}
        return self._http.post(self._path, json=body, headers=self._headers)

    def _came_after(self, seq: int) -> list[dict[str, Any]]:
        reply = self._http.get(self._path, params={"after": seq}, headers=self._headers)
        rows: list[dict[str, Any]] = reply.raise_for_status().json()["messages"]
        return [row for row in rows if row["sender"] != "visitor"]

    def _since_sent(self) -> float:
        return (time.perf_counter() - self._sent_at) * 1000


def watch(visitors: Sequence[Visitor], patience_s: float) -> None:
    """Look again and again until all are answered, or for as long as the patience lasts."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        waiting = [visitor for visitor in visitors if not visitor.answered]
        if not waiting:
            return
        for visitor in waiting:
            visitor.look()
        time.sleep(_LOOK_EVERY_S)


def _kind(replies: Iterable[Mapping[str, Any]]) -> tuple[Kind, str | None]:
    answers = [reply["answer"] for reply in replies]
    for answer in answers:
        if answer in CARDS:
            return "acted", str(answer)
    return ("checked", CRISIS_CHECK) if CRISIS_CHECK in answers else ("none", None)
