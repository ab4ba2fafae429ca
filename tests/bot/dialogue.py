"""A conversation as Rasa holds it, with the policies of bot/ and a hand-made stand-in for rules."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message

from bot.answer_ids import answer_id
from bot.nlu.label_classifier import tapped_label
from bot.policies import (
    CrisisPolicy,
    DoubtPolicy,
    LanguagePolicy,
    ProofPolicy,
    RedFlagPolicy,
    SecondQuestionPolicy,
    VolunteeredPolicy,
)
from first_step.admissions.payload import parse_payload
from first_step.understanding.crisis import NO_CRISIS, CrisisDecision, tapped_decision

KEV = "kev-conversation"
FORM = "contact_form"
MOST_ACTIONS = 6


def act(kind: str) -> CrisisDecision:
    return CrisisDecision("act", f"crisis_{kind}", (), 0.9)


CHECK = CrisisDecision("check", "crisis_suicide", (), 0.3)


def new_tracker(domain: Domain, *events: Event) -> DialogueStateTracker:
    tracker = DialogueStateTracker(KEV, domain.slots)
    tracker.update_with_events([ActionExecuted(ACTION_LISTEN_NAME), *events], domain)
    return tracker


def said(
    text: str,
    label: str = "greet",
    confidence: float = 0.9,
    *,
    crisis: CrisisDecision = NO_CRISIS,
    abstain: str | None = None,
    language: str | None = None,
    others: Sequence[str] = (),
    entities: Sequence[dict[str, Any]] = (),
    payload: str | None = None,
    channel: str | None = None,
    **found: Any,
) -> UserUttered:
    """Return a message as the components of bot.nlu leave it; others: less likely labels.

    found: what else they set (`second_label`, `disclosed`, `follow_up`, `red_flags`).
    """
    ranking = [
        {"name": each.split("/")[0], "confidence": confidence / (place + 1), "label": each}
        for place, each in enumerate((label, *others))
    ]
    intent = {"name": ranking[0]["name"], "confidence": confidence}
    parse_data = {
        "text": text,
        "intent": intent,
        "intent_ranking": ranking,
        "entities": list(entities),
        "crisis": crisis.as_dict(),
        "abstain": abstain,
        "language": language,
        **found,
    }
    metadata = {"payload": payload, "channel": channel}
    return UserUttered(text, intent, list(entities), parse_data, metadata=metadata)


def replied(answer: str, section: str = "answer", text: str = "words") -> BotUttered:
    return BotUttered(text, metadata={"answer": answer, "section": section})


class Dialogue:
    """Says and taps; every turn returns the names of the actions that followed."""

    def __init__(self, domain: Domain, folder: Path) -> None:
        self.domain = domain
        self.tracker = new_tracker(domain)
        self._policies = [
            make_policy(each, folder)
            for each in (
                CrisisPolicy,
                LanguagePolicy,
                ProofPolicy,
                VolunteeredPolicy,
                DoubtPolicy,
                SecondQuestionPolicy,
                RedFlagPolicy,
            )
        ]
        self._ensemble = DefaultPolicyPredictionEnsemble()

    def says(self, text: str, label: str = "greet", **more: Any) -> list[str]:
        return self._turn(said(text, label, **more))

    def hears(self, message: UserUttered) -> list[str]:
        """Take a message as it is."""
        return self._turn(message)

    def taps(self, payload: str) -> list[str]:
        message = Message(data={"metadata": {"payload": payload}})
        label = tapped_label(message, self.tracker)
        assert label
        decision = tapped_decision(parse_payload(payload))
        return self._turn(said("tapped", label, 1.0, crisis=decision, payload=payload))

    def opens_form(self, field: str = "phone") -> None:
        self.events(ActionExecuted(FORM), ActiveLoop(FORM), SlotSet(REQUESTED_SLOT, field))
        self.events(ActionExecuted(ACTION_LISTEN_NAME))

    def declines_in_form(self, text: str, label: str = "greet", **more: Any) -> list[str]:
        """Say what the open form does not take, as its validation finds out."""
        self.events(said(text, label, **more), ActionExecutionRejected(FORM, "RulePolicy"))
        return self._actions()

    def events(self, *events: Event) -> None:
        self.tracker.update_with_events(list(events), self.domain)

    def _turn(self, message: UserUttered) -> list[str]:
        self.events(message)
        return self._actions()

    def _actions(self) -> list[str]:
        done: list[str] = []
        while ACTION_LISTEN_NAME not in done and len(done) < MOST_ACTIONS:
            action = self._next(done)
            done.append(action)
            self.events(ActionExecuted(action, "policy", 1.0))
            if action.startswith("utter_"):
                self.events(replied(answer_id(action) or ""))
        return [action for action in done if action != ACTION_LISTEN_NAME]

    def _next(self, done: list[str]) -> str:
        predictions = [
            policy.predict_action_probabilities(self.tracker, self.domain)
            for policy in self._policies
        ]
        predictions.append(self._rules(done))
        best = self._ensemble.combine_predictions(predictions, self.tracker, self.domain)
        self.events(*best.events)
        return str(self.domain.action_names_or_texts[best.probabilities.index(1.0)])

    def _rules(self, done: list[str]) -> PolicyPrediction:
        """Stand in for Rasa's rules: an open form first, else one reply to the label."""
        loop = self.tracker.active_loop_name
        message = self.tracker.latest_message
        assert message
        if done:
            action = ACTION_LISTEN_NAME
        elif loop and not self._was_rejected():
            action = loop
        else:
            action = self._reply_to(str(message.intent["name"]))
        probabilities = [0.0] * self.domain.num_actions
        probabilities[self.domain.index_for_action(action)] = 1.0
        return PolicyPrediction(
            probabilities, "RulePolicy", 5, is_no_user_prediction=action == loop
        )

    def _was_rejected(self) -> bool:
        return isinstance(self.tracker.events[-1], ActionExecutionRejected)

    def _reply_to(self, intent: str) -> str:
        names = (f"utter_{intent}", f"utter_say_{intent}")
        return next((n for n in names if n in self.domain.action_names_or_texts), FORM)


def make_policy(kind: type[Policy], folder: Path) -> Policy:
    return kind(
        kind.get_default_config(),
        LocalModelStorage(folder),
        Resource("policy"),
        ExecutionContext(GraphSchema({})),
    )
