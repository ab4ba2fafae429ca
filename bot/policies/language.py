"""Somebody who writes in another language gets a short card in it: 999 and 116 123 first."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.scripted import ScriptedPolicy, actions_before_message, form_declined
from bot.tapped import tapped_payload

_CARD = "utter_language_"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class LanguagePolicy(ScriptedPolicy):
    """Shows the card of a language; an open form may read the message first."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Return a priority below danger's and above a wish to be called."""
        return {"priority": 11}

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return the card, then the open form or listening; None when there is no card to show."""
        loop = tracker.active_loop_name
        if any(map(is_language_card, done)):
            return str(loop) if loop and is_language_card(done[-1]) else str(ACTION_LISTEN_NAME)
        if not done:
            return language_card(tracker) if not loop or form_declined(tracker) else None
        asked_again = done == [loop] and _form_could_not_read(tracker)
        return language_card(tracker) if asked_again else None


def language_card(tracker: DialogueStateTracker) -> str | None:
    """Return the response with the card for the latest message, None when none is due.

    The same card is not shown twice in a row: whoever goes on in that language has read it.
    """
    message = tracker.latest_message
    code = message.parse_data.get("language") if message else None
    if message is None or not code or tapped_payload(message.metadata):
        return None
    card = f"{_CARD}{code}"
    return None if card in actions_before_message(tracker) else card


def is_language_card(action: str) -> bool:
    """Return whether a response is a card in another language."""
    return action.startswith(_CARD)


def _form_could_not_read(tracker: DialogueStateTracker) -> bool:
    """Return whether the open form has just asked again because the message was no answer."""
    note = str((tracker.get_slot("contact_request") or {}).get("note") or "")
    return note.startswith("try_again_") or note == tracker.get_slot(REQUESTED_SLOT)
