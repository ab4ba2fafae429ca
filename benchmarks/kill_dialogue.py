"""What stands for Rasa in a kill test inside one process: the real actions, its memory, its losses.

It keeps slots, the latest message and its replies in one tracker row, as `bot.tracker_store`
does, and answers a message again as `bot.repeated` does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.contact_form import ValidateContactForm
from actions.record_referral import ActionRecordReferral
from benchmarks.kill_faults import FaultyDatabase
from first_step.admissions.errors import FirstStepError, RasaError
from first_step.reception.rasa_client import Question, RasaAnswer, RasaReply
from first_step.store.trackers import load_tracker, save_tracker
from first_step.web.wiring import now_utc

ANSWERS = {
    "crisis_check": "flow:crisis_check=no",
    "for_whom": "flow:for_whom=self",
    "age": "flow:age=adult",
    "consent": "flow:consent=yes",
    "safe_contact": "flow:safe_contact=private",
    "name": "Kev",
    "phone": "07700 900123",
    "email": "kev@example.org",
    "contact_window": "flow:contact_window=any_time",
    "red_flags": "flow:red_flags=none",
    "review": "flow:review=send",
}


@dataclass
class Dialogue:
    """Answers questions as a `worker.Rasa`. repeats: whether a lost answer is given again."""

    database: FaultyDatabase
    repeats: bool = True

    async def ask(self, question: Question) -> RasaAnswer:
        """Return the answer; raises RasaError, also where it was found and then lost."""
        self._at("rasa: never asked")
        memory = self._load(question.conversation)
        if not (self.repeats and question.again and memory.get("message") == question.message_id):
            await self._run(memory, question)
            self._at("rasa: acted, not saved")
            self._save(question.conversation, memory)
        self._at("rasa: saved, the answer late")
        return RasaAnswer(tuple(_reply(said, memory["slots"]) for said in memory["said"]))

    async def _run(self, memory: dict[str, Any], question: Question) -> None:
        said = CollectingDispatcher()
        slots = memory["slots"]
        await _act(ValidateContactForm(), said, slots, question)
        if slots.get("requested_slot") is None:
            await _act(ActionRecordReferral(), said, slots, question)
        if not said.messages:
            said.utter_message(response=f"utter_ask_{slots.get('requested_slot')}")
        memory["message"] = question.message_id
        memory["said"] = [each["response"] for each in said.messages]

    def _load(self, conversation: str) -> dict[str, Any]:
        try:
            with self.database.read() as session:
                body = load_tracker(session, conversation)
        except FirstStepError:
            raise RasaError("answered 503") from None
        return json.loads(body) if body else {"slots": {}, "said": [], "events": []}

    def _save(self, conversation: str, memory: dict[str, Any]) -> None:
        try:
            with self.database.write() as session:
                save_tracker(session, conversation, json.dumps(memory), now_utc())
        except FirstStepError:
            raise RasaError("answered 503") from None

    def _at(self, point: str) -> None:
        if self.database.faults is not None:
            self.database.faults.at(point)


async def _act(
    action: Action, said: CollectingDispatcher, slots: dict[str, Any], question: Question
) -> None:
    latest = {
        "text": question.text,
        "intent_ranking": [{"label": "inform", "confidence": 0.9}],
        "entities": [],
        "metadata": {"payload": question.payload},
    }
    events = [{"event": "user", "text": question.text, "input_channel": "front_door"}]
    tracker = Tracker(question.conversation, dict(slots), latest, events, False, None, {}, None)
    try:
        found = await action.run(said, tracker, {})  # type: ignore[misc]
    except FirstStepError:
        raise RasaError("answered 503") from None
    for event in found:
        if event["event"] == "slot":
            slots[event["name"]] = event["value"]


def _reply(response: str, slots: dict[str, Any]) -> RasaReply:
    answer = response.removeprefix("utter_").removeprefix("ask_")
    # What may be tapped next, so that the front door honours the tap.
    wanted = ANSWERS.get(slots.get("requested_slot") or "review", "")
    buttons = (("Go on", wanted),) if wanted.startswith("flow:") else ()
    return RasaReply(answer, answer, buttons)
