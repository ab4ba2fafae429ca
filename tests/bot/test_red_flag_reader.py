"""The component that reads red flags, as Rasa calls it, trained on a dozen texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import MentionedRedFlags, SentenceEncoder
from first_step.admissions.errors import ModelDamaged, UnderstandingError
from first_step.understanding.reading import RED_FLAGS_FILE

from ..installation import ROOT
from ..understanding.test_red_flags import TAUGHT

CONTEXT = ExecutionContext(GraphSchema({}), node_name="node")
RESOURCE = Resource("train_MentionedRedFlags")
PRISON = "my brother came out of prison on Sunday"


@pytest.fixture(scope="module")
def encoder(encoder_folder: Path) -> SentenceEncoder:
    config = {**SentenceEncoder.get_default_config(), "folder": str(encoder_folder)}
    return SentenceEncoder.create(config, None, RESOURCE, CONTEXT)


@pytest.fixture(scope="module")
def storage(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    """Return where a reader is kept that was trained on a file of its own."""
    folder = tmp_path_factory.mktemp("red_flags")
    blocks = [
        {"author": "a1", "codes": list(codes), "examples": f"- {text}\n"} for text, codes in TAUGHT
    ]
    examples = folder / "red_flags.yml"
    examples.write_text(yaml.safe_dump({"red_flags": blocks}), encoding="utf-8")
    kept = LocalModelStorage(folder)
    config = {"examples": str(examples), "folder": str(encoder_folder)}
    untrained = MentionedRedFlags.create(config, kept, RESOURCE, CONTEXT)
    assert untrained.train(TrainingData()) == RESOURCE
    return kept


@pytest.fixture
def component(storage: LocalModelStorage) -> MentionedRedFlags:
    """Return the component as a process started later loads it: without the examples."""
    return MentionedRedFlags.load({}, storage, RESOURCE, CONTEXT)


def mentioned(
    component: MentionedRedFlags, encoder: SentenceEncoder, text: str, **metadata: Any
) -> Any:
    messages = encoder.process([Message({TEXT: text, "metadata": metadata})])
    assert component.process(messages) == messages
    return messages[0].as_dict(only_output_properties=True)["red_flags"]


def test_a_typed_message_gets_the_codes_that_it_mentions(
    component: MentionedRedFlags, encoder: SentenceEncoder
) -> None:
    assert mentioned(component, encoder, PRISON) == ["R14"]
    assert mentioned(component, encoder, "out of jail, nowhere to sleep") == ["R14", "R16"]
    assert mentioned(component, encoder, "how long is rehab") == []


def test_each_message_gets_its_own(component: MentionedRedFlags, encoder: SentenceEncoder) -> None:
    messages = encoder.process([Message({TEXT: PRISON}), Message({TEXT: "how long is rehab"})])
    assert [each.get("red_flags") for each in component.process(messages)] == [["R14"], []]


def test_a_tapped_button_mentions_nothing_whatever_its_title_says(
    component: MentionedRedFlags, encoder: SentenceEncoder
) -> None:
    assert mentioned(component, encoder, PRISON, payload="flow:red_flags=R14") == []
    assert mentioned(component, encoder, PRISON, payload="nonsense") == ["R14"]


@pytest.mark.parametrize("text", ["", "?!", "...", "😀"])
def test_what_holds_no_words_mentions_nothing(
    component: MentionedRedFlags, encoder: SentenceEncoder, text: str
) -> None:
    assert mentioned(component, encoder, text) == []


def test_without_its_examples_training_stops(
    storage: LocalModelStorage, encoder_folder: Path, tmp_path: Path
) -> None:
    config = {"examples": str(tmp_path / "nowhere.yml"), "folder": str(encoder_folder)}
    with pytest.raises(UnderstandingError):
        MentionedRedFlags.create(config, storage, RESOURCE, CONTEXT).train(TrainingData())


def test_a_damaged_reader_stops_the_loading(tmp_path: Path) -> None:
    other = LocalModelStorage(tmp_path)
    with other.write_to(RESOURCE) as folder:
        (folder / RED_FLAGS_FILE).write_bytes(b"damaged")
    with pytest.raises(ModelDamaged):
        MentionedRedFlags.load({}, other, RESOURCE, CONTEXT)


def test_training_data_is_left_as_it_is(component: MentionedRedFlags) -> None:
    data = TrainingData([Message({TEXT: PRISON})])
    assert component.process_training_data(data) is data
    assert data.training_examples[0].get("red_flags") is None


def test_the_model_that_serves_reads_them_after_the_encoder_from_the_file_that_is_checked() -> None:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    names = [row["name"] for row in pipeline]
    place = names.index("bot.nlu.MentionedRedFlags")
    assert names.index("bot.nlu.SentenceEncoder") < place
    assert pipeline[place]["examples"] == "data/red_flags.yml"
