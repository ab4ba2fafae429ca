"""Answers the second question of a message right after the first."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation_so_far import parsed
from bot.policies.crisis import CONTACT_FORM
from bot.policies.scripted import ScriptedPolicy
from first_step.understanding.wants_call import CALL

SECOND_ANSWER = "utter_second_answer"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class SecondQuestionPolicy(ScriptedPolicy):
    """Follows the answer to a topic with the answer to the other topic asked about.

    An open form has read the message before the first answer; its question comes after the second.
    Beside a wish for a call the topic is answered first: the contact flow has the last word.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return a priority above the rules': they would go on to the form after one answer."""
        return {"priority": 7}

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return the second answer, then the open form or listening; None without a second."""
        if not parsed(tracker, "second_label"):
            return None
        message = tracker.latest_message
        assert message is not None
        if message.intent.get("name") == CALL:
            return _answer_then_call(tracker.active_loop_name, done)
        if done == [f"utter_{message.intent.get('name')}"]:
            return SECOND_ANSWER
        if SECOND_ANSWER not in done:
            return None
        loop = tracker.active_loop_name
        return str(loop) if loop and done[-1] == SECOND_ANSWER else str(ACTION_LISTEN_NAME)


def _answer_then_call(open_form: Optional[str], done: List[str]) -> Optional[str]:
    """Return the answer, then the contact flow; None once an open form has the word."""
    if not done:
        return None if open_form else SECOND_ANSWER
    if done == [SECOND_ANSWER]:
        return CONTACT_FORM
    asks = open_form and done == [SECOND_ANSWER, CONTACT_FORM]
    return str(ACTION_LISTEN_NAME) if asks else None
