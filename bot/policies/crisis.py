"""Danger comes before every form, rule and doubt, and needs no action server.

What each reply to the gentle check leads to follows facts 4d.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.answer_ids import utter_action
from bot.policies.language import is_language_card, language_card
from bot.policies.scripted import ScriptedPolicy, actions_before_message
from bot.tapped import tapped_payload
from first_step.understanding.crisis import CrisisDecision

CONTACT_FORM = "contact_form"
DANGER_SIGNS = "danger_signs"
# What each card means for triage later, when the person asks for a call: keys of
# first_step.admissions.triage.SIGNS (facts 4c, 4d). A suicide card without a plain "no" to its
# question stays the higher sign.
SIGNS = {
    "utter_crisis_overdose": "overdose",
    "utter_crisis_suicide": "suicide",
    "utter_crisis_suicide_acted": "suicide",
    "utter_crisis_suicide_not_acted": "suicide_not_acted",
    "utter_crisis_medical": "medical",
    "utter_crisis_danger": "danger",
}
_CHECKS = ("utter_crisis_check", "utter_crisis_check_again")
# English alone may not be understood, so these come after the card in the visitor's own language
# (facts 4d). That card has the reminder's numbers already.
_ASKS_STILL = (*_CHECKS, "utter_crisis_numbers")
_GENTLE = (*_ASKS_STILL, "utter_crisis_reminder")
_TAPPED = {
    "nobody": "utter_crisis_nobody",
    "unsure": "utter_crisis_unsure",
    "acted": "utter_crisis_suicide_acted",
    "not_acted": "utter_crisis_suicide_not_acted",
}
# After these comes what the visitor had asked; the suicide card's own question needs no more.
_THEN_THE_ANSWER = ("utter_crisis_nobody", "utter_crisis_unsure", "utter_crisis_reminder")
# Labels that answer a check with no more than a word: they can mean opposite things.
_BARE_REPLIES = ("affirm", "deny", "thank", "greet", "goodbye", "inform")


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class CrisisPolicy(ScriptedPolicy):
    """Answers danger, checks in, and hears what is said to a check."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return a priority above every other policy's."""
        return {"priority": 12}

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return the card, what follows it, or None when there is no danger about."""
        in_their_language = bool(done) and is_language_card(done[0])
        since = done[1:] if in_their_language else done
        if not since:
            reply = self._reply(tracker)
            if in_their_language:
                return reply if reply in _ASKS_STILL else None
            card = language_card(tracker) if reply in _GENTLE else None
            return card or reply
        if since[-1] in _THEN_THE_ANSWER and _has_held_back(tracker):
            return _answer_action(tracker, domain)
        if since[0].startswith("utter_crisis_"):
            return str(ACTION_LISTEN_NAME)
        return None

    def events_with(self, tracker: DialogueStateTracker, action: str) -> List[Event]:
        """Return what a card does beside being shown: the form stops, the sign is kept."""
        if action not in SIGNS:
            return []
        known = set(tracker.get_slot(DANGER_SIGNS) or [])
        if action == "utter_crisis_suicide_not_acted":
            known.discard("suicide")
        noted = SlotSet(DANGER_SIGNS, sorted({*known, SIGNS[action]}))
        if tracker.active_loop_name is None:
            return [noted]
        return [noted, ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]

    def _reply(self, tracker: DialogueStateTracker) -> Optional[str]:
        message = tracker.latest_message
        if message is None or not message.parse_data.get("crisis"):
            return None
        decision = CrisisDecision.from_dict(message.parse_data["crisis"])
        if decision.answer:
            return utter_action(decision.answer)
        tapped = tapped_payload(message.metadata)
        if tapped:
            return _TAPPED.get(tapped.value) if tapped.kind == "check" else None
        return _reply_to_card(tracker)


def _reply_to_card(tracker: DialogueStateTracker) -> Optional[str]:
    """Return what a typed reply to a check or to the question of the suicide card leads to."""
    before = actions_before_message(tracker)
    bare = _is_bare(tracker)
    if "utter_crisis_suicide" in before and bare:
        # Unclear counts as yes (facts 4d); only a plain no does not.
        said_no = _said(tracker, "deny")
        return "utter_crisis_suicide_not_acted" if said_no else "utter_crisis_suicide_acted"
    if "utter_say_express_distress" in before and _said(tracker, "affirm"):
        # That reply asks plainly about suicide (facts W1); a yes to it is an answer.
        return "utter_crisis_suicide"
    if not any(check in before for check in _CHECKS):
        return None
    if not bare:
        return "utter_crisis_reminder"
    again = "utter_crisis_check_again" in before
    return "utter_crisis_numbers" if again else "utter_crisis_check_again"


def _said(tracker: DialogueStateTracker, intent: str) -> bool:
    return bool(tracker.latest_message and tracker.latest_message.intent.get("name") == intent)


def _is_bare(tracker: DialogueStateTracker) -> bool:
    message = tracker.latest_message
    assert message is not None
    unsure = message.parse_data.get("abstain") is not None
    return unsure or message.intent.get("name") in _BARE_REPLIES


def _has_held_back(tracker: DialogueStateTracker) -> bool:
    """Return whether there is something left to answer after the reply to a check."""
    message = tracker.latest_message
    assert message is not None
    label = (message.parse_data.get("intent_ranking") or [{}])[0].get("label")
    return bool(label) and label not in ("inform", "out_of_scope")


def _answer_action(tracker: DialogueStateTracker, domain: Domain) -> str:
    """Return the action that answers the latest message's label, outside every rule."""
    assert tracker.latest_message is not None
    if tracker.active_loop_name:
        return str(tracker.active_loop_name)
    intent = tracker.latest_message.intent.get("name") or ""
    if intent == "request_contact":
        return CONTACT_FORM
    for action in (f"utter_{intent}", f"utter_say_{intent}"):
        if action in domain.action_names_or_texts:
            return action
    return str(ACTION_LISTEN_NAME)
