"""Reads on where a request is being looked up: the reference, the contact detail, a yes or no."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.scripted import ScriptedPolicy, actions_by_turn
from first_step.admissions.details import find_ways_to_reach
from first_step.admissions.reference import find_reference

PROOF, PROVE, STATUS = "request_proof", "action_prove_request", "action_check_status"
_ASKING = frozenset({PROVE, STATUS, "action_withdraw_request"})
# A question may come in between; a number given much later is for something else.
_STILL_MEANT = 3
# Somebody asked "delete it all?" may well answer with the same words again.
_YES_OR_NO = ("affirm", "deny", "delete_data", "cancel")
# Whoever says these means them, with or without a reference.
_FOR_OTHER_RULES = (
    *_YES_OR_NO,
    "request_contact",
    "request_human",
    "correct_details",
    "complain",
    "express_distress",
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class ProofPolicy(ScriptedPolicy):
    """Hands the answer to the action that asked; anything else is left to the rules."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return a priority below danger's and above that of numbers that were volunteered."""
        return {"priority": 10}

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return the action that reads the proof, None when the message is not for it."""
        if done:
            return ACTION_LISTEN_NAME if done in ([PROVE], [STATUS]) else None
        message, pending = tracker.latest_message, tracker.get_slot(PROOF)
        if message is None or tracker.active_loop_name:
            return None
        if not pending:
            return STATUS if _names_a_request(message) else None
        recent = actions_by_turn(tracker)[1 : _STILL_MEANT + 1]
        if not any(_ASKING & set(turn) for turn in recent):
            return None
        return PROVE if _answers(message, bool(pending.get("proved"))) else None


def _names_a_request(message: UserUttered) -> bool:
    """Return whether a reference is given that no other rule takes: the label says little then."""
    return (
        message.intent.get("name") not in _FOR_OTHER_RULES
        and find_reference(message.text or "") is not None
    )


def _answers(message: UserUttered, proved: bool) -> bool:
    label = message.intent.get("name")
    if proved:
        return label in _YES_OR_NO
    if label == "request_contact":
        return False
    text = message.text or ""
    return any(find_ways_to_reach(text)) or find_reference(text) is not None
