"""The graph components, as Rasa calls them, with a classifier trained on a dozen texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.held_back import held_back_label
from bot.nlu import CrisisGuard, EnglishTokenizer, EntityReader, LabelClassifier, SentenceEncoder
from bot.turn import begin_turn
from first_step.admissions.errors import ModelDamaged
from first_step.understanding.classifier import LabelProbability
from first_step.understanding.crisis import NO_CRISIS, CrisisDecision
from first_step.understanding.in_conversation import Meaning
from first_step.understanding.reading import CLASSIFIER_FILE

from ..understanding.small import TEXTS
from .dialogue import CHECK, FORM, new_tracker, replied, said

CONTEXT = ExecutionContext(GraphSchema({}), node_name="node")
RESOURCE = Resource("train_LabelClassifier")


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> SentenceEncoder:
    config = {**SentenceEncoder.get_default_config(), "folder": str(encoder_folder)}
    return SentenceEncoder.create(config, None, RESOURCE, CONTEXT)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def storage(
    encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> LocalModelStorage:
    """Return where a trained classifier is kept."""
    examples = [example(text, label) for text, label in TEXTS]
    data = encoder.process_training_data(TrainingData([*examples, example("?!", "greet")]))
    kept = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    config = LabelClassifier.get_default_config()
    assert LabelClassifier.create(config, kept, RESOURCE, CONTEXT).train(data) == RESOURCE
    return kept


@pytest.fixture
def classifier(storage: LocalModelStorage) -> LabelClassifier:
    return LabelClassifier.load(LabelClassifier.get_default_config(), storage, RESOURCE, CONTEXT)


def example(text: str, label: str) -> Message:
    family, _, topic = label.partition("/")
    data = {TEXT: text, INTENT: family, INTENT_RESPONSE_KEY: label if topic else None}
    return Message(data)


def typed(encoder: SentenceEncoder, text: str, **metadata: Any) -> Message:
    (message,) = encoder.process([Message({TEXT: text, "metadata": metadata})])
    return message


def guard() -> CrisisGuard:
    return CrisisGuard.create(CrisisGuard.get_default_config(), None, RESOURCE, CONTEXT)  # type: ignore[arg-type]


def test_a_topic_gets_its_family_its_ranking_and_its_response(
    classifier: LabelClassifier, encoder: SentenceEncoder
) -> None:
    turn = begin_turn()
    (message,) = classifier.process([typed(encoder, "how long is a detox")])
    assert message.get("intent")["name"] == "treatment"
    ranking = message.get("intent_ranking")
    assert (ranking[0]["name"], ranking[0]["label"]) == ("treatment", "treatment/detox")
    response = message.get("response_selector")["default"]["response"]
    assert response["utter_action"] == "utter_treatment/detox"
    assert turn.label == "treatment/detox"
    assert turn.confidence == pytest.approx(ranking[0]["confidence"])


def test_a_plain_label_has_no_response_to_select(
    classifier: LabelClassifier, encoder: SentenceEncoder
) -> None:
    (message,) = classifier.process([typed(encoder, "hello everyone")])
    assert message.get("intent")["name"] == "greet"
    assert message.get("response_selector") is None


def test_a_doubtful_label_stays_and_the_doubt_stands_beside_it(
    storage: LocalModelStorage, encoder: SentenceEncoder
) -> None:
    for clarify, menu, doubt in ((0.0, 0.0, None), (1.1, 0.0, "clarify"), (1.1, 1.1, "menu")):
        thresholds = {"clarify_below": clarify, "menu_below": menu}
        config = {**LabelClassifier.get_default_config(), **thresholds}
        loaded = LabelClassifier.load(config, storage, RESOURCE, CONTEXT)
        (message,) = loaded.process([typed(encoder, "hello everyone")])
        assert (message.get("intent")["name"], message.get("abstain")) == ("greet", doubt)


@pytest.mark.parametrize("text", ["?", "", "😀", "..."])
def test_what_holds_no_words_is_out_of_scope_and_offers_the_menu(
    classifier: LabelClassifier, encoder: SentenceEncoder, text: str
) -> None:
    (message,) = classifier.process([typed(encoder, text)])
    assert message.get("intent") == {"name": "out_of_scope", "confidence": 0.0}
    assert (message.get("intent_ranking"), message.get("abstain")) == ([], "menu")


@pytest.mark.parametrize(
    ("payload", "label"),
    [
        ("label:treatment/cost", "treatment/cost"),
        ("label:menu", "menu"),
        ("flow:age=adult", "inform"),
        ("flow:add=message", "request_contact"),
        ("check:nobody", "inform"),
    ],
)
def test_a_tap_is_certain_whatever_its_title_says(
    classifier: LabelClassifier, encoder: SentenceEncoder, payload: str, label: str
) -> None:
    (message,) = classifier.process([typed(encoder, "hello everyone", payload=payload)])
    (row,) = message.get("intent_ranking")
    assert (row["label"], row["confidence"], message.get("abstain")) == (label, 1.0, None)


@pytest.mark.parametrize("payload", ["", "nonsense", "flow:", 7, None, ["label:menu"]])
def test_what_is_no_payload_is_read_as_text(
    classifier: LabelClassifier, encoder: SentenceEncoder, payload: object
) -> None:
    (message,) = classifier.process([typed(encoder, "hello everyone", payload=payload)])
    assert message.get("intent_ranking")[0]["label"] == "greet"
    assert len(message.get("intent_ranking")) > 1


def test_nobody_in_danger_stands_for_what_had_been_asked(
    classifier: LabelClassifier, encoder: SentenceEncoder, domain: Domain
) -> None:
    asked = said("what is od like", "crisis_overdose", others=["sign/overdose"], crisis=CHECK)
    tracker = new_tracker(domain, said("hello"), asked, replied("crisis/check"))
    assert held_back_label(tracker) == "sign/overdose"
    (message,) = classifier.process([typed(encoder, "No", payload="check:nobody")], tracker)
    assert message.get("intent_ranking")[0]["label"] == "sign/overdose"


def test_without_a_check_nothing_was_held_back(domain: Domain) -> None:
    assert held_back_label(None) is None
    assert held_back_label(new_tracker(domain, said("hello"))) is None
    only_danger = said("help", "crisis_overdose", crisis=CHECK)
    assert held_back_label(new_tracker(domain, only_danger)) is None


def after_detox(domain: Domain, *events: Event) -> DialogueStateTracker:
    asked = said("how long does detox take", "treatment/detox")
    return new_tracker(domain, asked, replied("treatment/detox"), *events)


def test_another_substance_keeps_the_topic_and_is_named(
    classifier: LabelClassifier, encoder: SentenceEncoder, domain: Domain
) -> None:
    message = typed(encoder, "what about drink")
    classifier.process([message], after_detox(domain))
    assert message.get("intent_ranking")[0]["label"] == "treatment/detox"
    assert message.get("follow_up") is True
    (entity,) = message.get("entities")
    assert (entity["entity"], entity["value"]) == ("substance", "alcohol/alcohol")


def test_why_after_an_answer_asks_for_more_and_alone_does_not(
    classifier: LabelClassifier, encoder: SentenceEncoder, domain: Domain
) -> None:
    for tracker, label in ((after_detox(domain), "ask_more"), (None, "greet")):
        message = typed(encoder, "why?")
        classifier.process([message], tracker)
        assert (message.get("intent_ranking")[0]["label"] == "ask_more") is (label == "ask_more")


def test_a_tap_and_an_open_form_are_never_read_as_follow_ups(
    classifier: LabelClassifier, encoder: SentenceEncoder, domain: Domain
) -> None:
    tapped = typed(encoder, "what about drink", payload="label:menu")
    in_form = typed(encoder, "what about drink")
    classifier.process([tapped], after_detox(domain))
    classifier.process([in_form], after_detox(domain, ActiveLoop(FORM)))
    assert tapped.get("intent_ranking")[0]["label"] == "menu"
    assert (tapped.get("follow_up"), in_form.get("follow_up")) == (False, False)


def test_danger_is_looked_for_in_the_message_by_itself(
    classifier: LabelClassifier, encoder: SentenceEncoder, domain: Domain
) -> None:
    alone, after = typed(encoder, "and blue lips?"), typed(encoder, "and blue lips?")
    guard().process(classifier.process([alone]))
    guard().process(classifier.process([after], after_detox(domain)))
    assert alone.get("crisis") == after.get("crisis")
    assert alone.get("crisis")["band"] != "none"


def test_two_topics_that_share_the_probability_are_asked_about_unless_both_are_answered(
    classifier: LabelClassifier,
) -> None:
    near = (LabelProbability("cause/stress", 0.5), LabelProbability("cause/peers", 0.4))
    assert classifier.doubt_about(Meaning(near)) == "clarify"
    assert classifier.doubt_about(Meaning(near, second="cause/peers")) is None


def test_a_damaged_classifier_stops_the_loading(storage: LocalModelStorage, tmp_path: Path) -> None:
    other = LocalModelStorage(tmp_path)
    with other.write_to(RESOURCE) as folder:
        (folder / CLASSIFIER_FILE).write_bytes(b"damaged")
    with pytest.raises(ModelDamaged):
        LabelClassifier.load(LabelClassifier.get_default_config(), other, RESOURCE, CONTEXT)


def test_danger_is_decided_from_patterns_and_ranking(
    classifier: LabelClassifier, encoder: SentenceEncoder
) -> None:
    message = typed(encoder, "shes gone blue and wont wake up")
    guard().process(classifier.process([message]))
    assert (message.get("crisis")["band"], message.get("crisis")["label"]) == (
        "act",
        "crisis_overdose",
    )


def test_what_the_front_door_decided_stands(
    classifier: LabelClassifier, encoder: SentenceEncoder
) -> None:
    # It read the message together with the one before, which Rasa does not.
    decided = CrisisDecision("act", "crisis_medical", ("medical.explicit.1",), 0.7)
    message = typed(encoder, "hello everyone", crisis=decided.as_dict())
    guard().process(classifier.process([message]))
    assert CrisisDecision.from_dict(message.get("crisis")) == decided


def test_a_tapped_danger_needs_no_front_door(
    classifier: LabelClassifier, encoder: SentenceEncoder
) -> None:
    message = typed(encoder, "Very ill", payload="check:medical")
    guard().process(classifier.process([message]))
    assert message.get("crisis")["label"] == "crisis_medical"
    message = typed(encoder, "I will kill myself", payload="label:menu")
    guard().process(classifier.process([message]))
    assert message.get("crisis") == NO_CRISIS.as_dict()


def test_entities_are_added_to_those_known() -> None:
    message = Message({TEXT: "my son takes gear", "entities": [{"entity": "x"}]})
    EntityReader.create({}, None, RESOURCE, CONTEXT).process([message])  # type: ignore[arg-type]
    assert [row["entity"] for row in message.get("entities")] == ["x", "relation", "substance"]


def test_tokens_are_words_and_punctuation_with_their_places() -> None:
    tokenizer = EnglishTokenizer(EnglishTokenizer.get_default_config())
    tokens = tokenizer.tokenize(Message({TEXT: "He's  not breathing!"}), TEXT)
    assert [(token.text, token.start) for token in tokens] == [
        ("He", 0),
        ("'s", 2),
        ("not", 6),
        ("breathing", 10),
        ("!", 19),
    ]


def test_no_messages_need_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.process([]) == []
