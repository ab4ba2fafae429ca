"""What the policies here share: no training, one sure next action or none."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

from rasa.core.featurizers.precomputation import MessageContainerForCoreFeaturization
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActionExecutionRejected, Event, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker


class ScriptedPolicy(Policy):
    """Predicts what `next_action` says, else nothing."""

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        precomputations: Optional[MessageContainerForCoreFeaturization] = None,
        **kwargs: Any,
    ) -> Resource:
        """Return the resource; there is nothing to learn."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Policy:
        """Return the policy; there is nothing to load."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[str, Any]] = None,
        precomputations: Optional[MessageContainerForCoreFeaturization] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Return certainty on one action, or no opinion."""
        action = self.next_action(tracker, actions_since_message(tracker), domain)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        # Without this flag an open form speaks before any other policy.
        return self._prediction(
            probabilities,
            events=self.events_with(tracker, action),
            is_no_user_prediction=True,
        )

    def next_action(
        self, tracker: DialogueStateTracker, done: List[str], domain: Domain
    ) -> Optional[str]:
        """Return the action to take, given those already taken since the message; None: no say."""
        raise NotImplementedError

    def events_with(self, tracker: DialogueStateTracker, action: str) -> List[Event]:
        """Return events that go with the action."""
        return []


def actions_since_message(tracker: DialogueStateTracker) -> List[str]:
    """Return the names of the actions executed since the visitor's latest message.

    Read from all events: those that Rasa applies leave out what was said while a form went well.
    """
    done: List[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return done[::-1]
        if isinstance(event, ActionExecuted) and event.action_name:
            done.append(event.action_name)
    return [ACTION_LISTEN_NAME]


def actions_before_message(tracker: DialogueStateTracker) -> List[str]:
    """Return the names of the actions executed between the last two messages of the visitor."""
    done: List[str] = []
    messages = 0
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            messages += 1
            if messages == 2:
                break
        elif messages == 1 and isinstance(event, ActionExecuted) and event.action_name:
            done.append(event.action_name)
    return done[::-1]


def actions_by_turn(tracker: DialogueStateTracker) -> List[List[str]]:
    """Return the names of the actions after each message, the latest message first."""
    turns: List[List[str]] = [[]]
    for event in reversed(tracker.applied_events()):
        if isinstance(event, UserUttered):
            turns.append([])
        elif isinstance(event, ActionExecuted) and event.action_name:
            turns[-1].append(event.action_name)
    # What stands last was before the first message.
    return turns[:-1]


def form_declined(tracker: DialogueStateTracker) -> bool:
    """Return whether the open form has just found that the message was not for it."""
    return any(
        isinstance(event, ActionExecutionRejected) and event.action_name == tracker.active_loop_name
        for event in reversed(tracker.applied_events()[-3:])
    )
